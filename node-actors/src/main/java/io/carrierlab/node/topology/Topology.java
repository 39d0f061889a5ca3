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
}
