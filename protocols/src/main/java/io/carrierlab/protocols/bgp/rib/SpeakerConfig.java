package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A BGP speaker: that of a router's global table, or that of one VRF.
 *
 * @param as our AS number, 32 bits
 * @param routerId our BGP identifier, 32 bits
 * @param clusterId set: we reflect routes (RFC 4456)
 * @param ownNextHop the address under which we announce our own VPN routes: a PE's loopback (RFC 4364 §4.3.2)
 * @param advertisementInterval how long changes are gathered before peers hear of them (RFC 4271 §9.2.1.1); zero: no
 *     longer than the event that caused them
 * @param reportBest tell of best routes by {@link SpeakerAction.BestChanged}; needless where the owner looks up here
 * @param nextHops whether an address that no {@link SpeakerEvent.NextHops} has named can be reached
 * @param vrf set: this is a VRF's speaker
 */
public record SpeakerConfig(long as, int routerId, OptionalInt clusterId, int ownNextHop,
    Duration advertisementInterval, boolean reportBest, NextHopDefault nextHops, Optional<Vrf> vrf, List<Peer> peers) {
  /** What is thought of a next hop that nothing is known of. */
  public enum NextHopDefault {
    /** Reachable at metric 0: a speaker on its own, without a routing table. */
    REACHABLE,
    /** Unreachable until the routing table says otherwise (RFC 4271 §9.1.2). */
    UNREACHABLE
  }

  /** Most peers of one speaker: what is left of the 12 bits that a path has for its source. */
  public static final int MAX_PEERS = 4094;

  public SpeakerConfig {
    if (as <= 0 || as >>> 32 != 0) {
      throw new IllegalArgumentException("AS number " + as + " is not in 1..4294967295");
    }
    peers = List.copyOf(peers);
    if (peers.size() > MAX_PEERS) {
      throw new IllegalArgumentException(peers.size() + " peers; at most " + MAX_PEERS + " fit");
    }
  }

  /** Whether we reflect (RFC 4456). */
  public boolean isReflector() {
    return clusterId.isPresent();
  }

  /**
   * One neighbour; its address is its name in events and actions.
   *
   * @param address IPv4
   * @param as its AS number; ours: iBGP
   * @param families those that are configured; a session may have negotiated fewer
   * @param client it is our reflector client (RFC 4456 §4)
   * @param nextHopSelf announce IPv4 routes from eBGP under our own address; to an eBGP peer we always do
   * @param asOverride put our AS number in place of its own in paths sent to it (RFC 4364 §7)
   * @param siteOfOrigin extended community, 64 bits, put on what it announces; routes with it are not sent to it
   */
  public record Peer(int address, long as, Set<Family> families, boolean client, boolean nextHopSelf,
      boolean asOverride, OptionalLong siteOfOrigin) {
    public Peer {
      families = Set.copyOf(families);
    }

    /** A neighbour without any option. */
    public static Peer of(int address, long as, Family... families) {
      return new Peer(address, as, Set.of(families), false, false, false, OptionalLong.empty());
    }

    /** The same as our reflector client. */
    public Peer asClient() {
      return new Peer(address, as, families, true, nextHopSelf, asOverride, siteOfOrigin);
    }

    /** The same with AS override (RFC 4364 §7). */
    public Peer withAsOverride() {
      return new Peer(address, as, families, client, nextHopSelf, true, siteOfOrigin);
    }

    /** The same at a site. @param community extended community, 64 bits */
    public Peer atSite(long community) {
      return new Peer(address, as, families, client, nextHopSelf, asOverride, OptionalLong.of(community));
    }

    /** The same with next-hop-self. */
    public Peer withNextHopSelf() {
      return new Peer(address, as, families, client, true, asOverride, siteOfOrigin);
    }
  }

  /**
   * What makes a speaker that of a VRF.
   *
   * @param rd route distinguisher of what it exports, 64 bits
   * @param exports route targets put on what it exports
   */
  public record Vrf(String name, long rd, Set<Long> exports, Labels labels) {
    public Vrf {
      exports = Set.copyOf(exports);
    }

    long[] sortedExports() {
      return new TreeSet<>(exports).stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** Which MPLS label an exported route gets. */
  public sealed interface Labels {
    /** One for all: the receiver of a packet looks its destination up. */
    record PerVrf(int label) implements Labels {}

    /** One per prefix, out of {@code count} from {@code first} on; when they are used up, routes stay unexported. */
    record PerPrefix(int first, int count) implements Labels {}
  }
}
