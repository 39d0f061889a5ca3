package io.carrierlab.protocols.bgp;

import java.util.Optional;

/** What a route is a route to: address family and subsequent address family identifier (RFC 4760 §3). */
public enum Family {
  IPV4_UNICAST(1, 1, "IPv4 unicast"),
  /** VPN-IPv4 with MPLS labels (RFC 4364 §4.3.4). */
  VPNV4(1, 128, "VPNv4"),
  /** Route target membership (RFC 4684 §4). */
  ROUTE_TARGET(1, 132, "route target");

  private final int afi;
  private final int safi;
  private final String title;

  Family(int afi, int safi, String title) {
    this.afi = afi;
    this.safi = safi;
    this.title = title;
  }

  /** The family of an AFI (16 bits) and SAFI (8 bits), if it is one that we speak. */
  public static Optional<Family> of(int afi, int safi) {
    for (Family family : values()) {
      if (family.afi == afi && family.safi == safi) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** Address family identifier, 16 bits. */
  public int afi() {
    return afi;
  }

  /** Subsequent address family identifier, 8 bits. */
  public int safi() {
    return safi;
  }

  @Override
  public String toString() {
    return title;
  }
}
