package io.carrierlab.node.topology;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A VPN as intended: the policy that the isolation check holds the network to.
 *
 * @param reaches other VPNs whose places its packets may reach; itself is understood
 */
public record VpnConfig(String name, Set<String> reaches) {
  /**
   * The name that stands for the public Internet: the packets of a VPN may cross it, too, as long as IPsec protects
   * them.
   */
  public static final String INTERNET = "internet";

  public VpnConfig {
    reaches = Collections.unmodifiableSortedSet(new TreeSet<>(reaches));
  }
}
