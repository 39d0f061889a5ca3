package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.PathAttributes.Origin;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of several PEs is used: routes of a destination with a route distinguisher of each PE, and with one of all. */
class VpnDecisionTest {
  private static final int AS = 65000;
  private static final int ME = 9;
  private static final long RED = ExtendedCommunity.routeTarget("65000:1");
  private static final Ipv4Prefix PREFIX = Ipv4Prefix.parse("10.0.0.0/8");

  /** The route of the PE with this number, which is its address and part of its route distinguisher. */
  private record Offer(int pe, UnaryOperator<PathAttributes.Builder> attributes) {
    Announcement announcement(long distinguisher) {
      var base = PathAttributes.builder().origin(Origin.IGP).asPath(AsPath.of(64512)).localPref(100).nextHop(pe)
          .extendedCommunities(RED);
      return new Announcement(attributes.apply(base).build(),
          Nlri.of(Family.VPNV4).vpnv4(distinguisher, PREFIX.address(), PREFIX.length(), 16 + pe).build());
    }
  }

  private record Row(DecisionStep step, int winner, Offer... offers) {}

  private static Offer of(int pe, UnaryOperator<PathAttributes.Builder> attributes) {
    return new Offer(pe, attributes);
  }

  /** PE 1 is at 21, 2 at 11, 3 at 11; no path leads to 4. */
  static Stream<Row> rows() {
    return Stream.of(
        new Row(DecisionStep.ONLY, 1, of(1, a -> a)),
        new Row(DecisionStep.ONLY, 0, of(4, a -> a)),
        new Row(DecisionStep.ONLY, 1, of(1, a -> a), of(4, a -> a.localPref(500))),
        new Row(DecisionStep.LOCAL_PREFERENCE, 1, of(1, a -> a.localPref(101)), of(2, a -> a)),
        new Row(DecisionStep.AS_PATH_LENGTH, 1, of(1, a -> a.asPath(AsPath.EMPTY)), of(2, a -> a)),
        new Row(DecisionStep.ORIGIN, 1, of(1, a -> a), of(2, a -> a.origin(Origin.INCOMPLETE))),
        new Row(DecisionStep.MED, 1, of(1, a -> a.med(1)), of(2, a -> a.med(2))),
        new Row(DecisionStep.METRIC, 2, of(1, a -> a), of(2, a -> a)),
        new Row(DecisionStep.METRIC, 2, of(1, a -> a.originatorId(1)), of(2, a -> a.originatorId(2))),
        new Row(DecisionStep.METRIC, 2, of(1, a -> a.asPath(AsPath.of(7)).med(1)), of(2, a -> a.med(2))),
        new Row(DecisionStep.METRIC, 2, of(1, a -> a), of(2, a -> a), of(4, a -> a)),
        new Row(DecisionStep.IDENTIFIER, 2, of(2, a -> a), of(3, a -> a)),
        new Row(DecisionStep.IDENTIFIER, 3, of(2, a -> a), of(3, a -> a.originatorId(1))),
        new Row(DecisionStep.CLUSTER_LIST, 3, of(2, a -> a.originatorId(5).clusterList(6, 7)),
            of(3, a -> a.originatorId(5).clusterList(8))),
        new Row(DecisionStep.METRIC, ME, of(2, a -> a), of(ME, a -> a)));
  }

