package io.carrierlab.node.topology;

import java.util.Optional;

/**
 * Where real software outside takes part: a host whose UDP datagrams come out of real sockets and go into them. Real
 * time only; in virtual time it is silent.
 *
 * @param gateway its default router
 */
public record AttachConfig(String name, int address, int prefixLength, int gateway, Role role) implements NodeConfig {
  @Override
  public String kind() {
    return "attach";
  }

  /** Who is outside. */
  public sealed interface Role {}

  /**
   * Real IPsec clients of an aggregator. As behind a NAT, each real address and port has a port of {@link #address}.
   *
   * @param aggregator its public address
   * @param vpn in whose name what they send under IPsec is held to the isolation check
   * @param listen real sockets; empty: none, it is silent
   */
  public record Clients(int aggregator, String vpn, Optional<Listen> listen) implements Role {}

  /**
   * Real sockets. What comes to them goes to the aggregator's ports 500 and 4500.
   *
   * @param address real, IPv4
   * @param ikePort 16 bits
   * @param natTraversalPort 16 bits
   */
  public record Listen(int address, int ikePort, int natTraversalPort) {}

  /**
   * A real RADIUS server: what comes to these two ports goes to it, and its answers come back.
   *
   * @param authenticationPort of the emulated host
   * @param accountingPort of the emulated host
   * @param realAddress IPv4
   * @param realPort for authentication; accounting goes to the next
   */
  public record Server(int authenticationPort, int accountingPort, int realAddress, int realPort) implements Role {}
}
