package io.carrierlab.protocols.bgp.rib;

import static io.carrierlab.protocols.bgp.rib.SpeakerAdvertTest.received;
import static io.carrierlab.protocols.bgp.rib.SpeakerAdvertTest.updates;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** VPN routes: import, export, inbound filtering (RFC 4364 §4.3) and route target membership (RFC 4684). */
class SpeakerVpnTest {
  private static final int AS = 65000;
  private static final int ME = 0x0a00_0001;
  private static final long RED = ExtendedCommunity.routeTarget("65000:1");
  private static final long BLUE = ExtendedCommunity.routeTarget("65000:2");
  private static final long RD = RouteDistinguisher.parse("65000:1");
  private static final long OTHER_RD = RouteDistinguisher.parse("65000:9");
  private static final Ipv4Prefix PREFIX = Ipv4Prefix.parse("10.0.0.0/8");
  private static final SpeakerAction CONTINUE = new SpeakerAction.Continue();

  // The global speaker

  @Test
  void keepsWhatAVrfImportsAndAsksAgainWhenThatGrows() {
    var pe = global(OptionalInt.empty(), Family.VPNV4);
    assertEquals(List.of(), pe.on(announce(1, vpn(RED), OTHER_RD, 17), 0));
    assertEquals(0, pe.view().paths(Family.VPNV4));
    assertEquals(1, pe.view().peers().getFirst().filtered());

    var actions = pe.on(new SpeakerEvent.VrfConfigured("red", RD, Set.of(RED)), 0);
    assertTrue(actions.contains(new SpeakerAction.SendRefresh(1, Family.VPNV4)), actions::toString);
    var imported = Routes.announce(new Announcement(vpn(RED), route(OTHER_RD, 17)));
    assertEquals(List.of(new SpeakerAction.ImportToVrf("red", imported), new SpeakerAction.Track(7)),
        pe.on(announce(1, vpn(RED), OTHER_RD, 17), 0));

    var lost = new SpeakerAction.ImportToVrf("red", Routes.withdraw(route(OTHER_RD, 0)));
    actions = pe.on(announce(1, vpn(BLUE), OTHER_RD, 17), 0);
    assertEquals(lost, actions.getFirst(), "its targets match no more");
    assertEquals(0, pe.view().paths(Family.VPNV4));
  }

  @Test
  void importsALabelThatChanges() {
    var pe = global(OptionalInt.empty(), Family.VPNV4);
    pe.on(new SpeakerEvent.VrfConfigured("red", RD, Set.of(RED)), 0);
    pe.on(announce(1, vpn(RED), OTHER_RD, 17), 0);
    var actions = pe.on(announce(1, vpn(RED), OTHER_RD, 18), 0);
    assertEquals(List.of(new SpeakerAction.ImportToVrf("red",
        Routes.announce(new Announcement(vpn(RED), route(OTHER_RD, 18))))), actions);
  }

  @Test
  void bringsAnExportToPeersAndOtherVrfsButNotBack() {
    var pe = global(OptionalInt.empty(), Family.VPNV4);
    pe.on(new SpeakerEvent.VrfConfigured("red", RD, Set.of(RED)), 0);
    pe.on(new SpeakerEvent.VrfConfigured("shared", OTHER_RD, Set.of(RED, BLUE)), 0);
    var own = PathAttributes.builder().nextHop(ME).localPref(100).extendedCommunities(RED).build();
    var export = Routes.announce(new Announcement(own, route(RD, 33)));
    var actions = pe.on(new SpeakerEvent.ExportedRoutes("red", export), 0);
    assertEquals(List.of(new Announcement(own, route(RD, 33))), updates(actions, 1).getFirst().announced());
    assertTrue(actions.contains(new SpeakerAction.ImportToVrf("shared", export)));
    assertTrue(actions.stream().noneMatch(each ->
        each instanceof SpeakerAction.ImportToVrf(String vrf, Routes _) && vrf.equals("red")));

    actions = pe.on(announce(1, vpn(RED), RD, 40), 0);
    assertEquals(List.of(new SpeakerAction.ImportToVrf("red",
        Routes.announce(new Announcement(vpn(RED), route(RD, 40)))), new SpeakerAction.Track(7)), actions,
        "under its own distinguisher a VRF sees the best path of others");

    actions = pe.on(new SpeakerEvent.VrfRemoved("red"), 0);
    assertEquals(List.of(route(RD, 0)), updates(actions, 1).getFirst().withdrawn());
  }

  // Route target membership

