package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path table against a map, through growth and shrinkage. */
class PathTableTest {
  private record Key(int address, int length, int source) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byAddress = Integer.compare(address, other.address);
      int byLength = Integer.compare(length, other.length);
      return byAddress != 0 ? byAddress : byLength != 0 ? byLength : Integer.compare(source, other.source);
    }
  }

  private record Value(int label, int attributes) {}

  @ParameterizedTest(name = "seed {0}") @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void holdsWhatAMapHolds(long seed) {
    var random = new SplittableRandom(seed);
    boolean byDistinguisher = seed % 2 == 0;
    var table = new PathTable(byDistinguisher);
    var map = new TreeMap<Key, Value>();
    for (int phase = 0; phase < 6; phase++) {
      int most = 1 + random.nextInt(20_000);
      for (int i = 0; i < most; i++) {
        put(table, map, random);
      }
      check(table, map);
      int left = phase == 5 ? 0 : random.nextInt(map.size());
      var keys = new ArrayList<>(map.keySet());
      while (map.size() > left) {
        Key key = keys.remove(random.nextInt(keys.size()));
        table.remove(slot(table, key));
        map.remove(key);
      }
      check(table, map);
    }
    assertEquals(0, table.octets());
  }

  @ParameterizedTest(name = "seed {0}") @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void findsTheLongestMatch(long seed) {
    var random = new SplittableRandom(seed);
    var table = new PathTable(false);
    var prefixes = new TreeSet<Ipv4Prefix>();
    for (int i = 0; i < 500; i++) {
      var prefix = Ipv4Prefix.covering(random.nextInt() & 0x0f0f0f0f, random.nextInt(33));
      if (prefixes.add(prefix)) {
        int slot = table.add(prefix.address(), prefix.length(), 0, 0, 0, PathTable.NONE);
        table.mark(slot, PathTable.BEST);
      }
    }
    for (int i = 0; i < 20_000; i++) {
      int destination = random.nextInt() & 0x0f0f0f0f;
      int expected = prefixes.stream().filter(prefix -> prefix.contains(destination))
          .mapToInt(Ipv4Prefix::length).max().orElse(-1);
      int slot = table.lookup(destination);
      assertEquals(expected, slot == PathTable.NONE ? -1 : table.length(slot));
    }
  }

  /** What javadoc promises: 24 octets per VPN path, 28 of others, and at most an eighth more, whatever the size. */
  @ParameterizedTest(name = "{0} paths") @ValueSource(ints = {200, 4_097, 100_000})
  void takesTheOctetsThatItSays(int paths) {
    for (boolean vpn : List.of(true, false)) {
      var table = new PathTable(vpn);
      for (int i = 0; i < paths; i++) {
        table.add(i << 8, 24, 0, 0, 0, PathTable.NONE);
      }
      long most = paths * (vpn ? 24L : 28) * 9 / 8 + 512;
      assertTrue(table.octets() <= most, () -> (double) table.octets() / paths + " a path");
    }
  }

  private static void put(PathTable table, TreeMap<Key, Value> map, SplittableRandom random) {
    int length = 8 + random.nextInt(25);
    var prefix = Ipv4Prefix.covering(random.nextInt(2_000) << 16 | random.nextInt(64), length);
    int source = PathTable.source(random.nextInt(30), random.nextInt(4));
    var key = new Key(prefix.address(), length, source);
    var value = new Value(random.nextInt(1 << 20), random.nextInt());
    int slot = slot(table, key);
    if (slot == PathTable.NONE) {
      table.add(key.address(), length, value.label(), source, value.attributes(),
          table.first(key.address(), length, source));
    } else {
      table.change(slot, value.attributes(), value.label());
    }
    map.put(key, value);
  }

  private static int slot(PathTable table, Key key) {
    int slot = table.first(key.address(), key.length(), key.source());
    while (slot != PathTable.NONE && table.source(slot) != key.source()) {
      slot = table.next(slot);
    }
    return slot;
  }

  private static void check(PathTable table, TreeMap<Key, Value> map) {
    assertEquals(map.size(), table.size());
    map.forEach((key, value) -> {
      int slot = slot(table, key);
      assertTrue(slot != PathTable.NONE, () -> "lost " + key);
      assertEquals(List.of(key.address(), key.length(), value.label(), value.attributes()),
          List.of(table.address(slot), table.length(slot), table.label(slot), table.attributes(slot)));
    });
    int walked = 0;
    for (int slot = 0; slot < table.size(); slot++) {
      if (table.first(table.address(slot), table.length(slot), table.source(slot)) == slot) {
        for (int each = slot; each != PathTable.NONE; each = table.next(each)) {
          walked++;
        }
      }
    }
    assertEquals(map.size(), walked, "paths to one destination stand together");
  }
}
