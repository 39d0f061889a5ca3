package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.PathAttributes;
import java.util.Optional;
import java.util.stream.LongStream;

/** What becomes of attributes that a peer announces, before anything is stored. */
final class InboundPolicy {
  private final SpeakerConfig config;

  InboundPolicy(SpeakerConfig config) {
    this.config = config;
  }

  /**
   * Empty if the paths must not be used: they have been through us already (AS loop, RFC 4271 §9.1.2; reflection
   * loop, RFC 4456 §8), or lead to us (RFC 4271 §5.1.3).
   */
  Optional<PathAttributes> accept(PeerState from, PathAttributes attributes) {
    if (attributes.nextHop().isEmpty() || attributes.asPath().contains(config.as())) {
      return Optional.empty();
    }
    int nextHop = attributes.nextHop().getAsInt();
    if (nextHop == config.ownNextHop() || nextHop == from.localAddress) {
      return Optional.empty();
    }
    if (from.isEbgp()) {
      return Optional.of(fromEbgp(from, attributes));
    }
    boolean looped = attributes.originatorId().isPresent()
        && attributes.originatorId().getAsInt() == config.routerId()
        || config.clusterId().isPresent() && attributes.hasCluster(config.clusterId().getAsInt());
    return looped ? Optional.empty() : Optional.of(attributes);
  }

  /** RFC 4271 §5.1.5 and RFC 4456 §8: what only an AS may say to itself does not count from outside. */
  private PathAttributes fromEbgp(PeerState from, PathAttributes attributes) {
    boolean vrf = config.vrf().isPresent();
    boolean clean = attributes.localPref().isEmpty() && attributes.originatorId().isEmpty()
        && attributes.clusterList().length == 0;
    if (clean && from.config.siteOfOrigin().isEmpty() && !(vrf && attributes.routeTargets().length > 0)) {
      return attributes;
    }
    // Route targets from a CE would let a customer choose whose VPN its routes go to (RFC 4364 §4.3.5).
    var communities = LongStream.of(attributes.extendedCommunities())
        .filter(each -> !(vrf && ExtendedCommunity.isRouteTarget(each)));
    if (from.config.siteOfOrigin().isPresent()) {
      communities = LongStream.concat(communities, LongStream.of(from.config.siteOfOrigin().getAsLong()));
    }
    return attributes.toBuilder().noLocalPref().noOriginatorId().clusterList()
        .extendedCommunities(communities.toArray()).build();
  }
}
