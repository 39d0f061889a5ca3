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
import java.util.function.IntFunction;

/** The fabric of all nodes of one JVM, for who runs them. Each node knows its own part only. */
public final class LocalFabric {
  private final Links links;
  private final NodePorts[] nodes;

  /**
   * @param serialize encode and decode every frame at every hop, as between two JVMs
   * @param watches who hears of each node, by index
   */
  public LocalFabric(Topology topology, Engine engine, boolean serialize, IntFunction<FabricWatch> watches) {
    links = new Links(topology);
    var isolation = new Isolation(topology);
    nodes = new NodePorts[topology.nodes().size()];
    var common = new NodePorts.Common(links, isolation, new LocalWire(engine, nodes), serialize);
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = new NodePorts(node, ports(topology.nodes().get(node)), engine.clock(node), common,
          watches.apply(node));
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
}
