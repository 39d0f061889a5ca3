package io.carrierlab.protocols.ospf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ospf.OspfMachine.Event;
import io.carrierlab.protocols.ospf.OspfMachine.Network;
import io.carrierlab.protocols.ospf.OspfNet.Port;
import io.carrierlab.protocols.ospf.OspfNet.Router;
import io.carrierlab.protocols.ospf.OspfNet.Segment;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets of a living network, mutated, with good checksums in packet and LSA, thrown among its routers: nothing may
 * throw, and when it ends the network must find back to itself.
 */
class OspfMachineFuzzTest {
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void survivesAnything(long seed) {
    var net = new OspfNet(new World(seed, 0));
    SplittableRandom random = net.world.random;
    for (int i = 0; i < 3; i++) {
      net.router();
    }
    net.connect(net.routers.get(0), 1, net.routers.get(1), 1);
    Segment lan = net.segment(Network.BROADCAST);
    net.routers.forEach(router -> net.attach(router, lan, 2));
    var corpus = new ArrayList<byte[]>(List.of(OspfVectors.PACKETS));
    net.tap = (from, send) -> {
      if (corpus.size() < 300) {
        corpus.add(send.packet());
      } else if (random.nextInt(20) == 0) {
        corpus.set(random.nextInt(300), send.packet());
      }
    };
    net.start();
    net.run(Duration.ofSeconds(60));
    for (int round = 0; round < 20_000; round++) {
      Segment segment = net.segments.get(random.nextInt(2));
      Port to = segment.ports.get(random.nextInt(segment.ports.size()));
      Port from = segment.ports.get(random.nextInt(segment.ports.size()));
      byte[] packet = corpus.get(random.nextInt(corpus.size()));
      byte[] octets = random.nextInt(8) == 0 ? packet.clone() : Mutate.oneOf(random, packet);
      to.router().on(new Event.Received(to.index(), from.address(), destination(random, to),
          random.nextInt(8) == 0 ? octets : plausible(random, octets, from.router())));
      if (random.nextInt(10) == 0) {
        net.run(Duration.ofMillis(random.nextInt(2_000)));
      }
    }
    assertThat(net.routers).allSatisfy(router -> assertThat(router.machine.database(0)).hasSizeLessThan(2_000));
    checkItHeals(net);
  }

  private static int destination(SplittableRandom random, Port to) {
    return switch (random.nextInt(3)) {
      case 0 -> OspfMachine.ALL_D_ROUTERS;
      case 1 -> OspfMachine.ALL_SPF_ROUTERS;
      default -> to.address();
    };
  }

  /** Length, sender, area and checksums put right, so that the octets get as far as they can. */
  private static byte[] plausible(SplittableRandom random, byte[] octets, Router from) {
    if (octets.length < 24) {
      return octets;
    }
    octets[0] = 2;
    octets[2] = (byte) (octets.length >>> 8);
    octets[3] = (byte) octets.length;
    for (int i = 0; i < 4; i++) {
      octets[4 + i] = (byte) (from.id >>> 24 - 8 * i);
      octets[8 + i] = 0;
    }
    octets[14] = 0;
    octets[15] = 0;
    if (octets[1] == 4 && octets.length > 48 && random.nextInt(4) != 0) {
      repairFirstLsa(octets);
    }
    return OspfPacketTest.summed(octets);
  }

  private static void repairFirstLsa(byte[] octets) {
    int length = (octets[46] & 0xff) << 8 | octets[47] & 0xff;
    if (length >= 20 && 28 + length <= octets.length) {
      byte[] lsa = Arrays.copyOfRange(octets, 28, 28 + length);
      FletcherChecksum.fill(lsa);
      System.arraycopy(lsa, 0, octets, 28, length);
    }
  }

  private static void checkItHeals(OspfNet net) {
    // An hour and some: what was made up under foreign names ages out.
    net.run(Duration.ofMinutes(70));
    for (Router router : net.routers) {
      assertTrue(router.machine.counters().rejected() > 100, "the fuzz has lost its teeth");
      assertThat(router.machine.neighbors()).filteredOn(it -> it.state() != NeighborState.DOWN)
          .allSatisfy(it -> assertThat(it.state()).isEqualTo(NeighborState.FULL));
    }
    OspfConvergenceSimTest.checkAtRest(net);
  }
}
