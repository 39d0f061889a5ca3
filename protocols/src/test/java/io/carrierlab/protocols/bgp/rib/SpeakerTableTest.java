package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.PathAttributes.Origin;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decision process, a row per rule (RFC 4271 §9.1.2.2, RFC 4456 §9), each row in every order of arrival. */
class SpeakerTableTest {
  private static final int AS = 65000;
  private static final Ipv4Prefix PREFIX = Ipv4Prefix.parse("10.0.0.0/8");
  /** Peers 1 to 4 are internal, 11 to 14 external; all have their own number for address and identifier. */
  private static final List<Integer> PEERS = List.of(1, 2, 3, 4, 11, 12, 13, 14);

  /** A path from a peer, with next hop 100 + the peer's number unless it says otherwise. */
  private record Offer(int peer, UnaryOperator<PathAttributes.Builder> attributes) {
    @Override
    public String toString() {
      return "from " + peer;
    }
  }

  /** @param winner number of the peer whose path is best, 0 for none */
  private record Row(String rule, int winner, Offer... offers) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static Offer from(int peer, UnaryOperator<PathAttributes.Builder> attributes) {
    return new Offer(peer, attributes);
  }

  private static AsPath path(long... ases) {
    return AsPath.of(ases);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("one path", 1, from(1, a -> a)),
        new Row("no usable next hop", 0, from(1, a -> a.nextHop(99))),
        new Row("usable next hop before all else", 2,
            from(1, a -> a.nextHop(99).localPref(500)), from(2, a -> a)),
        new Row("local preference, high", 2, from(1, a -> a.localPref(99)), from(2, a -> a.localPref(101))),
        new Row("missing local preference is 100", 1, from(1, a -> a), from(2, a -> a.localPref(99))),
        new Row("local preference before path length", 2,
            from(1, a -> a.asPath(path(1))), from(2, a -> a.localPref(200).asPath(path(1, 2, 3)))),
        new Row("AS path, short", 2, from(1, a -> a.asPath(path(1, 2))), from(2, a -> a.asPath(path(3)))),
        new Row("path length before origin", 2,
            from(1, a -> a.asPath(path(1, 2))), from(2, a -> a.asPath(path(3)).origin(Origin.INCOMPLETE))),
        new Row("origin, low", 2, from(1, a -> a.origin(Origin.INCOMPLETE)), from(2, a -> a.origin(Origin.EGP))),
        new Row("origin before MED", 2,
            from(1, a -> a.asPath(path(7)).origin(Origin.EGP).med(0)), from(2, a -> a.asPath(path(7)).med(9))),
        new Row("MED, low, of one neighbour AS", 2,
            from(1, a -> a.asPath(path(7)).med(9)), from(2, a -> a.asPath(path(7)).med(8))),
        new Row("MED of different neighbour ASes does not count", 1,
            from(1, a -> a.asPath(path(7)).med(9)), from(2, a -> a.asPath(path(8)).med(8))),
        new Row("missing MED is 0", 2,
            from(1, a -> a.asPath(path(7)).med(1)), from(2, a -> a.asPath(path(7)))),
        new Row("MED in the midst: 1 falls to 3, so 2 wins by identifier", 2,
            from(1, a -> a.asPath(path(7)).med(9)), from(2, a -> a.asPath(path(8)).med(9)),
            from(3, a -> a.asPath(path(7)).med(1))),
        new Row("MED before external", 1,
            from(11, a -> a.asPath(path(7)).med(9)), from(1, a -> a.asPath(path(7)).med(8))),
        new Row("external before internal", 11, from(1, a -> a.asPath(path(7))), from(11, a -> a.asPath(path(8)))),
        new Row("external before metric", 11,
            from(1, a -> a.asPath(path(7)).nextHop(201)), from(11, a -> a.asPath(path(8)).nextHop(205))),
        new Row("metric to the next hop, low", 2, from(1, a -> a.nextHop(205)), from(2, a -> a.nextHop(201))),
        new Row("a connected external next hop is at 0", 12,
            from(11, a -> a.asPath(path(7)).nextHop(201)), from(12, a -> a.asPath(path(8)).nextHop(12))),
        new Row("identifier, low", 3, from(4, a -> a), from(3, a -> a)),
        new Row("originator in place of the identifier", 4, from(4, a -> a.originatorId(2)), from(3, a -> a)),
        new Row("originator before cluster list", 4,
            from(4, a -> a.originatorId(2).clusterList(1, 2)), from(3, a -> a.originatorId(50).clusterList(1))),
        new Row("cluster list, short", 4,
            from(4, a -> a.originatorId(50).clusterList(1)), from(3, a -> a.originatorId(50).clusterList(1, 2))),
        new Row("peer address, low", 3, from(4, a -> a.originatorId(50)), from(3, a -> a.originatorId(50))),
        new Row("AS loop", 2, from(1, a -> a.asPath(path(AS)).localPref(900)), from(2, a -> a)),
        new Row("AS loop in an AS path from outside", 0, from(11, a -> a.asPath(path(7, AS)))),
        new Row("originator loop", 0, from(1, a -> a.originatorId(77))),
        new Row("cluster loop", 0, from(1, a -> a.clusterList(5, 88))),
        new Row("next hop is ourselves", 0, from(1, a -> a.nextHop(66))),
        new Row("next hop is our end of the session", 0, from(1, a -> a.nextHop(1001))),
        new Row("local preference from outside does not count", 12,
            from(11, a -> a.asPath(path(7, 8)).localPref(900)), from(12, a -> a.asPath(path(9)))));
  }

  @ParameterizedTest(name = "{0}") @MethodSource("rows")
  void followsTheTable(Row row) {
    for (List<Offer> order : orders(List.of(row.offers()))) {
      var speaker = speaker();
      for (Offer offer : order) {
        speaker.on(announcement(offer), 0);
      }
      assertEquals(row.winner(), winner(speaker), () -> "in order " + order);
      withdrawOthers(speaker, row, order);
    }
  }

  /** Of two paths, the best stays so when the other goes (of more, MED may have it otherwise); then nothing is left. */
  private static void withdrawOthers(BgpSpeaker speaker, Row row, List<Offer> order) {
    for (Offer offer : order) {
      if (offer.peer() != row.winner()) {
        speaker.on(withdrawal(offer.peer()), 0);
        assertEquals(order.size() > 2 ? winner(speaker) : row.winner(), winner(speaker));
      }
    }
    if (row.winner() != 0) {
      speaker.on(withdrawal(row.winner()), 0);
    }
    assertEquals(0, speaker.view().paths(Family.IPV4_UNICAST));
  }

  @Test
  void prefersItsOwn() {
    var speaker = speaker();
    speaker.on(announcement(from(1, a -> a.localPref(1000))), 0);
    var own = new Update.Announcement(PathAttributes.builder().origin(Origin.INCOMPLETE).build(), Nlri.of(PREFIX));
    speaker.on(new SpeakerEvent.LocalRoutes(Routes.announce(own)), 0);
    assertEquals(SpeakerAction.Source.LOCAL, speaker.view().best(Family.IPV4_UNICAST, 0, PREFIX).get().source());
    speaker.on(new SpeakerEvent.LocalRoutes(Routes.withdraw(Nlri.of(PREFIX))), 0);
    assertEquals(1, winner(speaker));
  }

  @Test
  void followsReachabilityAndMetric() {
    var speaker = speaker();
    speaker.on(announcement(from(1, a -> a)), 0);
    speaker.on(announcement(from(2, a -> a)), 0);
    assertEquals(1, winner(speaker));
    speaker.on(nextHop(101, OptionalLong.of(7)), 0);
    assertEquals(2, winner(speaker), "farther than the other");
    speaker.on(nextHop(102, OptionalLong.empty()), 0);
    assertEquals(1, winner(speaker), "the other cannot be reached");
    speaker.on(nextHop(101, OptionalLong.empty()), 0);
    assertEquals(0, winner(speaker));
    speaker.on(nextHop(102, OptionalLong.of(3)), 0);
    assertEquals(2, winner(speaker));
  }

  private static SpeakerEvent nextHop(int address, OptionalLong metric) {
    return new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(address, metric)));
  }

  private static BgpSpeaker speaker() {
    var peers = PEERS.stream().map(peer ->
        SpeakerConfig.Peer.of(peer, peer > 10 ? 64000 + peer : AS, Family.IPV4_UNICAST)).toList();
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, 77, OptionalInt.of(88), 66, Duration.ZERO, true,
        SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.empty(), peers));
    for (int peer : PEERS) {
      speaker.on(new SpeakerEvent.PeerUp(peer, Set.of(Family.IPV4_UNICAST), peer, 1000 + peer, true), 0);
      speaker.on(nextHop(100 + peer, OptionalLong.of(5)), 0);
    }
    speaker.on(nextHop(201, OptionalLong.of(1)), 0);
    speaker.on(nextHop(205, OptionalLong.of(5)), 0);
    return speaker;
  }

  private static SpeakerEvent announcement(Offer offer) {
    var attributes = offer.attributes().apply(PathAttributes.builder().nextHop(100 + offer.peer())).build();
    return new SpeakerEvent.UpdateReceived(offer.peer(), new Update(List.of(),
        List.of(new Update.Announcement(attributes, Nlri.of(PREFIX))), Optional.empty(), List.of()));
  }

  private static SpeakerEvent withdrawal(int peer) {
    return new SpeakerEvent.UpdateReceived(peer,
        new Update(List.of(Nlri.of(PREFIX)), List.of(), Optional.empty(), List.of()));
  }

  private static int winner(BgpSpeaker speaker) {
    return speaker.view().best(Family.IPV4_UNICAST, 0, PREFIX).map(RibRow::peer).orElse(0);
  }

  private static List<List<Offer>> orders(List<Offer> offers) {
    if (offers.size() < 2) {
      return List.of(offers);
    }
    var orders = new ArrayList<List<Offer>>();
    for (int i = 0; i < offers.size(); i++) {
      var rotated = new ArrayList<>(offers);
      Collections.rotate(rotated, i);
      orders.add(rotated);
      orders.add(rotated.reversed());
    }
    return orders;
  }
}
