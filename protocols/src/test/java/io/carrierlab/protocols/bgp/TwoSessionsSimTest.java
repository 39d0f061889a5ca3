package io.carrierlab.protocols.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sessions over a TCP that is torn, cut, reset and fed garbage. All chance is one seed; replay: -Dseed=N. */
class TwoSessionsSimTest {
  private static final SessionConfig.Timers TIMERS = new SessionConfig.Timers(Duration.ofSeconds(30),
      Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(1), true);
  /** Longest time to be up again: hold timer, the longest pauses of both, connect retry, and the messages. */
  private static final Duration BOUND = Duration.ofSeconds(30 + 16 + 16 + 20 + 20 + 2);

  /** One TCP connection; what is on its way arrives in order. */
  private static final class Pipe {
    private final Side[] ends;
    private final Flow[] flows;
    private final List<Queue<Runnable>> waiting = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private boolean broken;

    Pipe(Side active, Side passive, Flow flow) {
      ends = new Side[] {active, passive};
      flows = new Flow[] {flow, flow.reversed()};
    }

    int indexOf(Side side) {
      return ends[0] == side ? 0 : 1;
    }
  }

  private static final class Side {
    private final Net net;
    private final int address;
    private final BgpSession session;
    private final Map<SessionTimer, Long> armed = new HashMap<>();
    private final Map<Flow, Pipe> pipes = new LinkedHashMap<>();
    private Side other;
    private long attempt;
    private boolean up;
    private Flow upFlow;
    private int sent;
    private int expected;
    private int downs;

    Side(Net net, int address, int peer, boolean passive) {
      this.net = net;
      this.address = address;
      session = new BgpSession(new SessionConfig(65000, Ipv4.parse("10.0.0." + address), address, peer, 65000,
          EnumSet.of(Family.IPV4_UNICAST), TIMERS, passive), net.world.random.split());
    }

    void on(SessionEvent event) {
      for (SessionAction action : session.on(event, net.world.nowNanos())) {
        net.transcript.append(address).append(net.world.nowNanos()).append(SessionText.of(List.of(action)));
        perform(action);
      }
    }

    private void perform(SessionAction action) {
      switch (action) {
        case SessionAction.TcpConnect _ -> net.connect(this, ++attempt);
        case SessionAction.TcpCancel() -> attempt++;
        case SessionAction.TcpSend(Flow flow, byte[] octets) -> {
          net.collisions += octets[18] == Header.NOTIFICATION && octets[20] == 7 ? 1 : 0;
          upFlow = octets[18] == Header.KEEPALIVE ? flow : upFlow;
          net.carry(this, flow, octets);
        }
        case SessionAction.TcpClose(Flow flow) -> net.close(this, flow);
        case SessionAction.Established(Negotiated negotiated) -> {
          assertFalse(up, "up twice");
          up = true;
          sent = 0;
          expected = 0;
          announce(negotiated.encoder());
        }
        case SessionAction.Down _ -> {
          assertTrue(up, "down twice");
          up = false;
          downs++;
        }
        case SessionAction.UpdateReceived(Update update) -> {
          assertTrue(up, "UPDATE while down");
          assertEquals("10.0." + expected + ".0/24", update.announced().getFirst().nlri().text(0), "lost or twice");
          expected++;
        }
        case SessionAction.RefreshRequested _ -> { }
        case SessionAction.Arm(SessionTimer timer, Duration after) -> arm(timer, after);
        case SessionAction.Disarm(SessionTimer timer) -> armed.remove(timer);
      }
    }

    /** As long as this session lasts, a numbered route every 3 s. */
    private void announce(UpdateEncoder encoder) {
      int mine = downs;
      if (!up || sent > 250) {
        return;
      }
      var attributes = PathAttributes.builder().nextHop(0x0a000000 | address).localPref(100).build();
      on(new SessionEvent.SendUpdates(encoder.announce(attributes,
          Nlri.of(new Ipv4Prefix(0x0a000000 | sent++ << 8, 24)))));
      net.world.after(Duration.ofSeconds(3), () -> {
        if (up && downs == mine) {
          announce(encoder);
        }
      });
    }

    private void arm(SessionTimer timer, Duration after) {
      long generation = net.generation++;
      armed.put(timer, generation);
      net.world.after(after, () -> {
        if (armed.getOrDefault(timer, -1L) == generation) {
          armed.remove(timer);
          on(new SessionEvent.TimerFired(timer));
        }
      });
    }
  }

  private static final class Net {
    private final World world;
    private final Side a;
    private final Side b;
    private final StringBuilder transcript = new StringBuilder();
    private long generation;
    private int port = 50_000;
    private int collisions;
    private boolean cut;

    Net(long seed, boolean passive) {
      world = new World(seed, 0);
      a = new Side(this, 1, 2, false);
      b = new Side(this, 2, 1, passive);
      a.other = b;
      b.other = a;
    }

    private Duration delay() {
      return Duration.ofMillis(1 + world.random.nextInt(50));
    }

