package io.carrierlab.protocols.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two stacks over a network that loses, reorders, repeats and alters packets. Replay: -Dseed=N. */
class TcpTransferSimTest {
  static final int A = Ipv4.parse("10.0.0.1");
  static final int B = Ipv4.parse("10.0.0.2");
  static final byte[] KEY = "Carrierlab".getBytes(StandardCharsets.US_ASCII);

  /** One direction of the stream: what is to be sent, in pieces of any size, then close. */
  private static final class Source {
    final byte[] octets;
    final SplittableRandom random;
    int sent;
    boolean closed;

    Source(SplittableRandom random, int most) {
      this.random = random;
      octets = new byte[random.nextInt(most + 1)];
      random.nextBytes(octets);
    }

    void pump(TcpEnd end, Flow flow) {
      while (sent < octets.length && end.stack.writable(flow) > 0) {
        int count = Math.min(octets.length - sent, 1 + random.nextInt(20_000));
        byte[] piece = Arrays.copyOfRange(octets, sent, sent + count);
        sent += count;
        end.on(new TcpEvent.Send(flow, piece));
      }
      if (sent == octets.length && !closed) {
        closed = true;
        end.on(new TcpEvent.Close(flow));
      }
    }
  }

  static final class Net {
    final World world;
    final double trouble;
    TcpEnd a;
    TcpEnd b;

    Net(long seed, double loss, double trouble, TcpConfig config) {
      world = new World(seed, loss);
      this.trouble = trouble;
      a = new TcpEnd(world, config, seed * 2, packet -> carry(packet));
      b = new TcpEnd(world, config, seed * 2 + 1, packet -> carry(packet));
    }

    private void carry(TcpAction.Transmit packet) {
      TcpEnd to = packet.destination() == A ? a : b;
      world.send(() -> to.arrive(packet));
      if (world.random.nextDouble() < trouble) {
        world.send(() -> to.arrive(packet));
      }
      if (world.random.nextDouble() < trouble) {
        byte[] altered = packet.segment().clone();
        altered[world.random.nextInt(altered.length)] ^= (byte) (1 << world.random.nextInt(8));
        world.send(() -> to.arrive(new TcpAction.Transmit(packet.source(), packet.destination(), 1, altered)));
      }
    }
  }

