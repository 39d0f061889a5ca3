package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.BgpException;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.UpdateDecoder;
import io.carrierlab.protocols.bgp.UpdateEncoder;
import io.carrierlab.protocols.sim.Mutate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever UPDATEs a decoder lets through, valid or mutated: the books of the speaker stay right. */
class SpeakerFuzzTest {
  private static final int AS = 65000;
  private static final int ROUNDS = 20_000;
  private static final Set<Family> ALL = EnumSet.allOf(Family.class);

  @ParameterizedTest(name = "seed {0}") @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsBooks(long seed) {
    var random = new SplittableRandom(seed);
    var speaker = speaker(seed % 2 == 0);
    List.of(1, 2, 3).forEach(peer -> speaker.on(up(peer), 0));
    int taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int peer = 1 + random.nextInt(3);
      byte[] message = message(random);
      byte[] body = Arrays.copyOfRange(message, 19, message.length);
      try {
        var update = decoder(peer).decode(random.nextInt(100) == 0 ? Mutate.oneOf(random, body) : body);
        speaker.on(new SpeakerEvent.UpdateReceived(peer, update), 0);
        taken++;
      } catch (BgpException promised) {
        speaker.on(new SpeakerEvent.PeerDown(peer), 0);
        speaker.on(up(peer), 0);
      }
      if (round % 1_000 == 0) {
        check(speaker);
      }
    }
    check(speaker);
    assertTrue(taken > ROUNDS / 2 && speaker.view().paths(Family.VPNV4) > 0, "too little got through");
    List.of(1, 2, 3).forEach(peer -> speaker.on(new SpeakerEvent.PeerDown(peer), 0));
    RibView view = speaker.view();
    assertEquals(List.of(0, 0, 1, 0), List.of(view.paths(Family.IPV4_UNICAST), view.paths(Family.VPNV4),
        view.paths(Family.ROUTE_TARGET), view.attributeSets()), "only the membership of the VRF");
    assertEquals(0, view.tableOctets());
    assertEquals(1, view.distinguishers(), "that of the VRF");
  }

  /** Counts agree with rows, and each destination with a usable path has one best path, which is usable. */
  private static void check(BgpSpeaker speaker) {
    RibView view = speaker.view();
    for (Family family : List.of(Family.IPV4_UNICAST, Family.VPNV4)) {
      var best = new TreeMap<String, Integer>();
      var byPeer = new TreeMap<Integer, Integer>();
      for (RibRow row : view.rows(family)) {
        String destination = row.distinguisher() + " " + row.prefix();
        best.merge(destination, row.best() ? 1 : 0, Integer::sum);
        byPeer.merge(row.peer(), 1, Integer::sum);
        assertTrue(row.usable(), "all next hops can be reached here");
      }
      best.forEach((destination, count) -> assertEquals(1, count, destination));
      assertEquals(best.size(), view.destinations(family));
      view.peers().forEach(peer -> assertEquals(byPeer.getOrDefault(peer.address(), 0),
          peer.received().getOrDefault(family, 0)));
    }
  }

  private static byte[] message(SplittableRandom random) {
    var encoder = new UpdateEncoder(true, 4096);
    Family family = List.copyOf(ALL).get(random.nextInt(3));
    var nlri = Nlri.of(family);
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      int length = 8 + random.nextInt(17);
      Outflow.put(family, nlri, family == Family.ROUTE_TARGET ? target(random) : random.nextInt(4),
          family == Family.ROUTE_TARGET ? AS : random.nextInt(200) << 20,
          family == Family.ROUTE_TARGET ? random.nextBoolean() ? 96 : 32 + length : length, random.nextInt(1 << 20));
    }
    if (random.nextInt(3) == 0) {
      return encoder.withdraw(nlri.build()).getFirst();
    }
    var attributes = PathAttributes.builder().nextHop(0x0a00_0000 + random.nextInt(1, 9)).localPref(random.nextInt(3))
        .med(random.nextInt(3)).asPath(AsPath.of(random.nextInt(1, 4), random.nextInt(1, 4)))
        .extendedCommunities(target(random), target(random)).build();
    return encoder.announce(attributes, nlri.build()).getFirst();
  }

  private static long target(SplittableRandom random) {
    return ExtendedCommunity.routeTarget(AS + ":" + random.nextInt(4));
  }

  private static UpdateDecoder decoder(int peer) {
    return new UpdateDecoder(new UpdateDecoder.Context(ALL, true, peer != 3, peer == 3 ? 3 : AS));
  }

  private static SpeakerEvent up(int peer) {
    return new SpeakerEvent.PeerUp(peer, ALL, peer, 100 + peer, true);
  }

  private static BgpSpeaker speaker(boolean reflector) {
    var peers = new ArrayList<SpeakerConfig.Peer>();
    Family[] families = ALL.toArray(Family[]::new);
    peers.add(SpeakerConfig.Peer.of(1, AS, families).asClient());
    peers.add(SpeakerConfig.Peer.of(2, AS, families));
    peers.add(SpeakerConfig.Peer.of(3, 3, families));
    var speaker = new BgpSpeaker(new SpeakerConfig(AS, 77, reflector ? OptionalInt.of(88) : OptionalInt.empty(), 66,
        Duration.ZERO, true, SpeakerConfig.NextHopDefault.REACHABLE, Optional.empty(), peers));
    speaker.on(new SpeakerEvent.VrfConfigured("red", 12345, Set.of(ExtendedCommunity.routeTarget("65000:1"))), 0);
    return speaker;
  }
}
