package io.carrierlab.node.topology;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A BGP speaker: the one of a router's global table, or the one of a VRF towards its CEs.
 *
 * @param as 1 to 4294967295
 * @param clusterId set: it reflects routes between its clients (RFC 4456)
 * @param networks prefixes of the routing table that it announces as its own; connected and static routes of the
 * table
 *     that are not listed stay private, unless {@code redistribute} is set
 * @param redistribute connected and static routes of the table are announced
 */
public record BgpConfig(long as, Duration hold, Duration keepalive, Duration connectRetry, Optional<Integer> clusterId,
    List<Ipv4Prefix> networks, boolean redistribute, List<Neighbor> neighbors) {
  public enum Family { IPV4_UNICAST, VPNV4, ROUTE_TARGET }

  public BgpConfig {
    networks = List.copyOf(networks);
    neighbors = List.copyOf(neighbors);
  }

  /**
   * @param address the neighbour's, IPv4
   * @param localAddress the source of the session: a loopback for iBGP, the interface for eBGP
   * @param client it is a route-reflector client of ours
   * @param md5 TCP MD5 signature key (RFC 2385)
   * @param asOverride replace the neighbour's AS in paths sent to it by our own (RFC 4364 §7)
   * @param siteOfOrigin extended community value, 64 bits, put on what it announces and never sent back to it
   */
  public record Neighbor(int address, int localAddress, long as, Set<Family> families, boolean client,
      Optional<String> md5, boolean asOverride, OptionalLong siteOfOrigin) {
    public Neighbor {
      families = Collections.unmodifiableSortedSet(new TreeSet<>(families));
    }
  }
}
