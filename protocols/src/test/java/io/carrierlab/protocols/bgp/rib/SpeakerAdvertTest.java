package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to whom, and as what: RFC 4271 §5.1 and §9.2, RFC 4456 §6 and §8, RFC 4364 §7, pacing and refresh. */
class SpeakerAdvertTest {
  static final int AS = 65000;
  private static final int ME = 0x0a00_0001;
  private static final int CLUSTER = 99;
  private static final Ipv4Prefix PREFIX = Ipv4Prefix.parse("10.0.0.0/8");
  private static final long SITE = ExtendedCommunity.siteOfOrigin("65000:5");
  /** 1, 2: clients; 3, 4: other internal peers; 11: next-hop-self; 21, 22: external; 23: with override; 24: at SITE. */
  private static final List<Integer> PEERS = List.of(1, 2, 3, 4, 11, 21, 22, 23, 24);

  /** @param tells what becomes of the path at the peer; empty: it is not told */
  private record Row(String rule, int from, int to, PathAttributes given, Optional<PathAttributes> tells) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static PathAttributes.Builder plain() {
    return PathAttributes.builder().nextHop(7).asPath(AsPath.of(100));
  }

  private static Row row(String rule, int from, int to, Function<PathAttributes.Builder, PathAttributes.Builder> given,
      Function<PathAttributes.Builder, PathAttributes.Builder> told) {
    return new Row(rule, from, to, given.apply(plain()).build(), Optional.of(told.apply(plain()).build()));
  }