  @Test
  void sendsOnlyWhatThePeerIsAMemberOfAndOnChangeTheDifference() {
    var reflector = global(OptionalInt.of(5), Family.VPNV4, Family.ROUTE_TARGET);
    reflector.on(up(2, Family.VPNV4), 0);
    reflector.on(announce(2, vpn(RED), RD, 17), 0);
    reflector.on(announce(2, vpn(BLUE), OTHER_RD, 18), 0);
    assertEquals(List.of(), vpnOf(reflector.on(membership(1, RED), 0), true, OTHER_RD));

    assertEquals(List.of(OTHER_RD), distinguishers(reflector.on(membership(1, BLUE), 0), true));
    assertEquals(List.of(RD), distinguishers(reflector.on(leave(1, RED), 0), false));
    assertEquals(List.of(RD), distinguishers(reflector.on(received(1, new Update(List.of(),
        List.of(new Announcement(vpn(), Nlri.of(Family.ROUTE_TARGET).defaultRouteTarget().build())),
        Optional.empty(), List.of())), 0), true), "the default is every target");
    assertEquals(List.of(), distinguishers(reflector.on(leave(1, BLUE), 0), false), "the default still holds");
  }

  @Test
  void marksTheEndWhenMembershipIsKnownOrWaitedForLongEnough() {
    for (boolean timer : new boolean[] {true, false}) {
      var reflector = new BgpSpeaker(config(OptionalInt.of(5)));
      var waiting = new SpeakerAction.Timer.MembershipWait(1);
      var actions = reflector.on(up(1, Family.VPNV4, Family.ROUTE_TARGET), 0);
      assertTrue(actions.contains(new SpeakerAction.Arm(waiting, Duration.ofSeconds(60))));
      assertEquals(List.of(Optional.of(Family.ROUTE_TARGET)),
          updates(actions, 1).stream().map(Update::endOfRib).toList());
      actions = reflector.on(timer ? new SpeakerEvent.TimerFired(waiting)
          : received(1, new Update(List.of(), List.of(), Optional.of(Family.ROUTE_TARGET), List.of())), 0);
      assertEquals(Optional.of(Family.VPNV4), updates(actions, 1).getFirst().endOfRib());
    }
  }

  @Test
  void tellsAClientThatOthersWantATarget() {
    var reflector = global(OptionalInt.of(5), Family.VPNV4, Family.ROUTE_TARGET);
    reflector.on(up(2, Family.VPNV4, Family.ROUTE_TARGET), 0);
    var actions = reflector.on(membership(1, RED), 0);
    assertEquals(List.of(), updates(actions, 1), "nobody else wants it");
    var told = updates(actions, 2).getFirst().announced().getFirst();
    assertEquals(OptionalInt.of(ME), told.attributes().originatorId());
    assertEquals(OptionalInt.of(101), told.attributes().nextHop().stream().map(hop -> hop - 1)
        .mapToObj(OptionalInt::of).findFirst().orElseThrow());

    actions = reflector.on(membership(2, RED), 0);
    assertEquals(1, updates(actions, 1).size(), "now 1 must know, or it would not send its routes");
    assertEquals(List.of(), updates(actions, 2));
  }

  @Test
  void isAMemberOfWhatItsVrfsImport() {
    var pe = global(OptionalInt.empty(), Family.VPNV4, Family.ROUTE_TARGET);
    var joined = pe.on(new SpeakerEvent.VrfConfigured("red", RD, Set.of(RED)), 0);
    assertEquals(Nlri.of(Family.ROUTE_TARGET).routeTarget(AS, RED).build(),
        updates(joined, 1).getFirst().announced().getFirst().nlri());
    assertTrue(joined.stream().noneMatch(SpeakerAction.SendRefresh.class::isInstance), "membership does it");
    assertEquals(List.of(), pe.on(new SpeakerEvent.VrfConfigured("also", OTHER_RD, Set.of(RED)), 0));
    assertEquals(List.of(), pe.on(new SpeakerEvent.VrfRemoved("red"), 0));
    var left = pe.on(new SpeakerEvent.VrfRemoved("also"), 0);
    assertEquals(1, updates(left, 1).getFirst().withdrawn().size());
  }

  // The speaker of a VRF

  @Test
  void exportsWhatItsCesAnnounceWithoutTheirTargets() {
    var vrf = vrf(new SpeakerConfig.Labels.PerVrf(50));
    var fromCe = PathAttributes.builder().nextHop(9).asPath(AsPath.of(64512)).extendedCommunities(BLUE).build();
    var expected = PathAttributes.builder().nextHop(ME).asPath(AsPath.of(64512)).localPref(100)
        .extendedCommunities(RED).build();
    assertEquals(new SpeakerAction.ExportToVpn("red", Routes.announce(new Announcement(expected, route(RD, 50)))),
        exportOf(vrf.on(announceIpv4(9, fromCe), 0)));
    assertEquals(new SpeakerAction.ExportToVpn("red", Routes.withdraw(route(RD, 0))),
        exportOf(vrf.on(new SpeakerEvent.PeerDown(9), 0)));
  }

