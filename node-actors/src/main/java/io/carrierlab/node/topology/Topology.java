package io.carrierlab.node.topology;

import java.util.List;

/**
 * A network: a node's index in {@code nodes} is its id in frames and trace hash, a VPN's index plus one is its zone.
 *
 * @param name of the scenario
 */
public record Topology(String name, List<NodeConfig> nodes, List<LinkConfig> links, List<VpnConfig> vpns) {
  public Topology {
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
    vpns = List.copyOf(vpns);
  }

  /**
   * The name of the link at an interface.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String linkAt(String node, String interfaceName) {
    for (LinkConfig link : links) {
      for (LinkConfig.End end : link.ends()) {
        if (end.node().equals(node) && end.interfaceName().equals(interfaceName)) {
          return link.name();
        }
      }
    }
    throw new IllegalArgumentException("no link ends at " + node + ":" + interfaceName);
  }
}
