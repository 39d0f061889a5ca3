package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What a peer is told of a best path, and whether it is told at all; route target membership comes on top. */
final class OutboundPolicy {
  private final SpeakerConfig config;
  private final List<PeerState> peers;

  OutboundPolicy(SpeakerConfig config, List<PeerState> peers) {
    this.config = config;
    this.peers = peers;
  }

  /**
   * The attributes under which a path is announced to a peer; null if it is not.
   *
   * @param source of the path, as in {@link PathTable}
   */
  PathAttributes toPeer(PeerState to, Outflow flow, AttributeSet set, int source) {
    if (flow.lastSet == set && flow.lastSource == source) {
      return flow.lastResult;
    }
    flow.lastSet = set;
    flow.lastSource = source;
    flow.lastResult = decide(to, flow.family, set, peers.get(PathTable.peerOf(source)));
    return flow.lastResult;
  }

  /** Whether a path from this source is announced to any peer of this kind of ours at all: most of a PE's are not. */
  boolean mayLeave(PeerState from, boolean anyEbgp) {
    return !isInternal(from) || anyEbgp || config.isReflector();
  }

  private PathAttributes decide(PeerState to, Family family, AttributeSet set, PeerState from) {
    if (from == to || set.noAdvertise) {
      return null;
    }
    if (to.config.siteOfOrigin().isPresent()
        && set.attributes.hasExtendedCommunity(to.config.siteOfOrigin().getAsLong())) {
      return null;
    }
    if (to.isEbgp()) {
      return set.noExport ? null : toEbgp(to, family, set, from);
    }
    if (from.isIbgp()) {
      boolean reflected = config.isReflector() && (from.config.client() || to.config.client());
      return reflected ? reflected(set, from) : null;
    }
    return isInternal(from) ? null : toIbgp(to, family, set, from);
  }

  private static boolean isInternal(PeerState from) {
    return from.isIbgp() || from.source == SpeakerAction.Source.IMPORTED;
  }

  /** RFC 4456 §8: nothing but ORIGINATOR_ID and CLUSTER_LIST may change (§10). */
  private PathAttributes reflected(AttributeSet set, PeerState from) {
    if (set.reflected == null || set.reflectedFrom != from.routerId) {
      set.reflected = withReflection(set.attributes, from);
      set.reflectedFrom = from.routerId;
    }
    return set.reflected;
  }

  PathAttributes withReflection(PathAttributes attributes, PeerState from) {
    int[] clusters = attributes.clusterList();
    int[] longer = new int[clusters.length + 1];
    longer[0] = config.clusterId().orElseThrow();
    System.arraycopy(clusters, 0, longer, 1, clusters.length);
    var builder = attributes.toBuilder().clusterList(longer);
    return attributes.originatorId().isPresent() ? builder.build() : builder.originatorId(from.routerId).build();
  }

  /**
   * RFC 4271 §5.1: our AS in front, ourselves as next hop, no LOCAL_PREF, and no MED of another AS. Labelled routes
   * keep their next hop, as a label is worth something to its maker only (RFC 4364 §10 c).
   */
  private PathAttributes toEbgp(PeerState to, Family family, AttributeSet set, PeerState from) {
    var path = set.attributes.asPath();
    if (to.config.asOverride()) {
      path = path.replace(to.config.as(), config.as());
    }
    var builder = set.attributes.toBuilder().asPath(path.prepend(config.as())).noLocalPref().noOriginatorId()
        .clusterList();
    if (from.index != PeerState.LOCAL) {
      builder.noMed();
    }
    boolean keepsNextHop = family == Family.VPNV4 && set.nextHop != null;
    builder.nextHop(keepsNextHop ? set.nextHop.address : to.localAddress);
    return builder.extendedCommunities(LongStream.of(set.attributes.extendedCommunities())
        .filter(each -> ExtendedCommunity.isTransitive(each) && !isInternalToVpn(each)).toArray()).build();
  }

  private PathAttributes toIbgp(PeerState to, Family family, AttributeSet set, PeerState from) {
    var builder = set.attributes.toBuilder().localPref(set.localPref);
    if (family == Family.IPV4_UNICAST && (from.index == PeerState.LOCAL || to.config.nextHopSelf())) {
      builder.nextHop(to.localAddress);
    } else if (set.nextHop == null) {
      builder.nextHop(config.ownNextHop());
    }
    return builder.build();
  }

  /** A CE need not see which targets steer its routes through the provider's network. */
  private boolean isInternalToVpn(long community) {
    return config.vrf().isPresent() && ExtendedCommunity.isRouteTarget(community);
  }

  /** What a VRF exports: its targets added, under the PE's address (RFC 4364 §4.3.2). */
  PathAttributes toVpn(AttributeSet set, long[] exports) {
    long[] carried = Arrays.stream(set.attributes.extendedCommunities())
        .filter(each -> !ExtendedCommunity.isRouteTarget(each)).toArray();
    return set.attributes.toBuilder().localPref(set.localPref).nextHop(config.ownNextHop())
        .extendedCommunities(LongStream.concat(LongStream.of(carried), LongStream.of(exports)).toArray()).build();
  }
}
