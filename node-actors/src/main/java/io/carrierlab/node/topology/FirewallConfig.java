package io.carrierlab.node.topology;

import java.time.Duration;

/**
 * A company's exit to the Internet: {@code eth0} is outside, {@code eth1} inside. What comes from inside goes out under
 * the outside address; from outside only answers come in.
 *
 * @param nextHop the Internet's router
 * @param insideNextHop the router to the rest of the VPN
 * @param vpn of the company
 */
public record FirewallConfig(String name, int address, int prefixLength, boolean lan, int nextHop, int insideAddress,
    int insidePrefixLength, boolean insideLan, int insideNextHop, String vpn, Duration udpTimeout, int mostMappings)
    implements NodeConfig {
  @Override
  public String kind() {
    return "firewall";
  }
}
