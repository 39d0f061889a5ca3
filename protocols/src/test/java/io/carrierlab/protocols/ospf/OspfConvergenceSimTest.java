package io.carrierlab.protocols.ospf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.ospf.OspfMachine.Network;
import io.carrierlab.protocols.ospf.OspfNet.Port;
import io.carrierlab.protocols.ospf.OspfNet.Router;
import io.carrierlab.protocols.ospf.OspfNet.Segment;
import io.carrierlab.protocols.ospf.OspfView.NeighborView;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that lose packets, links and routers come to rest with equal databases and the right routes. */
class OspfConvergenceSimTest {
  /** Dead interval, wait for a designated router, two retransmissions, MinLSInterval, and something to spare. */
  private static final Duration REST = Duration.ofSeconds(150);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void findsTheShortestPathsOfARandomNetwork(long seed) {
    OspfNet net = random(seed, 2 + (int) (seed % 25));
    net.start();
    net.run(REST);
    checkAtRest(net);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void recoversFromWhateverHappens(long seed) {
    OspfNet net = random(seed, 2 + (int) (seed % 9));
    net.loss = 0.02 * (seed % 6);
    net.start();
    for (int round = 0; round < 3; round++) {
      for (int faults = 0; faults < 8; faults++) {
        net.run(Duration.ofMillis(net.world.random.nextInt(30_000)));
        fault(net);
      }
      double loss = net.loss;
      net.loss = 0;
      net.run(REST);
      checkAtRest(net);
      net.loss = loss;
    }
  }

  private static void fault(OspfNet net) {
    SplittableRandom random = net.world.random;
    Segment segment = net.segments.get(random.nextInt(net.segments.size()));
    Router router = net.routers.get(random.nextInt(net.routers.size()));
    switch (random.nextInt(3)) {
      case 0 -> segment.line(!segment.lineUp);
      case 1 -> segment.passes = !segment.passes;
      default -> {
        if (router.alive()) {
          router.crash();
        } else {
          router.start();
        }
      }
    }
  }

  static OspfNet random(long seed, int routers) {
    var net = new OspfNet(new World(seed, 0));
    SplittableRandom random = net.world.random;
    var key = seed % 3 == 0 ? Optional.of(new Md5Key(1, "secret")) : Optional.<Md5Key>empty();
    for (int i = 0; i < routers; i++) {
      net.router();
    }
    for (int i = 1; i < routers; i++) {
      join(net, key, net.routers.get(i), net.routers.get(random.nextInt(i)));
    }
    for (int i = random.nextInt(routers); i > 0; i--) {
      Router one = net.routers.get(random.nextInt(routers));
      Router other = net.routers.get(random.nextInt(routers));
      if (one != other) {
        join(net, key, one, other);
      }
    }
    for (int lans = random.nextInt(3); lans > 0; lans--) {
      Segment lan = net.segment(Network.BROADCAST);
      for (Router router : net.routers) {
        if (random.nextInt(3) != 0) {
          net.attach(router, lan, 1 + random.nextInt(3), key);
        }
      }
    }
    return net;
  }

  private static void join(OspfNet net, Optional<Md5Key> key, Router one, Router other) {
    Segment segment = net.segment(Network.POINT_TO_POINT);
    net.attach(one, segment, 1 + net.world.random.nextInt(3), key);
    net.attach(other, segment, 1 + net.world.random.nextInt(3), key);
  }

  static void checkAtRest(OspfNet net) {
    var oracle = new RouteOracle(net);
    for (Router router : net.routers) {
      if (!router.alive()) {
        continue;
      }
      assertEquals(oracle.routes(router), router.rib, () -> router + " at " + net.world.now());
      for (Router other : net.routers) {
        if (other.alive() && oracle.connected(router, other)) {
          assertEquals(database(router), database(other), () -> router + " and " + other);
        }
      }
      for (NeighborView neighbor : router.machine.neighbors()) {
        assertThat(neighbor.requests() + neighbor.retransmissions()).as("%s: %s", router, neighbor).isZero();
        assertThat(neighbor.state()).as("%s: %s", router, neighbor)
            .isIn(NeighborState.DOWN, NeighborState.TWO_WAY, NeighborState.FULL);
      }
    }
    net.segments.forEach(OspfConvergenceSimTest::checkElection);
  }

  private static void checkElection(Segment segment) {
    if (segment.network != Network.BROADCAST || !segment.lineUp || !segment.passes) {
      return;
    }
    List<InterfaceState> states = segment.ports.stream().map(Port::router).filter(Router::alive).distinct()
        .flatMap(router -> router.machine.interfaces().stream()
            .filter(it -> router.attached.get(it.index()) == segment).map(OspfView.InterfaceView::state))
        .toList();
    assertThat(states.stream().filter(InterfaceState.DR::equals).count()).isEqualTo(Math.min(1, states.size()));
    assertThat(states.stream().filter(InterfaceState.BACKUP::equals).count()).isEqualTo(states.size() > 1 ? 1 : 0);
  }

  private static List<LsaHeader> database(Router router) {
    return router.machine.database(0).stream().map(OspfView.LsaView::header)
        .map(h -> new LsaHeader(0, h.options(), h.type(), h.linkStateId(), h.advertisingRouter(), h.sequence(),
            h.checksum(), h.length())).toList();
  }
}
