package io.carrierlab.protocols.hsrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two or three routers on a LAN that loses, falls apart and heals, and that crash, come back, and lose tracked
 * interfaces. All chance is one seed; replay: {@code -Dseed=<number>}.
 */
class HsrpSimTest {
  private static final int VIRTUAL = Ipv4.parse("10.0.0.1");
  private static final Duration HELLO = Duration.ofSeconds(1);
  private static final Duration HOLD = Duration.ofMillis(3500);
  private static final Duration SKEW = World.SLOWEST;
  /** Who has to speak first needs a hold time to see that nobody does, and another one to see that nobody minds. */
  private static final Duration FROM_NOTHING = HOLD.multipliedBy(2).plus(HELLO).plus(SKEW);

  private final class Router {
    final int address;
    final HsrpMachine.Config config;
    final Map<HsrpTimer, Integer> armed = new EnumMap<>(HsrpTimer.class);
    HsrpMachine machine;
    boolean on;
    boolean apart;
    boolean owns;
    int arms;

    Router(int number) {
      address = Ipv4.parse("10.0.0." + (10 + number));
      config = new HsrpMachine.Config(address, number, 2, 7, VIRTUAL, HELLO, HOLD, 90 + 10 * number,
          world.random.nextBoolean(), Duration.ofSeconds(world.random.nextInt(5)), "cisco",
          new TreeMap<>(Map.of("ge1", 25)));
    }

    boolean active() {
      return on && machine.view().state() == HsrpState.ACTIVE;
    }

    void start() {
      on = true;
      owns = false;
      machine = new HsrpMachine(config);
      armed.clear();
      perform(machine.on(new HsrpEvent.Line("ge1", true), world.nowNanos()));
      perform(machine.on(new HsrpEvent.Up(), world.nowNanos()));
    }

    void on(HsrpEvent event) {
      if (on) {
        perform(machine.on(event, world.nowNanos()));
      }
    }

    private void perform(List<HsrpAction> actions) {
      for (HsrpAction action : actions) {
        switch (action) {
          case HsrpAction.Send(HsrpMessage message, long sourceMac) -> {
            // A switch learns from it: a router that resigns is Active in its message, and no longer on its LAN.
            assertEquals(message.state() == HsrpState.ACTIVE && active() ? 0x0000_0c9f_f007L : 0, sourceMac);
            broadcast(this, message.encode());
          }
          case HsrpAction.Arm(HsrpTimer timer, Duration after) -> {
            int arm = ++arms;
            armed.put(timer, arm);
            HsrpMachine until = machine;
            world.after(after, () -> {
              if (on && machine == until && armed.remove(timer, arm)) {
                on(new HsrpEvent.TimerFired(timer));
              }
            });
          }
          case HsrpAction.Disarm(HsrpTimer timer) -> armed.remove(timer);
          case HsrpAction.Announce announce -> owns = true;
          case HsrpAction.Release release -> {
            assertTrue(owns, "released what it did not own");
            owns = false;
          }
          case HsrpAction.Changed changed -> states++;
          case HsrpAction.Refused refused -> throw new AssertionError(refused);
        }
      }
    }
  }

  private World world;
  private final List<Router> routers = new ArrayList<>();
  private long changedNanos;
  private long activeNanos;
  private long oneNanos;
  private int states;
  private int takeovers;
  private int splitBrains;
  private int takeoversBefore;
  private Router heir;
  /** When it must be active at last. */
  private long neededNanos = Long.MAX_VALUE;

  private void broadcast(Router from, byte[] octets) {
    for (Router to : routers) {
      if (to != from && to.on && !to.apart && !from.apart) {
        world.send(() -> {
          if (to.on && !to.apart && !from.apart) {
            try {
              to.on(new HsrpEvent.Received(from.address, HsrpMessage.decode(octets)));
            } catch (DecodeException e) {
              throw new AssertionError(e);
            }
          }
        });
      }
    }
  }

  /** A fault every 20 s to 60 s, and its end 3 s to 33 s later: a crash, a partition, an interface. */
  private void fault() {
    world.after(Duration.ofMillis(20_000 + world.random.nextInt(40_000)), () -> {
      Router router = routers.get(world.random.nextInt(routers.size()));
      switch (world.random.nextInt(4)) {
        case 0 -> {
          crash(router);
          later(router::start);
        }
        case 1 -> {
          router.apart = true;
          later(() -> router.apart = false);
        }
        case 2 -> {
          router.on(new HsrpEvent.Line("ge1", false));
          later(() -> router.on(new HsrpEvent.Line("ge1", true)));
        }
        default -> {
          router.on(new HsrpEvent.Down());
          later(() -> router.on(new HsrpEvent.Up()));
        }
      }
      changed();
      fault();
    });
  }

  private void crash(Router router) {
    heir = routers.stream().filter(r -> r.on && !r.apart && r.machine.view().state() == HsrpState.STANDBY).findFirst()
        .orElse(null);
    if (router.active() && !router.apart && heir != null) {
      neededNanos = world.nowNanos() + HOLD.plus(SKEW).toNanos();
      takeovers++;
    }
    router.on = false;
  }

  private void later(Runnable end) {
    world.after(Duration.ofMillis(3_000 + world.random.nextInt(30_000)), () -> {
      end.run();
      changed();
    });
  }

  private void changed() {
    changedNanos = world.nowNanos();
    if (takeovers == takeoversBefore) {
      neededNanos = Long.MAX_VALUE;                         // whoever was to take over may be gone
    }
    takeoversBefore = takeovers;
  }

  /** What holds at any time. */
  private void check() {
    long now = world.nowNanos();
    for (Router router : routers) {
      assertEquals(router.active(), router.on && router.owns, () -> "who is active owns the address, at "
          + world.now());
    }
    List<Router> together = routers.stream().filter(router -> router.on && !router.apart
        && router.machine.view().state() != HsrpState.INITIAL).toList();
    long active = together.stream().filter(Router::active).count();
    if (active > 0) {
      activeNanos = now;
      neededNanos = Long.MAX_VALUE;
    }
    if (active < 2) {
      oneNanos = now;
    }
    if (routers.stream().filter(Router::active).count() > 1) {
      splitBrains++;
    }
    Duration most = world.loss == 0.0 ? HELLO.plus(SKEW.multipliedBy(2)) : HOLD.multipliedBy(3);
    assertTrue(now - oneNanos <= most.toNanos(), () -> active + " active routers see each other at " + world.now());
    if (world.loss == 0.0) {
      // A speaker of higher priority may have come in between (event f): then it is the heir no longer.
      assertTrue(now <= neededNanos || heir.machine.view().state() != HsrpState.STANDBY,
          () -> "the standby router sleeps at " + world.now());
      assertTrue(together.isEmpty() || now - Math.max(activeNanos, changedNanos) <= FROM_NOTHING.toNanos(),
          () -> "nobody is active at " + world.now());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void hasOneActiveRouterSoonAfterEachFault(long seed) {
    world = new World(seed, seed % 2 == 0 ? 0.0 : 0.1);
    for (int i = 0; i < 2 + seed % 3 / 2; i++) {
      routers.add(new Router(i));
    }
    routers.forEach(Router::start);
    fault();
    world.runFor(Duration.ofMinutes(40), this::check);
    assertTrue(states > 30 && takeovers + splitBrains > 0,
        "nothing was tested: " + states + " states, " + takeovers + " takeovers, " + splitBrains + " split brains");
  }
}
