package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.tcp.RawPeer.FLOW;
import static io.carrierlab.protocols.tcp.RawPeer.PEER;
import static io.carrierlab.protocols.tcp.RawPeer.US;
import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.FIN;
import static io.carrierlab.protocols.tcp.TcpSegment.RST;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpStackTest {
  private static final TcpTimer RETRANSMIT = new TcpTimer.Retransmit(FLOW);
  private static final TcpTimer PERSIST = new TcpTimer.Persist(FLOW);
  private static final long SECOND = 1_000_000_000L;

  /** RFC 9293 §3.10.7.1: what belongs to no connection is reset, but for a reset. */
  @Test
  void resetsWhatBelongsToNobody() {
    var it = new RawPeer();
    assertEquals("RST ACK 0 1", it.told(it.segment(SYN, 0, 0, 0)));
    assertEquals("RST ACK 0 14", it.told(it.segment(FIN, 3, 0, 10)));
    assertEquals("RST 5", it.told(it.segment(ACK, 3, 5, 10)));
    assertEquals("", it.told(it.segment(RST | ACK, 3, 5, 0)));
    it.on(new TcpEvent.Listen(FLOW.localPort()));
    assertEquals("RST 5", it.told(it.segment(SYN | ACK, 3, 5, 0)));
    assertEquals("", it.told(it.segment(SYN | FIN, 3, 0, 0)));
    it.on(new TcpEvent.Unlisten(FLOW.localPort()));
    assertEquals("RST ACK 0 1", it.told(it.segment(SYN, 0, 0, 0)));
    assertEquals("SendRefused", it.told(it.on(new TcpEvent.Send(FLOW, new byte[1]))));
  }

  @Test
  void putsSegmentsInOrder() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    assertEquals("ACK 1 1", it.told(it.segment(ACK, 11, 1, 10)));
    assertEquals("ACK 1 1", it.told(it.segment(ACK | FIN, 31, 1, 10)), "the FIN must wait");
    assertEquals("Received 10, Received 10, ACK 1 21", it.told(it.segment(ACK, 1, 1, 10)));
    assertEquals("Received 10, Received 10, PeerClosed, ACK 1 42", it.told(it.segment(ACK, 16, 1, 15)));
  }

  @Test
  void takesOnlyWhatTheWindowHolds() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    it.on(new TcpEvent.Pause(FLOW));
    assertEquals("ACK 1 60001", it.told(it.segment(ACK, 1, 1, 60_000)));
    assertEquals("ACK 1 65536", it.told(it.segment(ACK | FIN, 60_001, 1, 10_000)));
    assertEquals(65_535, it.stack.connection(FLOW).orElseThrow().buffered());
    assertEquals("ACK 1 65536", it.told(it.segment(ACK, 65_536, 1, 1)), "a probe is answered, not taken");
    assertEquals("Received 65535, ACK 1 65536", it.told(it.on(new TcpEvent.Resume(FLOW))));
    assertEquals("Received 1, ACK 1 65537", it.told(it.segment(ACK, 65_536, 1, 1)));
  }

  @Test
  void probesAClosedWindowUntilItOpens() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    it.segment(ACK, 1, 1, 0, new byte[0]);
    assertTrue(it.on(new TcpEvent.Send(FLOW, new byte[100])).contains(
        new TcpAction.Arm(PERSIST, Duration.ofSeconds(1))));
    it.nowNanos = SECOND;
    assertEquals("ACK 1 1 data 1", it.told(it.on(new TcpEvent.TimerFired(PERSIST))));
    assertEquals("", it.told(it.segment(ACK, 1, 1, 0, new byte[0])));
    it.nowNanos = 3 * SECOND;
    assertEquals("ACK 1 1 data 1", it.told(it.on(new TcpEvent.TimerFired(PERSIST))));
    assertEquals("ACK 1 1 data 100", it.told(it.segment(ACK, 1, 1, 5000, new byte[0])));
    assertEquals("", it.told(it.segment(ACK, 1, 101, 5000, new byte[0])));
    assertEquals(0, it.stack.connection(FLOW).orElseThrow().unsentOrUnacknowledged());
  }

  /** RFC 6298 §5.5: each time-out doubles the next; RFC 9293 §3.8.3: at last it gives up. */
  @Test
  void sendsAgainLaterAndLaterThenGivesUp() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    it.on(new TcpEvent.Send(FLOW, new byte[100]));
    long wait = 1;
    while (true) {
      it.nowNanos += wait * SECOND;
      var actions = it.on(new TcpEvent.TimerFired(RETRANSMIT));
      if (it.state().equals("none")) {
        assertEquals("Closed TIMEOUT", it.told(actions));
        assertTrue(it.nowNanos >= TcpConfig.DEFAULT.times().user().toNanos());
        return;
      }
      assertEquals("ACK 1 1 data 100", it.told(actions));
      wait = Math.min(60, wait * 2);
      assertTrue(actions.contains(new TcpAction.Arm(RETRANSMIT, Duration.ofSeconds(wait))), () -> "" + actions);
    }
  }

  /** RFC 5681 §3.2: the third duplicate acknowledgment. */
  @Test
  void sendsAgainAtOnceAfterThreeDuplicates() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    assertEquals("ACK 1 1 data 1000, ACK 1001 1 data 1000, ACK 2001 1 data 1000, ACK 3001 1 data 1000",
        it.told(it.on(new TcpEvent.Send(FLOW, new byte[20_000]))));
    assertEquals("ACK 4001 1 data 1000", it.told(it.segment(ACK, 1, 1, 0)), "limited transmit, RFC 3042");
    assertEquals("ACK 5001 1 data 1000", it.told(it.segment(ACK, 1, 1, 0)));
    assertEquals("ACK 1 1 data 1000", it.told(it.segment(ACK, 1, 1, 0)));
    assertEquals(1, it.stack.counters().retransmitted());
    assertEquals("ACK 3001 1 data 1000, ACK 6001 1 data 1000", it.told(it.segment(ACK, 1, 3001, 0)),
        "a partial one: the next is lost too, and the window holds one more (RFC 6582 §3.2)");
  }

  @Test
  void givesUpConnectingToNobody() {
    var world = new World(1, 1.0);
    var end = new TcpEnd(world, TcpConfig.DEFAULT, 1, packet -> { });
    end.on(new TcpEvent.Connect(FLOW, 1));
    world.runFor(Duration.ofMinutes(5), () -> { });
    assertEquals(Map.of(FLOW, CloseReason.TIMEOUT), end.closed);
    assertEquals(4, end.stack.counters().retransmitted(), "after 1, 3, 7 and 15 s; at 31 s it gives up");
  }

  @Test
  void tellsWhyASignedSessionStaysDown() {
    byte[] one = {1, 2, 3};
    byte[] other = {1, 2, 4};
    assertEquals(new Md5Failures(0, 0, 0), tried(one, one));
    assertEquals(new Md5Failures(0, 0, 1), tried(one, other));
    assertEquals(new Md5Failures(0, 1, 0), tried(one, new byte[0]));
    assertEquals(new Md5Failures(1, 0, 0), tried(new byte[0], one));
    assertEquals(new Md5Failures(0, 0, 0), tried(new byte[0], new byte[0]));
  }

  /** What the listener counts when a client with a key of its own opens, once. */
  private static Md5Failures tried(byte[] clientKey, byte[] serverKey) {
    var client = new TcpStack(TcpConfig.DEFAULT, new SplittableRandom(1));
    var server = new TcpStack(TcpConfig.DEFAULT, new SplittableRandom(2));
    client.on(new TcpEvent.SetKey(US, clientKey), 0);
    server.on(new TcpEvent.SetKey(PEER, serverKey), 0);
    server.on(new TcpEvent.Listen(179), 0);
    var syn = (TcpAction.Transmit) client.on(new TcpEvent.Connect(FLOW.reversed(), 1), 0).getFirst();
    var answer = server.on(new TcpEvent.Arrived(PEER, US, syn.segment(), 0, syn.segment().length), 0);
    var failures = server.md5Failures(PEER);
    assertEquals(failures.total() == 0, !answer.isEmpty(), "silence, or an answer");
    assertEquals(failures.total(), server.counters().badSignature());
    return failures;
  }

  @Test
  void followsAChangeOfKey() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    it.on(new TcpEvent.SetKey(PEER, new byte[] {7}));
    assertEquals("", it.told(it.segment(ACK, 1, 1, 5)));
    assertEquals(new Md5Failures(1, 0, 0), it.stack.md5Failures(PEER));
    assertTrue(it.stack.connection(FLOW).orElseThrow().signed());
    it.on(new TcpEvent.ClearKey(PEER));
    assertEquals("Received 5, ACK 1 6", it.told(it.segment(ACK, 1, 1, 5)));
  }

  @Test
  void usesTheTtlOfThePeer() {
    var it = new RawPeer();
    it.on(new TcpEvent.Listen(179));
    it.on(new TcpEvent.SetTtl(PEER, 255));
    assertEquals(255, ((TcpAction.Transmit) it.segment(SYN, 0, 0, 0).getFirst()).ttl());
    var connect = it.on(new TcpEvent.Connect(new Flow(US, 50_001, PEER, 179), 1));
    assertEquals(1, ((TcpAction.Transmit) connect.getFirst()).ttl());
  }

  @Test
  void givesPortsInTurn() {
    var it = new RawPeer();
    int port = it.stack.freePort(US, PEER, 179).orElseThrow();
    assertEquals(new RawPeer().stack.freePort(US, PEER, 179).orElseThrow(), port, "same seed, same port");
    it.on(new TcpEvent.Connect(new Flow(US, port + 1, PEER, 179), 1));
    assertEquals(OptionalInt.of(port + 2), it.stack.freePort(US, PEER, 179));
    assertEquals("Closed IN_USE",
        it.told(it.on(new TcpEvent.Connect(new Flow(US, port + 1, PEER, 179), 1))));
  }

  /** A flood of forged SYNs: the newest are kept, a real peer still gets in, and nothing grows. */
  @Test
  void survivesASynFlood() {
    var it = new RawPeer();
    it.on(new TcpEvent.Listen(179));
    var random = new SplittableRandom(3);
    for (int round = 0; round < 10_000; round++) {
      int stranger = random.nextInt();
      byte[] syn = new TcpSegment(1 + random.nextInt(60_000), 179, random.nextInt(), 0, SYN, 100, OptionalInt.empty(),
          new byte[0]).encode(stranger, US);
      it.on(new TcpEvent.Arrived(stranger, US, syn, 0, syn.length));
      assertTrue(it.stack.connections().size() <= 64);
    }
    var answer = it.segment(SYN, 0, 0, 0);
    it.iss = RawPeer.read((TcpAction.Transmit) answer.stream().filter(TcpAction.Transmit.class::isInstance)
        .findFirst().orElseThrow()).sequence();
    assertEquals("Accepted", it.told(it.segment(ACK, 1, 1, 0)));
    assertTrue(it.stack.counters().halfOpenEvicted() > 9_000);
  }

  @Test
  void boundsItsAnswersToSegmentsThatProveNothing() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    int answers = 0;
    for (int round = 0; round < 1000; round++) {
      answers += it.segment(SYN, 50, 0, 0).size();
      answers += it.segment(RST, 50, 0, 0).size();
      answers += it.segment(ACK, 1, 70_000, 0).size();
      answers += it.segment(ACK, -100, 1, 0).size();
    }
    assertEquals(10, answers);
  }

  @Test
  void pacesASender() {
    var it = RawPeer.in(TcpState.ESTABLISHED);
    int most = TcpConfig.DEFAULT.sendBuffer();
    assertEquals(most, it.stack.writable(FLOW));
    it.on(new TcpEvent.Send(FLOW, new byte[most + 5]));
    assertEquals(0, it.stack.writable(FLOW));
    assertEquals("SendRefused", it.told(it.on(new TcpEvent.Send(FLOW, new byte[1]))));
    int acknowledged = 1;
    boolean told = false;
    while (acknowledged < most && !told) {
      acknowledged += 2000;
      told = it.told(it.segment(ACK, 1, acknowledged, 0)).contains("Writable");
    }
    assertTrue(told && acknowledged >= most / 2);
  }

  /** 64 MB through a network without loss, to see that nothing is copied over and over. */
  @Test
  void movesMegabytes() {
    var world = new World(1, 0);
    var ends = new TcpEnd[2];
    ends[0] = new TcpEnd(world, TcpConfig.DEFAULT, 1, packet -> world.after(Duration.ofMillis(1),
        () -> ends[1].arrive(packet)));
    ends[1] = new TcpEnd(world, TcpConfig.DEFAULT, 2, packet -> world.after(Duration.ofMillis(1),
        () -> ends[0].arrive(packet)));
    var flow = FLOW.reversed();
    byte[] piece = new byte[64 * 1024];
    new SplittableRandom(5).nextBytes(piece);
    int[] sent = {0};
    ends[0].user(action -> {
      if (action instanceof TcpAction.Connected || action instanceof TcpAction.Writable) {
        world.after(Duration.ZERO, () -> {
          while (sent[0] < 1024 && ends[0].stack.writable(flow) > 0) {
            sent[0]++;
            ends[0].on(new TcpEvent.Send(flow, piece));
          }
        });
      }
    });
    ends[1].on(new TcpEvent.Listen(179));
    ends[0].on(new TcpEvent.Connect(flow, 1));
    world.runFor(Duration.ofMinutes(1), () -> { });
    byte[] all = ends[1].received(FLOW);
    assertEquals(1024 * piece.length, all.length);
    for (int i = 0; i < 1024; i++) {
      assertArrayEquals(piece, Arrays.copyOfRange(all, i * piece.length, (i + 1) * piece.length));
    }
    assertEquals(0, ends[0].stack.counters().retransmitted());
  }

  /** Garbage with good checksums into connections of every state: no exception, no growth, and no answer for ever. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (var state : TcpState.values()) {
      for (int history = 0; history < 40; history++) {
        var it = RawPeer.in(state);
        for (int round = 0; round < 60; round++) {
          it.nowNanos += random.nextInt(2_000_000_000);
          hostile(it, random);
          assertTrue(it.stack.connections().size() <= 1);
          it.stack.connections().forEach(view -> assertTrue(view.buffered() <= 65_535
              && view.unsentOrUnacknowledged() <= TcpConfig.DEFAULT.sendBuffer() + 3000));
        }
      }
    }
  }

  private static void hostile(RawPeer it, SplittableRandom random) {
    List<TcpTimer> timers = List.of(RETRANSMIT, PERSIST, new TcpTimer.Linger(FLOW), new TcpTimer.DelayedAck(FLOW));
    int near = random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(5) - 1;
    switch (random.nextInt(6)) {
      case 0 -> it.on(new TcpEvent.TimerFired(timers.get(random.nextInt(4))));
      case 1 -> it.on(new TcpEvent.Send(FLOW, new byte[random.nextInt(3000)]));
      case 2 -> {
        byte[] noise = Mutate.oneOf(random, TcpSegmentTest.OWN);
        it.on(new TcpEvent.Arrived(PEER, US, noise, 0, noise.length));
      }
      case 3 -> it.on(random.nextBoolean() ? new TcpEvent.Pause(FLOW) : new TcpEvent.Resume(FLOW));
      default -> it.segment(random.nextInt(4) == 0 ? random.nextInt(256) : ACK, near + random.nextInt(2000),
          random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4000), random.nextInt(65_536),
          new byte[random.nextInt(2000)]);
    }
  }
}
