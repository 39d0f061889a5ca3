package io.carrierlab.node.fabric;

import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.time.Engine;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fabric of all nodes of one JVM, for who runs them. Each node knows its own part only. */
public final class LocalFabric {
  private final Links links;
  private final Isolation isolation;
  private final NodePorts[] nodes;

  /** @param serialize encode and decode every frame at every hop, as between two JVMs */
  public LocalFabric(Topology topology, Engine engine, boolean serialize) {
    links = new Links(topology);
    isolation = new Isolation(topology);
    nodes = new NodePorts[topology.nodes().size()];
    var common = new NodePorts.Common(links, isolation, new LocalWire(engine, nodes), serialize);
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = new NodePorts(node, ports(topology.nodes().get(node)), engine.clock(node), common);
    }
    links.all().forEach(link -> link.ends().forEach(end -> nodes[end.node()].add(link, end)));
  }

  private static int ports(NodeConfig config) {
    return switch (config) {
      case HostConfig _, ClientConfig _, RadiusConfig _, AttachConfig _ -> 1;
      case IpsecPeerConfig _, FirewallConfig _ -> 2;
      case LastMileConfig lastMile -> 1 + (1 << 32 - lastMile.subscribers().length());
      case RouterConfig router -> router.interfaces().size();
    };
  }

  public Links links() {
    return links;
  }

  /** What a node has of it. */
  public Fabric of(int node) {
    return nodes[node];
  }

  /** What may be done to its ports. */
  public PortControl control(int node) {
    return nodes[node];
  }

  private Port at(PortOf end) {
    return nodes[end.node()].port(end.port());
  }

  /** Captures at an interface from now on, beside whoever captures there already. */
  public void capture(PortOf end, InterfaceCapture capture) {
    at(end).capture(capture);
  }

  /** Watches what is delivered to a port. Set before the run. */
  public void observe(PortOf end, DeliveryObserver observer) {
    at(end).receiver.observe(observer);
  }

  /** Over every delivered frame and its time; the same for the same scenario and seed, at any number of threads. */
  public long traceHash() {
    long hash = 0;
    for (NodePorts node : nodes) {
      hash = NodePorts.mix(hash, node.hash());
    }
    return hash;
  }

  /** How often the policy was broken, by VPN of the packet and VPN of the place; empty is the core. */
  public List<Leaked> leaked() {
    var sums = new TreeMap<Long, Long>();
    for (NodePorts node : nodes) {
      node.violationCounts().forEach((pair, frames) -> sums.merge(pair, frames, Long::sum));
    }
    return sums.entrySet().stream().map(each -> new Leaked(isolation.name((int) (each.getKey() >>> 32)),
        isolation.name(each.getKey().intValue()), each.getValue())).toList();
  }

  /** Each node's first hundred, by time. */
  public List<Violation> violations() {
    var all = new ArrayList<Violation>();
    for (NodePorts node : nodes) {
      all.addAll(node.violations());
    }
    all.sort(Comparator.comparingLong(Violation::atNanos));
    return all;
  }

  /** What happened to followed packets, by time and, at one time, in the order of the path. */
  public List<PathNote> pathNotes() {
    var known = new HashMap<Followed.Tag, Followed>();
    for (NodePorts node : nodes) {
      known.putAll(node.followed());
    }
    var all = new ArrayList<PathNote>();
    for (int node = 0; node < nodes.length; node++) {
      String name = links.name(node);
      nodes[node].notes().forEach(note -> all.add(note.resolved(name, known)));
    }
    all.sort(Comparator.comparingLong(PathNote::atNanos));
    return all;
  }

  /** By port number; a number without a link has none. */
  public Map<Integer, PortCounters> counters(int node) {
    return nodes[node].counters();
  }
}