  private static TcpConfig config(SplittableRandom random) {
    var d = TcpConfig.DEFAULT;
    var t = d.times();
    int mss = 64 + random.nextInt(1400);
    Duration delayed = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(200);
    return new TcpConfig(mss, Math.min(65_535, mss * (1 + random.nextInt(60))), 1 + random.nextInt(100_000), 64,
        d.limits(), new TcpConfig.Times(t.minRto(), t.maxRto(), t.connect().multipliedBy(20),
            t.user().multipliedBy(20), Duration.ofMinutes(20), t.finWait2().multipliedBy(100), delayed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void everyOctetArrivesOnceAndInOrder(long seed) {
    double[] losses = {0, 0.01, 0.1, 0.3};
    double loss = losses[(int) (seed % 4)];
    var chance = new SplittableRandom(seed);
    var config = config(chance);
    var net = new Net(seed, loss, loss, config);
    var flow = new Flow(A, 50_000, B, 179);
    var fromA = new Source(chance.split(), loss > 0.2 ? 20_000 : 300_000);
    var fromB = new Source(chance.split(), loss > 0.2 ? 20_000 : 300_000);
    net.a.user(action -> pump(action, fromA, net.world, net.a, flow));
    net.b.user(action -> pump(action, fromB, net.world, net.b, flow.reversed()));
    net.b.on(new TcpEvent.Listen(179));
    if (seed % 3 == 0) {
      net.a.on(new TcpEvent.SetKey(B, KEY));
      net.b.on(new TcpEvent.SetKey(A, KEY));
    }
    net.a.on(new TcpEvent.Connect(flow, 1));
    if (seed % 5 == 0) {
      net.b.on(new TcpEvent.Connect(flow.reversed(), 1)); // simultaneous open
    }
    pauseNowAndThen(net, chance.split(), flow);
    net.world.runFor(Duration.ofHours(30), () -> {
      bounded(net.a, config);
      bounded(net.b, config);
    });
    assertArrayEquals(fromA.octets, net.b.received(flow.reversed()), "a to b");
    assertArrayEquals(fromB.octets, net.a.received(flow), "b to a");
    assertEquals(CloseReason.CLOSED, net.a.closed.get(flow));
    assertEquals(CloseReason.CLOSED, net.b.closed.get(flow.reversed()));
    assertEquals(List.of(), net.a.stack.connections());
    assertEquals(List.of(), net.b.stack.connections());
    if (loss == 0) {
      assertEquals(0, net.a.stack.counters().malformed());
    }
  }

  /** The same seed, the same packets at the same times. */
  @Test
  void repeatsItself() {
    assertEquals(history(7), history(7));
    assertNotEquals(history(7), history(8));
  }

  private static List<String> history(long seed) {
    var net = new Net(seed, 0.1, 0.1, TcpConfig.DEFAULT);
    var history = new ArrayList<String>();
    var source = new Source(new SplittableRandom(seed), 100_000);
    var flow = new Flow(A, net.a.stack.freePort(A, B, 179).orElseThrow(), B, 179);
    net.a.user(action -> {
      pump(action, source, net.world, net.a, flow);
      if (action instanceof TcpAction.Transmit packet) {
        history.add(net.world.now() + " " + RawPeer.read(packet));
      }
    });
    net.b.user(action -> {
      if (action instanceof TcpAction.PeerClosed(Flow its)) {
        net.b.on(new TcpEvent.Close(its));
      }
    });
    net.b.on(new TcpEvent.Listen(179));
    net.a.on(new TcpEvent.Connect(flow, 1));
    net.world.runFor(Duration.ofHours(1), () -> { });
    assertEquals(CloseReason.CLOSED, net.a.closed.get(flow));
    return history;
  }

  private static void pump(TcpAction action, Source source, World world, TcpEnd end, Flow flow) {
    switch (action) {
      case TcpAction.Connected _, TcpAction.Writable _ -> world.after(Duration.ZERO, () -> source.pump(end, flow));
      case TcpAction.SendRefused _ -> throw new AssertionError("refused though writable");
      case TcpAction.Transmit _, TcpAction.Received _, TcpAction.PeerClosed _, TcpAction.Closed _, TcpAction.Arm _,
          TcpAction.Disarm _ -> { }
    }
  }

  /** A user that does not read for up to a minute: windows close, and are probed. */
  private static void pauseNowAndThen(Net net, SplittableRandom random, Flow flow) {
    for (int i = 0; i < 5; i++) {
      boolean atA = random.nextBoolean();
      TcpEnd end = atA ? net.a : net.b;
      Flow its = atA ? flow : flow.reversed();
      Duration at = Duration.ofMillis(random.nextInt(20_000));
      net.world.after(at, () -> end.on(new TcpEvent.Pause(its)));
      net.world.after(at.plusMillis(random.nextInt(60_000)), () -> end.on(new TcpEvent.Resume(its)));
    }
    net.world.after(Duration.ofSeconds(90), () -> net.a.on(new TcpEvent.Resume(flow)));
    net.world.after(Duration.ofSeconds(90), () -> net.b.on(new TcpEvent.Resume(flow.reversed())));
  }

  private static void bounded(TcpEnd end, TcpConfig config) {
    for (var view : end.stack.connections()) {
      assertTrue(view.unsentOrUnacknowledged() < config.sendBuffer() + 20_000, () -> "sends " + view);
      assertTrue(view.buffered() <= config.receiveWindow(), () -> "holds " + view);
    }
  }
}