  @Test
  void forwardsByTheLongestMatchOfLocalAndImportedRoutes() {
    var vrf = vrf(new SpeakerConfig.Labels.PerVrf(50));
    vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(new Announcement(vpn(RED), route(OTHER_RD, 17)))), 0);
    RibView view = vrf.view();
    int handle = view.lookup(PREFIX.address() + 5);
    assertEquals(List.of(17, 7, SpeakerAction.Source.IMPORTED),
        List.of(view.label(handle), view.nextHop(handle), view.source(handle)));
    assertEquals(RibView.NO_ROUTE, view.lookup(0x0b00_0000));

    vrf.on(announceIpv4(9, PathAttributes.builder().nextHop(9).asPath(AsPath.of(64512)).build()), 0);
    handle = view.lookup(PREFIX.address() + 5);
    assertEquals(SpeakerAction.Source.EBGP, view.source(handle), "as short a path, and external");
    assertEquals(0, view.label(handle));
  }

  @Test
  void keepsTheLabelOfAPrefixWhileItsBestPathChanges() {
    var vrf = vrf(new SpeakerConfig.Labels.PerPrefix(100, 1));
    var first = PathAttributes.builder().nextHop(9).asPath(AsPath.of(64512, 3)).build();
    assertEquals(100, exportedLabel(vrf.on(announceIpv4(9, first), 0)));
    assertEquals(100, exportedLabel(vrf.on(announceIpv4(8, PathAttributes.builder().nextHop(8)
        .asPath(AsPath.of(64513)).build()), 0)), "another CE is better now");
    assertEquals(Optional.of(PREFIX), vrf.view().prefixOfLabel(100));
    assertEquals(List.of(), vrf.on(announceIpv4(8, PathAttributes.builder().nextHop(8)
        .asPath(AsPath.of(64513)).build()), 0), "the same again");

    var other = Nlri.of(Ipv4Prefix.parse("11.0.0.0/8"));
    var local = new Announcement(PathAttributes.builder().build(), other);
    assertTrue(vrf.on(new SpeakerEvent.LocalRoutes(Routes.announce(local)), 0).stream()
        .noneMatch(SpeakerAction.ExportToVpn.class::isInstance));
    assertEquals(1, vrf.view().refused(), "no label was left");
    vrf.on(new SpeakerEvent.PeerDown(8), 0);
    vrf.on(new SpeakerEvent.PeerDown(9), 0);
    assertEquals(Optional.empty(), vrf.view().prefixOfLabel(100));
  }

  @Test
  void tellsWhenItsFirstImportedHostRouteThroughAPeIsThereAndItsLastIsGone() {
    var vrf = vrf(new SpeakerConfig.Labels.PerVrf(50));
    assertEquals(List.of(), hostRoutes(vrf.on(new SpeakerEvent.ImportRoutes(Routes.announce(
        new Announcement(vpn(RED), route(OTHER_RD, 17)))), 0)), "not a host");
    assertEquals(List.of(new SpeakerAction.HostRoutesVia(7, true, 2)), hostRoutes(hosts(vrf, 7, true, 1, 2)));
    assertEquals(List.of(), hostRoutes(hosts(vrf, 7, true, 3)));
    assertEquals(List.of(), hostRoutes(hosts(vrf, 7, false, 1, 2)));
    assertEquals(List.of(new SpeakerAction.HostRoutesVia(8, true, 1)), hostRoutes(hosts(vrf, 8, true, 1)));

    assertEquals(List.of(new SpeakerAction.HostRoutesVia(7, false, 3)), hostRoutes(hosts(vrf, 8, true, 3)),
        "the same host by another PE");
    assertEquals(List.of(new SpeakerAction.HostRoutesVia(8, false, 2)), hostRoutes(hosts(vrf, 8, false, 1, 3)));
    assertEquals(List.of(new SpeakerAction.HostRoutesVia(8, true, 1)), hostRoutes(hosts(vrf, 8, true, 1)),
        "counts anew");
    var own = new Announcement(PathAttributes.builder().build(), Nlri.of(Ipv4Prefix.host(1)));
    assertEquals(List.of(new SpeakerAction.HostRoutesVia(8, false, 1)),
        hostRoutes(vrf.on(new SpeakerEvent.LocalRoutes(Routes.announce(own)), 0)), "it is here now");
  }

  private static List<SpeakerAction> hosts(BgpSpeaker vrf, int nextHop, boolean there, int... addresses) {
    var nlri = Nlri.of(Family.VPNV4);
    for (int address : addresses) {
      nlri.vpnv4(OTHER_RD, address, 32, there ? 17 : 0);
    }
    var attributes = PathAttributes.builder().nextHop(nextHop).asPath(AsPath.EMPTY).localPref(100)
        .extendedCommunities(RED).build();
    return vrf.on(new SpeakerEvent.ImportRoutes(there ? Routes.announce(new Announcement(attributes, nlri.build()))
        : Routes.withdraw(nlri.build())), 0);
  }

  private static List<SpeakerAction> hostRoutes(List<SpeakerAction> actions) {
    return actions.stream().filter(SpeakerAction.HostRoutesVia.class::isInstance).toList();
  }

  private static int exportedLabel(List<SpeakerAction> actions) {
    return exportOf(actions).routes().announced().getFirst().nlri().label(0);
  }

  private static SpeakerAction.ExportToVpn exportOf(List<SpeakerAction> actions) {
    return actions.stream().filter(SpeakerAction.ExportToVpn.class::isInstance)
        .map(SpeakerAction.ExportToVpn.class::cast).findFirst().orElseThrow();
  }

  private static List<Long> distinguishers(List<SpeakerAction> actions, boolean announced) {
    assertTrue(!actions.contains(CONTINUE));
    return updates(actions, 1).stream().flatMap(update -> announced
        ? update.announced().stream().map(Announcement::nlri) : update.withdrawn().stream())
        .filter(nlri -> nlri.family() == Family.VPNV4).map(nlri -> nlri.distinguisher(0)).toList();
  }

  private static List<Long> vpnOf(List<SpeakerAction> actions, boolean announced, long distinguisher) {
    return distinguishers(actions, announced).stream().filter(each -> each == distinguisher).toList();
  }

  private static PathAttributes vpn(long... targets) {
    return PathAttributes.builder().nextHop(7).asPath(AsPath.of(64512)).localPref(100)
        .extendedCommunities(targets).build();
  }

  private static Nlri route(long distinguisher, int label) {
    return Nlri.of(Family.VPNV4).vpnv4(distinguisher, PREFIX.address(), PREFIX.length(), label).build();
  }

  private static SpeakerEvent announce(int peer, PathAttributes attributes, long distinguisher, int label) {
    return received(peer, new Update(List.of(), List.of(new Announcement(attributes, route(distinguisher, label))),
        Optional.empty(), List.of()));
  }

  private static SpeakerEvent announceIpv4(int peer, PathAttributes attributes) {
    return received(peer, new Update(List.of(), List.of(new Announcement(attributes, Nlri.of(PREFIX))),
        Optional.empty(), List.of()));
  }

  private static SpeakerEvent membership(int peer, long target) {
    var attributes = PathAttributes.builder().nextHop(peer).localPref(100).build();
    var nlri = Nlri.of(Family.ROUTE_TARGET).routeTarget(AS, target).build();
    return received(peer, new Update(List.of(), List.of(new Announcement(attributes, nlri)), Optional.empty(),
        List.of()));
  }

  private static SpeakerEvent leave(int peer, long target) {
    var nlri = Nlri.of(Family.ROUTE_TARGET).routeTarget(AS, target).build();
    return received(peer, new Update(List.of(nlri), List.of(), Optional.empty(), List.of()));
  }

  private static SpeakerEvent up(int peer, Family... families) {
    return new SpeakerEvent.PeerUp(peer, Set.copyOf(Arrays.asList(families)), peer, 100 + peer, true);
  }

  /** With peer 1 up; peers 1 and 2 are clients if it reflects. */
  private static BgpSpeaker global(OptionalInt cluster, Family... families) {
    var speaker = new BgpSpeaker(config(cluster));
    speaker.on(up(1, families), 0);
    return speaker;
  }

  private static SpeakerConfig config(OptionalInt cluster) {
    var one = SpeakerConfig.Peer.of(1, AS, Family.VPNV4, Family.ROUTE_TARGET);
    var two = SpeakerConfig.Peer.of(2, AS, Family.VPNV4, Family.ROUTE_TARGET);
    return new SpeakerConfig(AS, ME, cluster, ME, Duration.ZERO, false, SpeakerConfig.NextHopDefault.REACHABLE,
        Optional.empty(), cluster.isPresent() ? List.of(one.asClient(), two.asClient()) : List.of(one, two));
  }

  private static BgpSpeaker vrf(SpeakerConfig.Labels labels) {
    var vrf = new SpeakerConfig.Vrf("red", RD, Set.of(RED), labels);
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, ME, OptionalInt.empty(), ME, Duration.ZERO, false,
        SpeakerConfig.NextHopDefault.REACHABLE, Optional.of(vrf), List.of(
            SpeakerConfig.Peer.of(9, 64512, Family.IPV4_UNICAST), SpeakerConfig.Peer.of(8, 64513,
                Family.IPV4_UNICAST))));
    speaker.on(up(9, Family.IPV4_UNICAST), 0);
    speaker.on(up(8, Family.IPV4_UNICAST), 0);
    return speaker;
  }
}
