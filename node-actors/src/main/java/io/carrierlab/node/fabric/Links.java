package io.carrierlab.node.fabric;

import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links of a network as they were configured: the same for all nodes, as long as the network lasts. */
public final class Links {
  /** One end of a link: a port of a node. */
  public record PortOf(int node, int port) {}

  /**
   * A link.
   *
   * @param lan else it has two ends
   * @param quality of each of its ends, until a fault changes that
   * @param queueFrames that may wait at each end
   * @param ends of different nodes
   */
  record Link(String name, boolean lan, LinkQuality quality, int queueFrames, List<End> ends) {
    private End endAt(int node) {
      return ends.stream().filter(end -> end.node() == node).findFirst().orElseThrow();
    }
  }

  /** @param interfaceName of the port, as its node has it; {@code vpn}: whose place it is, empty in the core */
  record End(int node, int port, String interfaceName, String vpn) {
    private PortOf of() {
      return new PortOf(node, port);
    }
  }

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, Link> links = new LinkedHashMap<>();
  /** By node, those that end there: 32 octets and 4 for each. */
  private final List<List<Link>> linksAt = new ArrayList<>();

  Links(Topology topology) {
    for (NodeConfig node : topology.nodes()) {
      indexes.put(node.name(), names.size());
      names.add(node.name());
      linksAt.add(new ArrayList<>(1));
    }
    for (LinkConfig config : topology.links()) {
      var quality = new LinkQuality(config.delay().toNanos(), config.bitsPerSecond(), config.loss());
      List<End> ends = config.ends().stream()
          .map(end -> new End(index(end.node()), end.port(), end.interfaceName(), end.vpn())).toList();
      var link = new Link(config.name(), config.lan(), quality, config.queueFrames(), ends);
      links.put(link.name(), link);
      ends.forEach(end -> linksAt.get(end.node()).add(link));
    }
  }

  Iterable<Link> all() {
    return links.values();
  }

  /** @throws IllegalArgumentException if no node has the name */
  public int index(String node) {
    Integer index = indexes.get(node);
    if (index == null) {
      throw new IllegalArgumentException("no node is named \"" + node + "\"");
    }
    return index;
  }

  String name(int node) {
    return names.get(node);
  }

  /** All ends of a link. */
  public List<PortOf> ends(String link) {
    return links.get(link).ends().stream().map(End::of).toList();
  }

  /**
   * The end of a link at an interface; of a point-to-point link, both.
   *
   * @throws IllegalArgumentException if no link ends there
   */
  public List<PortOf> ends(String node, String interfaceName) {
    PortOf end = end(node, interfaceName);
    Link link = at(end);
    return link.lan() ? List.of(end) : ends(link.name());
  }

  /**
   * The end of a link at an interface.
   *
   * @throws IllegalArgumentException if no link ends there
   */
  public PortOf end(String node, String interfaceName) {
    int index = index(node);
    return linksAt.get(index).stream().map(link -> link.endAt(index))
        .filter(end -> end.interfaceName().equals(interfaceName)).map(End::of).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no link ends at " + node + ":" + interfaceName));
  }

  private Link at(PortOf port) {
    return linksAt.get(port.node()).stream().filter(link -> link.endAt(port.node()).port() == port.port()).findFirst()
        .orElseThrow();
  }

  /** The other ends of a node's point-to-point links. */
  public List<PortOf> farEnds(int node) {
    return linksAt.get(node).stream().filter(link -> !link.lan())
        .map(link -> link.ends().get(link.ends().getFirst().node() == node ? 1 : 0).of()).toList();
  }

  /** Of the link at this end, as it was configured. */
  public LinkQuality configured(PortOf end) {
    return at(end).quality();
  }
}
