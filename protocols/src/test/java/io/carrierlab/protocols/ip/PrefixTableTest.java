package io.carrierlab.protocols.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixTableTest {
  private static PrefixTable<String> table(String... prefixes) {
    var table = new PrefixTable<String>();
    for (String prefix : prefixes) {
      table.put(Ipv4Prefix.parse(prefix), prefix);
    }
    return table;
  }

  @Test
  void findsTheLongestPrefix() {
    var table = table("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "10.1.2.2/31");
    Map.of("11.0.0.1", "0.0.0.0/0", "10.2.0.1", "10.0.0.0/8", "10.1.3.1", "10.1.0.0/16", "10.1.2.4", "10.1.2.0/24",
        "10.1.2.3", "10.1.2.3/32", "10.1.2.2", "10.1.2.2/31", "255.255.255.255", "0.0.0.0/0")
        .forEach((address, prefix) -> {
          assertEquals(prefix, table.lookup(Ipv4.parse(address), "none"), address);
          assertEquals(new PrefixTable.Match<>(Ipv4Prefix.parse(prefix), prefix),
              table.match(Ipv4.parse(address)).orElseThrow());
        });
  }

  @Test
  void knowsNothingWhenEmpty() {
    var table = table();
    assertEquals("none", table.lookup(0, "none"));
    assertEquals(Optional.empty(), table.match(-1));
    assertEquals(Optional.empty(), table.remove(Ipv4Prefix.parse("0.0.0.0/0")));
  }

  @Test
  void listsInOrderTheShorterFirst() {
    var listed = new ArrayList<String>();
    table("128.0.0.0/1", "10.0.0.4/30", "10.0.0.0/8", "10.0.0.0/32", "0.0.0.0/0", "10.0.0.0/30", "255.255.255.255/32")
        .forEach((prefix, value) -> listed.add(prefix.toString()));
    assertEquals(List.of("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.0/32", "10.0.0.4/30", "128.0.0.0/1",
        "255.255.255.255/32"), listed);
  }

  @Test
  void refusesHostBits() {
    var table = new IntPrefixTable();
    assertThrows(IllegalArgumentException.class, () -> table.put(1, 31, 0));
    assertThrows(IllegalArgumentException.class, () -> table.put(0, 33, 0));
  }

  /** Against a sorted map that is asked for every length: any history of changes, dense and sparse. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void agreesWithASortedMap(long seed) {
    var random = new SplittableRandom(seed);
    var model = new TreeMap<Ipv4Prefix, Integer>();
    var table = new IntPrefixTable();
    int mask = Ipv4.mask(random.nextInt(33)) ^ Ipv4.mask(random.nextInt(33));
    for (int round = 0; round < 4_000; round++) {
      int length = random.nextInt(33);
      var prefix = Ipv4Prefix.covering(random.nextInt() & mask, length);
      if (!model.isEmpty() && random.nextInt(3) == 0) {
        prefix = Optional.ofNullable(model.ceilingKey(prefix)).orElse(model.firstKey());
      }
      if (random.nextInt(4000) > round) {
        assertEquals(model.put(prefix, round) == null, table.put(prefix.address(), prefix.length(), round));
      } else {
        assertEquals(model.remove(prefix) != null, table.remove(prefix.address(), prefix.length()));
      }
      int address = random.nextBoolean() ? prefix.address() | random.nextInt() & ~Ipv4.mask(prefix.length())
          : random.nextInt() & mask;
      check(model, table, address);
      assertEquals(model.getOrDefault(prefix, -1), table.get(prefix.address(), prefix.length(), -1));
      if (round % 1000 == 999) {
        table.trim();
      }
    }
    assertEquals(model.size(), table.size());
    var left = new ArrayList<>(model.entrySet());
    var listed = new ArrayList<Map.Entry<Ipv4Prefix, Integer>>();
    table.forEach((address, length, value) -> listed.add(Map.entry(new Ipv4Prefix(address, length), value)));
    assertEquals(left, listed);
    for (var prefix : model.keySet()) {
      assertTrue(table.remove(prefix.address(), prefix.length()));
      assertFalse(table.contains(prefix.address(), prefix.length()));
    }
    assertEquals(0, table.size());
    table.trim();
    assertTrue(table.octets() <= 64, () -> "an empty table holds " + table.octets());
  }

  private static void check(TreeMap<Ipv4Prefix, Integer> model, IntPrefixTable table, int address) {
    for (int length = 32; length >= 0; length--) {
      Integer value = model.get(Ipv4Prefix.covering(address, length));
      if (value != null) {
        assertEquals(value, table.lookup(address, -1));
        assertEquals(length, table.lookupLength(address, -1));
        return;
      }
    }
    assertEquals(-1, table.lookup(address, -1));
    assertEquals(-1, table.lookupLength(address, -1));
  }

  /** What REQUIREMENTS call tens of octets per VRF route. */
  @Test
  void takesAtMost24OctetsAPrefix() {
    for (var kind : PrefixTableFigures.Kind.values()) {
      var table = new IntPrefixTable();
      PrefixTableFigures.fill(table, kind, 200_000);
      assertTrue(table.octets() <= 24L * table.size(), () -> kind + ": " + (double) table.octets() / table.size());
    }
  }
}
