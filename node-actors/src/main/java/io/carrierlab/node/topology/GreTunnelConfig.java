package io.carrierlab.node.topology;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code interface Tunnel}: GRE over IPv4 (RFC 2784, RFC 2890) between two routers.
 *
 * @param address and {@code prefixLength}: of the tunnel interface, IPv4
 * @param vrf the VRF it belongs to, {@code ip vrf forwarding}; empty: the global table
 * @param source its own end, an IPv4 address of this router in the global table
 * @param destination the other end
 * @param key RFC 2890, 32 bits; empty: none
 * @param keepalive empty: the tunnel is up as long as its destination has a route
 * @param mtu of packets in the tunnel, octets
 */
public record GreTunnelConfig(String name, int address, int prefixLength, Optional<String> vrf, int source,
    int destination, OptionalLong key, Optional<Keepalive> keepalive, int mtu) {

  /** {@code keepalive PERIOD RETRIES}: after so many without an answer the tunnel's line protocol is down. */
  public record Keepalive(Duration period, int retries) {}
}