    void connect(Side side, long attempt) {
      world.after(delay(), () -> {
        if (cut) {
          world.after(Duration.ofSeconds(3), () -> {
            if (side.attempt == attempt) {
              side.on(new SessionEvent.TcpFailed("timed out"));
            }
          });
          return;
        }
        var flow = new Flow(side.address, port++ % 10_000 + 50_000, side.other.address, SessionConfig.PORT);
        var pipe = new Pipe(side, side.other, flow);
        side.other.pipes.put(flow.reversed(), pipe);
        later(pipe, side, () -> {
          if (side.attempt == attempt) {
            side.pipes.put(flow, pipe);
            side.on(new SessionEvent.TcpConnected(flow, false));
          } else {
            close(side, flow, pipe);
          }
        });
        side.other.on(new SessionEvent.TcpConnected(flow.reversed(), true));
      });
    }

    /** In order, and not before the link is whole again. */
    private void later(Pipe pipe, Side to, Runnable delivery) {
      pipe.waiting.get(pipe.indexOf(to)).add(delivery);
      world.after(delay(), () -> deliver(pipe, pipe.indexOf(to)));
    }

    /** Whatever is first in line, though it may be another than this was called for. */
    private void deliver(Pipe pipe, int index) {
      if (cut) {
        world.after(Duration.ofMillis(100), () -> deliver(pipe, index));
      } else if (!pipe.broken) {
        pipe.waiting.get(index).remove().run();
      }
    }

    void carry(Side from, Flow flow, byte[] octets) {
      Pipe pipe = from.pipes.get(flow);
      if (pipe != null) {
        Flow there = flow.reversed();
        later(pipe, from.other, () -> {
          if (from.other.pipes.containsKey(there)) {
            from.other.on(new SessionEvent.TcpReceived(there, octets));
          }
        });
      }
    }

    void close(Side from, Flow flow) {
      Pipe pipe = from.pipes.remove(flow);
      if (pipe != null) {
        close(from, flow, pipe);
      }
    }

    private void close(Side from, Flow flow, Pipe pipe) {
      later(pipe, from.other, () -> {
        if (from.other.pipes.remove(flow.reversed()) != null) {
          from.other.on(new SessionEvent.TcpClosed(flow.reversed(), "closed by peer"));
        }
      });
    }

    /** Both ends lose a connection at once, and what was on its way. */
    void tear(Side side) {
      for (Flow flow : List.copyOf(side.pipes.keySet())) {
        Pipe pipe = side.pipes.remove(flow);
        pipe.broken = true;
        side.other.pipes.remove(flow.reversed());
        side.on(new SessionEvent.TcpClosed(flow, "reset"));
        side.other.on(new SessionEvent.TcpClosed(flow.reversed(), "reset"));
      }
    }

    void fault() {
      Side side = world.random.nextBoolean() ? a : b;
      switch (world.random.nextInt(5)) {
        case 0 -> tear(side);
        case 1 -> {
          cut = true;
          world.after(Duration.ofSeconds(world.random.nextInt(60)), () -> cut = false);
        }
        case 2 -> side.on(new SessionEvent.Stop(Notification.Cease.RESET, "drill"));
        case 3 -> {
          for (Flow flow : List.copyOf(side.pipes.keySet())) {
            side.on(new SessionEvent.TcpReceived(flow, Mutate.noise(world.random, 60)));
          }
        }
        default -> {
          side.on(new SessionEvent.Stop(Notification.Cease.SHUTDOWN, "drill"));
          world.after(Duration.ofSeconds(world.random.nextInt(10)), () -> side.on(new SessionEvent.Start()));
        }
      }
    }

    void start() {
      a.on(new SessionEvent.Start());
      b.on(new SessionEvent.Start());
    }

    void checkUp() {
      assertTrue(a.session.isEstablished() && b.session.isEstablished(),
          () -> "at " + world.now() + ": " + a.session.view() + "\n" + b.session.view());
      assertEquals(a.upFlow, b.upFlow.reversed(), "not the same connection");
      assertEquals(1, a.pipes.size());
      assertEquals(1, b.pipes.size());
    }
  }

  private static String drill(long seed) {
    var net = new Net(seed, seed % 5 == 0);
    net.start();
    for (int i = 0; i < 12; i++) {
      net.world.after(Duration.ofSeconds(20 + net.world.random.nextInt(900)), net::fault);
    }
    net.world.runFor(Duration.ofSeconds(1000), () -> { });
    net.cut = false;
    net.world.runFor(BOUND, () -> { });
    net.checkUp();
    assertTrue(net.a.downs > 0 && net.b.downs > 0, "these faults ended no session, so nothing was tested");
    net.world.runFor(Duration.ofMinutes(10), net::checkUp);
    return net.transcript.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void comesUpAgainAfterEveryFault(long seed) {
    assertEquals(drill(seed), drill(seed), "the same seed is the same history");
  }

  /** Both connect at once: one connection stays, the same at both ends, and nothing flaps. */
  @Test
  void resolvesCollisions() {
    int collisions = 0;
    var losers = new ArrayList<Integer>();
    for (long seed = 1; seed <= 300; seed++) {
      var net = new Net(seed, false);
      net.start();
      net.world.runFor(Duration.ofSeconds(2), () -> { });
      net.checkUp();
      assertEquals(0, net.a.downs + net.b.downs, "seed " + seed + " flapped");
      collisions += net.collisions;
      losers.add(net.a.upFlow.localPort() == SessionConfig.PORT ? 1 : 2);
    }
    assertTrue(collisions > 100, "collisions: " + collisions);
    assertTrue(losers.contains(1), "the higher identifier, side 2, wins");
  }
}
