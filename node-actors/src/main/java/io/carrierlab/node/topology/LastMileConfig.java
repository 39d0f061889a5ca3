package io.carrierlab.node.topology;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.Optional;

/**
 * Where subscribers' lines end: a DSL, cable or dial access router, with a NAT or without. Port 0 is its uplink; port
 * {@code n} is the line of the subscriber whose address is the {@code n}th of {@code subscribers}.
 *
 * @param address of the uplink, the public one of all subscribers if there is a NAT
 * @param nextHop the router at the uplink's other end
 * @param subscribers their addresses; the network's own is nobody's
 * @param nat empty: it routes their addresses as they are
 */
public record LastMileConfig(String name, int address, int prefixLength, int nextHop, Ipv4Prefix subscribers,
    Optional<Nat> nat) implements NodeConfig {
  @Override
  public String kind() {
    return "last-mile";
  }

  /**
   * A NAT that rewrites ports (RFC 3022).
   *
   * @param udpTimeout after which an idle mapping is forgotten
   * @param mostMappings more are refused
   * @param rebindEvery all mappings are lost at this interval, as when it restarts; zero: never
   */
  public record Nat(Duration udpTimeout, int mostMappings, Duration rebindEvery) {}
}