  private static Row silent(String rule, int from, int to,
      Function<PathAttributes.Builder, PathAttributes.Builder> given) {
    return new Row(rule, from, to, given.apply(plain()).build(), Optional.empty());
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("client to client", 1, 2, a -> a, a -> a.originatorId(1).clusterList(CLUSTER)),
        row("client to other", 1, 3, a -> a, a -> a.originatorId(1).clusterList(CLUSTER)),
        row("other to client", 3, 1, a -> a, a -> a.originatorId(3).clusterList(CLUSTER)),
        silent("other to other", 3, 4, a -> a),
        silent("back to where it came from", 1, 1, a -> a),
        row("reflected twice", 1, 2, a -> a.originatorId(50).clusterList(8),
            a -> a.originatorId(50).clusterList(CLUSTER, 8)),
        row("reflection leaves all else", 1, 2, a -> a.med(4).localPref(7),
            a -> a.med(4).localPref(7).originatorId(1).clusterList(CLUSTER)),
        row("external to internal", 21, 3, a -> a.med(4), a -> a.med(4).localPref(100)),
        row("external to internal, next hop self", 21, 11, a -> a, a -> a.localPref(100).nextHop(1011)),
        row("internal to external", 3, 21, a -> a.med(4).localPref(300).originatorId(9).clusterList(3),
            a -> a.asPath(AsPath.of(AS, 100)).nextHop(1021)),
        row("external to external", 22, 21, a -> a.med(4), a -> a.asPath(AsPath.of(AS, 100)).nextHop(1021)),
        row("own to internal", 0, 3, a -> a.asPath(AsPath.EMPTY).noNextHop().med(3),
            a -> a.asPath(AsPath.EMPTY).med(3).nextHop(1003).localPref(100)),
        row("own to external keeps its MED", 0, 21, a -> a.asPath(AsPath.EMPTY).noNextHop().med(3),
            a -> a.asPath(AsPath.of(AS)).med(3).nextHop(1021)),
        row("AS override", 3, 23, a -> a.asPath(AsPath.of(64923, 5, 64923)),
            a -> a.asPath(AsPath.of(AS, AS, 5, AS)).nextHop(1023)),
        row("no AS override", 3, 21, a -> a.asPath(AsPath.of(64921)),
            a -> a.asPath(AsPath.of(AS, 64921)).nextHop(1021)),
        silent("to the site of origin", 3, 24, a -> a.extendedCommunities(SITE)),
        row("from a site", 24, 3, a -> a, a -> a.localPref(100).extendedCommunities(SITE)),
        silent("NO_ADVERTISE", 1, 2, a -> a.communities(0xffffff02)),
        silent("NO_EXPORT to external", 1, 21, a -> a.communities(0xffffff01)),
        row("NO_EXPORT to internal", 1, 2, a -> a.communities(0xffffff01),
            a -> a.communities(0xffffff01).originatorId(1).clusterList(CLUSTER)),
        row("non-transitive community stays in the AS", 3, 21,
            a -> a.extendedCommunities(0x4003_0000_0000_0001L, 0x0102_0000_0000_0001L),
            a -> a.asPath(AsPath.of(AS, 100)).nextHop(1021).extendedCommunities(0x0102_0000_0000_0001L)));
  }

  @ParameterizedTest(name = "{0}") @MethodSource("rows")
  void tells(Row row) {
    var speaker = speaker();
    var actions = announce(speaker, row.from(), row.given(), Nlri.of(PREFIX));
    var expected = row.tells().map(told -> new Announcement(told, Nlri.of(PREFIX))).stream().toList();
    assertEquals(expected, updates(actions, row.to()).stream().flatMap(each -> each.announced().stream()).toList());

    var gone = row.from() == 0
        ? speaker.on(new SpeakerEvent.LocalRoutes(Routes.withdraw(Nlri.of(PREFIX))), 0)
        : speaker.on(received(row.from(), new Update(List.of(Nlri.of(PREFIX)), List.of(), Optional.empty(),
            List.of())), 0);
    var withdrawn = updates(gone, row.to()).stream().flatMap(each -> each.withdrawn().stream()).toList();
    assertEquals(row.tells().map(told -> Nlri.of(PREFIX)).stream().toList(), withdrawn);
  }

  @Test
  void tellsNothingTwice() {
    var speaker = speaker();
    announce(speaker, 1, plain().build(), Nlri.of(PREFIX));
    assertEquals(List.of(), announce(speaker, 1, plain().build(), Nlri.of(PREFIX)));
  }

  @Test
  void packsByAttributes() {
    var speaker = speaker();
    var many = Nlri.of(Ipv4Prefix.parse("10.0.0.0/8"), Ipv4Prefix.parse("11.0.0.0/8"), Ipv4Prefix.parse("12.0.0.0/8"));
    var updates = updates(announce(speaker, 1, plain().build(), many), 2);
    assertEquals(List.of(many), updates.stream().map(each -> each.announced().getFirst().nlri()).toList());
  }

  @Test
  void gathersForTheAdvertisementInterval() {
    var speaker = new BgpSpeaker(config(Duration.ofSeconds(5)));
    PEERS.forEach(peer -> speaker.on(up(peer), 0));
    var arm = new SpeakerAction.Arm(new SpeakerAction.Timer.Advertise(), Duration.ofSeconds(5));
    assertTrue(announce(speaker, 1, plain().build(), Nlri.of(PREFIX)).contains(arm));
    assertEquals(List.of(), updates(announce(speaker, 1, plain().med(2).build(), Nlri.of(PREFIX)), 2));
    var due = speaker.on(new SpeakerEvent.TimerFired(new SpeakerAction.Timer.Advertise()), 0);
    var told = plain().med(2).originatorId(1).clusterList(CLUSTER).build();
    assertEquals(List.of(new Announcement(told, Nlri.of(PREFIX))), updates(due, 2).getFirst().announced());
    assertEquals(1, updates(due, 2).size());
  }

  @Test
  void sendsAWholeTableInPiecesAndWaitsForTheSession() {
    var speaker = new BgpSpeaker(config(Duration.ZERO));
    speaker.on(up(1), 0);
    int routes = 3 * BgpSpeaker.SLOTS_AT_ONCE;
    var all = Nlri.of(Family.IPV4_UNICAST, routes);
    for (int i = 0; i < routes; i++) {
      all.ipv4(i << 8, 24);
    }
    announce(speaker, 1, plain().build(), all.build());

    var actions = speaker.on(up(2), 0);
    assertEquals(BgpSpeaker.SLOTS_AT_ONCE, announced(actions, 2));
    assertEquals(new SpeakerAction.Continue(), actions.getLast());
    assertEquals(List.of(), speaker.on(new SpeakerEvent.Writable(2, false), 0));
    assertEquals(List.of(), speaker.on(new SpeakerEvent.Continue(), 0), "nothing goes out, nothing goes on");
    actions = speaker.on(new SpeakerEvent.Writable(2, true), 0);
    int sent = BgpSpeaker.SLOTS_AT_ONCE + announced(actions, 2);
    while (actions.contains(new SpeakerAction.Continue())) {
      actions = speaker.on(new SpeakerEvent.Continue(), 0);
      sent += announced(actions, 2);
    }
    assertEquals(routes, sent);
    assertEquals(Optional.of(Family.IPV4_UNICAST), updates(actions, 2).getLast().endOfRib());
  }

  @Test
  void removesTheRoutesOfADeadPeerInPieces() {
    var speaker = new BgpSpeaker(config(Duration.ZERO));
    speaker.on(up(1), 0);
    int routes = 2 * BgpSpeaker.SLOTS_AT_ONCE;
    var all = Nlri.of(Family.IPV4_UNICAST, routes);
    for (int i = 0; i < routes; i++) {
      all.ipv4(i << 8, 24);
    }
    announce(speaker, 1, plain().build(), all.build());
    var actions = speaker.on(new SpeakerEvent.PeerDown(1), 0);
    assertEquals(new SpeakerAction.Continue(), actions.getLast());
    assertEquals(BgpSpeaker.SLOTS_AT_ONCE, speaker.view().paths(Family.IPV4_UNICAST));
    speaker.on(up(1), 0);
    assertEquals(0, speaker.view().paths(Family.IPV4_UNICAST), "none of before is left when the peer is back");
  }

  @Test
  void sendsAgainOnRefresh() {
    var speaker = speaker();
    announce(speaker, 1, plain().build(), Nlri.of(PREFIX));
    var again = updates(speaker.on(new SpeakerEvent.RefreshRequested(2, Family.IPV4_UNICAST), 0), 2);
    assertEquals(Nlri.of(PREFIX), again.getFirst().announced().getFirst().nlri());
    assertFalse(again.stream().anyMatch(each -> each.endOfRib().isPresent()));
  }

  @Test
  void withdrawsFromASessionThatTakesNoMoreAndAnnouncesLater() {
    var speaker = speaker();
    announce(speaker, 1, plain().build(), Nlri.of(PREFIX));
    speaker.on(new SpeakerEvent.Writable(2, false), 0);
    var other = Nlri.of(Ipv4Prefix.parse("11.0.0.0/8"));
    assertEquals(List.of(), updates(announce(speaker, 1, plain().build(), other), 2));
    var gone = speaker.on(received(1, new Update(List.of(Nlri.of(PREFIX)), List.of(), Optional.empty(), List.of())), 0);
    assertEquals(List.of(Nlri.of(PREFIX)), updates(gone, 2).getFirst().withdrawn());
    var later = updates(speaker.on(new SpeakerEvent.Writable(2, true), 0), 2);
    assertEquals(List.of(other), later.stream().map(each -> each.announced().getFirst().nlri()).toList());
  }

  private static int announced(List<SpeakerAction> actions, int peer) {
    return updates(actions, peer).stream().flatMap(each -> each.announced().stream())
        .mapToInt(each -> each.nlri().size()).sum();
  }

  static List<Update> updates(List<SpeakerAction> actions, int peer) {
    var updates = new ArrayList<Update>();
    for (SpeakerAction action : actions) {
      if (action instanceof SpeakerAction.SendUpdate(int to, Update update) && to == peer) {
        updates.add(update);
      }
    }
    return updates;
  }

  static SpeakerEvent received(int peer, Update update) {
    return new SpeakerEvent.UpdateReceived(peer, update);
  }

  private static List<SpeakerAction> announce(BgpSpeaker speaker, int from, PathAttributes attributes, Nlri nlri) {
    var announcement = new Announcement(attributes, nlri);
    return speaker.on(from == 0 ? new SpeakerEvent.LocalRoutes(Routes.announce(announcement))
        : received(from, new Update(List.of(), List.of(announcement), Optional.empty(), List.of())), 0);
  }

  private static SpeakerEvent up(int peer) {
    return new SpeakerEvent.PeerUp(peer, Set.of(Family.IPV4_UNICAST), peer, 1000 + peer, true);
  }

  private static BgpSpeaker speaker() {
    var speaker = new BgpSpeaker(config(Duration.ZERO));
    PEERS.forEach(peer -> speaker.on(up(peer), 0));
    return speaker;
  }

  private static SpeakerConfig config(Duration interval) {
    var peers = PEERS.stream().map(number -> {
      var peer = SpeakerConfig.Peer.of(number, number > 20 ? 64900 + number : AS, Family.IPV4_UNICAST);
      return switch (number) {
        case 1, 2 -> peer.asClient();
        case 11 -> peer.withNextHopSelf();
        case 23 -> peer.withAsOverride();
        case 24 -> peer.atSite(SITE);
        default -> peer;
      };
    }).toList();
    return new SpeakerConfig(AS, ME, OptionalInt.of(CLUSTER), ME, interval, false,
        SpeakerConfig.NextHopDefault.REACHABLE, Optional.empty(), peers);
  }
}