  @ParameterizedTest @MethodSource("rows")
  void aVrfChoosesAmongWhatItImports(Row row) {
    BgpSpeaker vrf = vrf();
    for (Offer each : row.offers()) {
      vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(each.announcement(distinguisher(each.pe())))), 0);
    }
    assertEquals(row.winner(), nextHop(vrf));
    for (RibRow path : vrf.view().rows(Family.IPV4_UNICAST)) {
      if (path.best()) {
        assertEquals(row.step(), path.decisive());
      } else if (path.attributes().nextHop().getAsInt() == 4) {
        assertEquals(DecisionStep.NEXT_HOP, path.decisive());
      }
    }
  }

  @Test
  void aVrfFollowsTheMetricAndThePaths() {
    BgpSpeaker vrf = vrf();
    for (int pe : List.of(1, 2)) {
      vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(of(pe, a -> a).announcement(distinguisher(pe)))), 0);
    }
    assertEquals(2, nextHop(vrf));
    vrf.on(tunnels(Map.of(1, 21, 2, 31)), 0);
    assertEquals(1, nextHop(vrf), "2 is farther now, but not gone");
    vrf.on(tunnels(Map.of(2, 31)), 0);
    assertEquals(2, nextHop(vrf), "no path leads to 1");
    vrf.on(tunnels(Map.of()), 0);
    assertEquals(0, nextHop(vrf));
    vrf.on(tunnels(Map.of(1, 21)), 0);
    assertEquals(1, nextHop(vrf));
  }

  /** As the networks of customers are none of ours. */
  @Test
  void anAddressOfACeSaysNothingOfAPe() {
    BgpSpeaker vrf = vrf();
    vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(of(4, a -> a).announcement(distinguisher(4)))), 0);
    vrf.on(new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(4, OptionalLong.of(0)))), 0);
    assertEquals(0, nextHop(vrf));
    vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(of(2, a -> a).announcement(distinguisher(2)))), 0);
    vrf.on(new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(2, OptionalLong.empty()))), 0);
    assertEquals(2, nextHop(vrf));
  }

  /** One distinguisher for all: a PE imports only the best, so that must be one that it can use itself. */
  @Test
  void aPeImportsARouteToWhosePeAPathLeads() {
    BgpSpeaker pe = global(OptionalInt.empty());
    pe.on(tunnels(Map.of(1, 21, 2, 31)), 0);
    pe.on(new SpeakerEvent.VrfConfigured("red", distinguisher(8), Set.of(RED)), 0);
    assertEquals(List.of(1), imports(pe, List.of(received(1), received(2))), "both can be reached: the nearer one");
    assertEquals(List.of(2), imports(pe, List.of(tunnels(Map.of(2, 31)))), "no label leads to 1");
    assertEquals(List.of(1), imports(pe, List.of(tunnels(Map.of(1, 21, 2, 31)))));
    assertEquals(List.of(2), imports(pe, List.of(tunnels(Map.of(1, 41, 2, 31)))));
  }

  /** It forwards nothing, so labels are no matter to it. */
  @Test
  void aReflectorGoesByItsRoutingTable() {
    BgpSpeaker reflector = global(OptionalInt.of(77));
    reflector.on(received(1), 0);
    reflector.on(received(2), 0);
    var best = reflector.view().best(Family.VPNV4, distinguisher(0), PREFIX).orElseThrow();
    assertEquals(1, best.peer());
    assertEquals(DecisionStep.METRIC, best.decisive());
    reflector.on(new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(1, OptionalLong.of(99)))), 0);
    assertEquals(2, reflector.view().best(Family.VPNV4, distinguisher(0), PREFIX).orElseThrow().peer());
  }

  /** The next hops of what the event brings into the VRF, in order. */
  private static List<Integer> imports(BgpSpeaker pe, List<SpeakerEvent> events) {
    var nextHops = new ArrayList<Integer>();
    for (SpeakerEvent event : events) {
      for (SpeakerAction action : pe.on(event, 0)) {
        if (action instanceof SpeakerAction.ImportToVrf(String vrf, Routes routes)) {
          routes.announced().forEach(each -> nextHops.add(each.attributes().nextHop().getAsInt()));
        }
      }
    }
    return nextHops;
  }

  private static SpeakerEvent received(int pe) {
    return new SpeakerEvent.UpdateReceived(pe, new Update(List.of(),
        List.of(of(pe, a -> a).announcement(distinguisher(0))), Optional.empty(), List.of()));
  }

  private static long distinguisher(int pe) {
    return RouteDistinguisher.ofAs(AS, pe);
  }

  private static SpeakerEvent tunnels(Map<Integer, Integer> metrics) {
    return new SpeakerEvent.Tunnels(pe -> metrics.containsKey(pe) ? OptionalLong.of(metrics.get(pe))
        : OptionalLong.empty());
  }

  private static BgpSpeaker global(OptionalInt cluster) {
    var peers = List.of(SpeakerConfig.Peer.of(1, AS, Family.VPNV4), SpeakerConfig.Peer.of(2, AS, Family.VPNV4));
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, ME, cluster, ME, Duration.ZERO, false,
        SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.empty(), peers));
    for (int peer : List.of(1, 2)) {
      speaker.on(new SpeakerEvent.PeerUp(peer, Set.of(Family.VPNV4), peer, 100 + peer, true), 0);
      speaker.on(new SpeakerEvent.NextHops(List.of(
          new SpeakerEvent.NextHop(peer, OptionalLong.of(11 + 10 * peer)))), 0);
    }
    return speaker;
  }

  private static BgpSpeaker vrf() {
    var vrf = new SpeakerConfig.Vrf("red", distinguisher(8), Set.of(RED), new SpeakerConfig.Labels.PerVrf(100));
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, ME, OptionalInt.empty(), ME, Duration.ZERO, false,
        SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.of(vrf), List.of()));
    speaker.on(tunnels(Map.of(1, 21, 2, 11, 3, 11)), 0);
    return speaker;
  }

  private static int nextHop(BgpSpeaker vrf) {
    return vrf.view().best(Family.IPV4_UNICAST, 0, PREFIX).map(row -> row.attributes().nextHop().getAsInt()).orElse(0);
  }
}
