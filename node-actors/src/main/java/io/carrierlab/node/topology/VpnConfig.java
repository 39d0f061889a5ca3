package io.carrierlab.node.topology;

import java.util.Set;

/**
 * A VPN as intended: the policy that the isolation check holds the network to.
 *
 * @param reaches other VPNs whose places its packets may reach; itself is understood
 */
public record VpnConfig(String name, Set<String> reaches) {
  public VpnConfig {
    reaches = Set.copyOf(reaches);
  }
}
