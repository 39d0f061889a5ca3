package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How old routes are: what begins a new age, and what does not. Times are in seconds, a number for each event. */
class RouteAgeTest {
  private static final int AS = 65000;
  private static final Ipv4Prefix PREFIX = Ipv4Prefix.parse("10.0.0.0/8");
  private static final List<Integer> PEERS = List.of(1, 2);
  private static final int GONE = -1;

  private final BgpSpeaker speaker = speaker(Optional.empty());

  @Test
  void aRepeatedAnnouncementBeginsNothing() {
    announce(1, PREFIX, 5, 10);
    assertEquals(0, age(10));
    announce(1, PREFIX, 5, 13);
    assertEquals(10, age(20));
  }

  @Test
  void anyOtherAttributeIsAnotherRoute() {
    announce(1, PREFIX, 5, 10);
    announce(1, PREFIX, 6, 13);
    assertEquals(7, age(20));
  }

  @Test
  void aWithdrawnRouteThatComesBackIsNew() {
    announce(1, PREFIX, 5, 10);
    withdraw(1, PREFIX, 12);
    assertEquals(GONE, age(13));
    announce(1, PREFIX, 5, 14);
    assertEquals(6, age(20));
    speaker.on(new SpeakerEvent.PeerDown(1), at(21));
    assertEquals(GONE, age(21));
  }

  @Test
  void theAgeIsThatOfTheBestPath() {
    announce(1, PREFIX, 5, 10);
    announce(2, PREFIX, 9, 12);
    assertEquals(10, age(20), "a worse path came");
    announce(2, PREFIX, 8, 21);
    assertEquals(12, age(22), "the worse path is another one");
    announce(2, PREFIX, 1, 23);
    assertEquals(1, age(24), "the other is best");
    withdraw(2, PREFIX, 25);
    assertEquals(1, age(26), "the first is best again, and was installed again");
    var losing = new ArrayList<OptionalLong>();
    announce(2, PREFIX, 9, 27);
    speaker.view().rows(Family.IPV4_UNICAST).forEach(row -> {
      if (!row.best()) {
        losing.add(row.ageNanos(at(30)));
      }
    });
    assertEquals(List.of(OptionalLong.empty()), losing, "it is not installed");
  }

  @Test
  void aNextHopThatMovesIsNoOtherRouteUnlessItCannotBeReached() {
    announce(1, PREFIX, 5, 10);
    nextHop(101, OptionalLong.of(77), 12);
    assertEquals(10, age(20));
    nextHop(101, OptionalLong.empty(), 21);
    assertEquals(GONE, age(22));
    nextHop(101, OptionalLong.of(77), 23);
    assertEquals(7, age(30));
  }

  /** Paths move in their table when others go. */
  @Test
  void agesStayWithTheirRoutes() {
    for (int i = 0; i < 10_000; i++) {
      announce(1, prefix(i), 5, i);
    }
    for (int i = 0; i < 10_000; i += i % 3 == 0 ? 1 : 2) {
      withdraw(1, prefix(i), 20_000);
    }
    for (RibRow row : speaker.view().rows(Family.IPV4_UNICAST)) {
      assertEquals(at(30_000 - (row.prefix().address() >>> 8)), row.ageNanos(at(30_000)).orElseThrow());
    }
    assertEquals(3_333, speaker.view().paths(Family.IPV4_UNICAST));
  }

  @Test
  void hundredthsOfASecondAreEnoughForFourHundredNinetySevenDays() {
    long longAfter = Duration.ofDays(1_000).toSeconds();
    announce(1, PREFIX, 5, longAfter);
    assertEquals(Duration.ofDays(497).toSeconds(), age(longAfter + Duration.ofDays(497).toSeconds()));
  }

  @Test
  void anImportedRouteIsAsOldAsItIsInItsVrf() {
    long rd = RouteDistinguisher.ofAs(AS, 1);
    var vrf = speaker(Optional.of(new SpeakerConfig.Vrf("A", rd, Set.of(), new SpeakerConfig.Labels.PerVrf(16))));
    for (int second : List.of(10, 12)) {
      vrf.on(new SpeakerEvent.ImportRoutes(imported(rd, 100)), at(second));
    }
    assertEquals(10, age(vrf, 20));
    vrf.on(new SpeakerEvent.ImportRoutes(imported(rd, 101)), at(21));
    assertEquals(4, age(vrf, 25), "another label");
  }

  private static Routes imported(long rd, int label) {
    return Routes.announce(new Announcement(attributes(1, 5),
        Nlri.of(Family.VPNV4).vpnv4(rd, PREFIX.address(), PREFIX.length(), label).build()));
  }

  private static BgpSpeaker speaker(Optional<SpeakerConfig.Vrf> vrf) {
    var peers = PEERS.stream().map(peer -> SpeakerConfig.Peer.of(peer, AS, Family.IPV4_UNICAST)).toList();
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, 77, OptionalInt.empty(), 66, Duration.ZERO, true,
        SpeakerConfig.NextHopDefault.REACHABLE, vrf, peers));
    for (int peer : PEERS) {
      speaker.on(new SpeakerEvent.PeerUp(peer, Set.of(Family.IPV4_UNICAST), peer, 1000 + peer, true), 0);
    }
    return speaker;
  }

  private static PathAttributes attributes(int peer, long med) {
    return PathAttributes.builder().asPath(AsPath.of(7)).nextHop(100 + peer).med(med).build();
  }

  private static Ipv4Prefix prefix(int number) {
    return new Ipv4Prefix(number << 8, 24);
  }

  private void announce(int peer, Ipv4Prefix prefix, long med, long second) {
    var announced = new Announcement(attributes(peer, med), Nlri.of(prefix));
    speaker.on(new SpeakerEvent.UpdateReceived(peer,
        new Update(List.of(), List.of(announced), Optional.empty(), List.of())), at(second));
  }

  private void withdraw(int peer, Ipv4Prefix prefix, long second) {
    speaker.on(new SpeakerEvent.UpdateReceived(peer,
        new Update(List.of(Nlri.of(prefix)), List.of(), Optional.empty(), List.of())), at(second));
  }

  private void nextHop(int address, OptionalLong metric, long second) {
    speaker.on(new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(address, metric))), at(second));
  }

  private long age(long second) {
    return age(speaker, second);
  }

  /** In seconds, of the best path. */
  private static long age(BgpSpeaker of, long second) {
    for (RibRow row : of.view().rows(Family.IPV4_UNICAST)) {
      if (row.best()) {
        return Duration.ofNanos(row.ageNanos(at(second)).orElseThrow()).toSeconds();
      }
    }
    return GONE;
  }

  private static long at(long second) {
    return Duration.ofSeconds(second).toNanos();
  }
}
