package io.carrierlab.protocols.arp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.arp.ArpPacket.Operation;
import io.carrierlab.protocols.arp.ArpTable.Action;
import io.carrierlab.protocols.arp.ArpTable.Config;
import io.carrierlab.protocols.arp.ArpTable.Event;
import io.carrierlab.protocols.arp.ArpTable.Timer;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArpTest {
  static final int US = Ipv4.parse("10.0.0.1");
  static final int PEER = Ipv4.parse("10.0.0.2");
  static final int VIRTUAL = Ipv4.parse("10.0.0.254");
  static final long OUR_MAC = 0x0200_0000_0001L;
  static final long PEER_MAC = 0x0200_0000_0002L;
  static final long VIRTUAL_MAC = 0x0000_0c07_ac01L;
  static final Config C = Config.of(US, OUR_MAC);
  /** Laid out by hand from RFC 826, "Packet format". */
  static final byte[] REQUEST = hex("0001 0800 06 04 0001 020000000002 0a000002 000000000000 0a000001");
  static final byte[] REPLY = hex("0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002");

  private final ArpTable<String> table = new ArpTable<>(C);

  private List<Action<String>> on(Event<String> event) {
    return table.on(event, 0);
  }

  private static Action<String> asks(int address) {
    return new Said(OUR_MAC, Mac.BROADCAST, new ArpPacket(Operation.REQUEST, OUR_MAC, US, 0, address)).action();
  }

  private record Said(long from, long to, ArpPacket packet) {
    Action<String> action() {
      return new Action.Transmit<>(from, to, packet.encode());
    }
  }

  /** Arrays in actions are compared by what they say. */
  private static void assertActions(List<Action<String>> actual, List<Action<String>> expected) {
    assertEquals(expected.stream().map(ArpTest::legible).toList(), actual.stream().map(ArpTest::legible).toList());
  }

  private static Object legible(Action<String> action) {
    return action instanceof Action.Transmit<String>(long from, long to, byte[] octets)
        ? List.of(Mac.format(from), Mac.format(to), io.carrierlab.protocols.sim.Hex.hex(octets)) : action;
  }

  @Test
  void readsAndWritesTheVectors() throws DecodeException {
    assertEquals(new ArpPacket(Operation.REQUEST, PEER_MAC, PEER, 0, US), ArpPacket.decode(REQUEST));
    assertArrayEquals(REQUEST, ArpPacket.decode(REQUEST).encode());
    assertArrayEquals(REPLY, ArpPacket.decode(Arrays.copyOf(REPLY, 46)).encode());
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    assertEquals(new Truncated("target IP", 4, 3), failure(Arrays.copyOf(REQUEST, 27)));
    byte[] reverse = REQUEST.clone();
    reverse[7] = 3;
    assertEquals(new BadValue("operation", 3, "RFC 826"), failure(reverse));
  }

  @Test
  void asksThriceThenGivesUp() {
    var retry = new Action.Arm<String>(new Timer.Retry(PEER), Duration.ofSeconds(1));
    assertActions(on(new Event.Resolve<>(PEER, "one")), List.of(asks(PEER), retry));
    assertActions(on(new Event.Resolve<>(PEER, "two")), List.of());
    assertActions(on(new Event.TimerFired<>(new Timer.Retry(PEER))), List.of(asks(PEER), retry));
    assertActions(on(new Event.TimerFired<>(new Timer.Retry(PEER))), List.of(asks(PEER), retry));
    assertActions(on(new Event.TimerFired<>(new Timer.Retry(PEER))),
        List.of(new Action.Discard<>(PEER, "one"), new Action.Discard<>(PEER, "two")));
    assertEquals(List.of(), table.entries());
    assertActions(on(new Event.Resolve<>(PEER, "three")), List.of(asks(PEER), retry));
  }

  @Test
  void forwardsInOrderOnceAnswered() {
    on(new Event.Resolve<>(PEER, "one"));
    on(new Event.Resolve<>(PEER, "two"));
    byte[] answer = new ArpPacket(Operation.REPLY, PEER_MAC, PEER, OUR_MAC, US).encode();
    assertActions(on(new Event.Arrived<>(answer)), List.of(new Action.Disarm<>(new Timer.Retry(PEER)),
        new Action.Arm<>(new Timer.Expire(PEER), Duration.ofHours(4)), new Action.Forward<>(PEER, PEER_MAC, "one"),
        new Action.Forward<>(PEER, PEER_MAC, "two")));
    assertEquals(OptionalLong.of(PEER_MAC), table.lookup(PEER));
    assertActions(on(new Event.Resolve<>(PEER, "three")), List.of(new Action.Forward<>(PEER, PEER_MAC, "three")));
    assertActions(on(new Event.TimerFired<>(new Timer.Retry(PEER))), List.of());
    on(new Event.TimerFired<>(new Timer.Expire(PEER)));
    assertEquals(OptionalLong.empty(), table.lookup(PEER));
  }

  @Test
  void answersForItsOwnAddressesAndLearnsWhoAsks() {
    assertActions(on(new Event.Arrived<>(REQUEST)), List.of(
        new Action.Arm<>(new Timer.Expire(PEER), Duration.ofHours(4)),
        new Action.Transmit<>(OUR_MAC, PEER_MAC, REPLY)));
    assertEquals(OptionalLong.of(PEER_MAC), table.lookup(PEER));
  }

  @Test
  void answersForAVirtualAddressUnderItsMac() {
    assertActions(on(new Event.AddOwn<>(VIRTUAL, VIRTUAL_MAC)), List.of(new Said(VIRTUAL_MAC, Mac.BROADCAST,
        new ArpPacket(Operation.REPLY, VIRTUAL_MAC, VIRTUAL, Mac.BROADCAST, VIRTUAL)).action()));
    byte[] asked = new ArpPacket(Operation.REQUEST, PEER_MAC, PEER, 0, VIRTUAL).encode();
    assertEquals(legible(new Said(VIRTUAL_MAC, PEER_MAC,
        new ArpPacket(Operation.REPLY, VIRTUAL_MAC, VIRTUAL, PEER_MAC, PEER)).action()),
        legible(on(new Event.Arrived<>(asked)).getLast()));
    assertEquals(2, on(new Event.Up<>()).size());
    on(new Event.RemoveOwn<>(VIRTUAL));
    assertActions(on(new Event.Arrived<>(new ArpPacket(Operation.REQUEST, PEER_MAC, 0, 0, VIRTUAL).encode())),
        List.of());
  }

  /** RFC 826: others' conversations renew what we know, and teach nothing new. A gratuitous ARP is one of them. */
  @Test
  void learnsFromOthersOnlyWhatItKnows() {
    byte[] gratuitous = new ArpPacket(Operation.REQUEST, PEER_MAC, PEER, 0, PEER).encode();
    assertActions(on(new Event.Arrived<>(gratuitous)), List.of());
    on(new Event.Arrived<>(REQUEST));
    byte[] moved = new ArpPacket(Operation.REPLY, VIRTUAL_MAC, PEER, Mac.BROADCAST, PEER).encode();
    on(new Event.Arrived<>(moved));
    assertEquals(OptionalLong.of(VIRTUAL_MAC), table.lookup(PEER));
  }

  @Test
  void countsWhatItDoesNotBelieve() {
    on(new Event.Arrived<>(new ArpPacket(Operation.REPLY, PEER_MAC, US, OUR_MAC, US).encode()));
    on(new Event.Arrived<>(new ArpPacket(Operation.REPLY, Mac.BROADCAST, PEER, OUR_MAC, US).encode()));
    on(new Event.Arrived<>(new ArpPacket(Operation.REPLY, PEER_MAC, Ipv4.parse("224.0.0.5"), OUR_MAC, US).encode()));
    on(new Event.Arrived<>(new byte[5]));
    assertEquals(List.of(), table.entries());
    var counters = table.counters();
    assertEquals(1, counters.conflicts());
    assertEquals(2, counters.refused());
    assertEquals(1, counters.malformed());
  }

  @Test
  void answersProbesWithoutLearning() {
    assertEquals(1, on(new Event.Arrived<>(new ArpPacket(Operation.REQUEST, PEER_MAC, 0, 0, US).encode())).size());
    assertEquals(List.of(), table.entries());
  }

  @Test
  void givesUpAllWhenTheLanIsGone() {
    on(new Event.Arrived<>(REQUEST));
    on(new Event.Resolve<>(VIRTUAL, "one"));
    assertActions(on(new Event.Down<>()), List.of(new Action.Disarm<>(new Timer.Expire(PEER)),
        new Action.Disarm<>(new Timer.Retry(VIRTUAL)), new Action.Discard<>(VIRTUAL, "one")));
    assertEquals(List.of(), table.entries());
  }

  /** Strangers may claim to be 2^32 neighbours: neither table nor queues grow past their limits. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void staysBoundedWhateverComes(long seed) {
    var random = new SplittableRandom(seed);
    var small = new ArpTable<Integer>(new Config(US, OUR_MAC, C.retry(), 3, C.lifetime(), 4, 100));
    var waiting = new ArrayList<Integer>();
    for (int round = 0; round < 20_000; round++) {
      Event<Integer> event = switch (random.nextInt(4)) {
        case 0 -> new Event.Arrived<>(Mutate.oneOf(random, REQUEST, REPLY));
        case 1 -> new Event.Arrived<>(new ArpPacket(random.nextBoolean() ? Operation.REQUEST : Operation.REPLY,
            random.nextLong() >>> 16, random.nextInt(), OUR_MAC, US).encode());
        case 2 -> new Event.Arrived<>(Mutate.noise(random, 40));
        default -> new Event.Resolve<>(random.nextInt(200), round);
      };
      if (event instanceof Event.Resolve<Integer>(int _, Integer packet)) {
        waiting.add(packet);
      }
      for (var action : small.on(event, round)) {
        switch (action) {
          case Action.Forward<Integer>(int _, long _, Integer packet) -> assertTrue(waiting.remove(packet));
          case Action.Discard<Integer>(int _, Integer packet) -> assertTrue(waiting.remove(packet));
          case Action.Transmit<Integer> _, Action.Arm<Integer> _, Action.Disarm<Integer> _ -> { }
        }
      }
      assertTrue(small.entries().size() <= 100 && waiting.size() <= 400);
    }
    assertTrue(small.counters().full() > 0 && small.counters().malformed() > 0);
    assertEquals(waiting.size(), small.entries().stream().mapToInt(ArpTable.Entry::waiting).sum());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, REQUEST, REPLY) : Mutate.noise(random, 40);
      try {
        assertArrayEquals(Arrays.copyOf(octets, 28), ArpPacket.decode(octets).encode());
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> ArpPacket.decode(octets)).error();
  }
}
