package io.carrierlab.node.topology;

import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code interface Tunnel}: GRE over IPv4 (RFC 2784, RFC 2890) between two routers.
 *
 * @param address and {@code prefixLength}: of the tunnel interface, IPv4
 * @param vrf the VRF it belongs to, {@code ip vrf forwarding}; empty: the global table
 * @param vpn in whose name packets of ours enter it
 * @param source its own end, an IPv4 address of this router in the global table
 * @param destination the other end
 * @param key RFC 2890, 32 bits; empty: none
 * @param checksum packets are sent with a checksum
 * @param sequence packets are numbered, and those that come too late are dropped
 * @param keepalive empty: the tunnel is up as long as its destination has a route
 * @param mtu of packets in the tunnel, octets
 * @param protection empty: GRE goes in the clear
 */
public record GreTunnelConfig(String name, int address, int prefixLength, Optional<String> vrf, String vpn,
    int source, int destination, OptionalInt key, boolean checksum, boolean sequence, Optional<Keepalive> keepalive,
    int mtu, Optional<Protection> protection) {

  /** {@code keepalive PERIOD RETRIES}: after so many without an answer the tunnel's line protocol is down. */
  public record Keepalive(Duration period, int retries) {}

  /**
   * A crypto map on the public interface, {@code permit gre host SOURCE host DESTINATION}: IPsec in transport mode. As
   * long as there are no SAs, packets of the tunnel are dropped.
   */
  public sealed interface Protection {
    /** The other end connects, and the router's {@link AccessConfig} says who may. */
    record Awaited() implements Protection {}

    /** This end connects. @param start when @param retry wait after a failure */
    record Initiated(int ikeVersion, IkeSettings settings, Initiator initiator, Duration start, Duration retry)
        implements Protection {}
  }
}
