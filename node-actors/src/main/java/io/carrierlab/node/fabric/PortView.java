package io.carrierlab.node.fabric;

import java.util.List;

/**
 * A port as its node sees it.
 *
 * @param link its name
 * @param lan else it is a point-to-point link
 * @param carrier whether it is up
 * @param neighbors at the other end, or on the LAN: {@code node:interface}
 */
public record PortView(String link, boolean lan, boolean carrier, List<String> neighbors, PortCounters counters) {
  public PortView {
    neighbors = List.copyOf(neighbors);
  }
}
