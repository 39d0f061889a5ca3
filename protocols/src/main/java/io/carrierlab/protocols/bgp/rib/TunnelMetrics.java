package io.carrierlab.protocols.bgp.rib;

import java.util.OptionalLong;

/**
 * How far the routers are that label-switched paths lead to: VPN packets can go nowhere else (RFC 4364 §5). Immutable,
 * so that all speakers of a router share one.
 */
public interface TunnelMetrics {
  /** That of the interior route which the path follows, 0 to 2^31-1; empty: no path leads there. */
  OptionalLong metric(int nextHop);
}
