package io.carrierlab.cluster.run;

import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.List;
import java.util.Optional;

/** One end of what is traced, as users name it. */
public sealed interface TraceEnd {
  String FORMS = "a node, a site such as pe1:ge1, or as destination an IPv4 address";

  /** As it was named. */
  String name();

  /** A node. */
  record Device(String name, NodeConfig config) implements TraceEnd {}

  /** Where a packet can go, whoever that is. */
  record Address(String name, int address) implements TraceEnd {}

  /** @throws Replayer.Refused if the name is nobody's */
  static TraceEnd of(String name, Topology topology) throws Replayer.Refused {
    Optional<NodeConfig> node = node(name, topology);
    if (node.isEmpty() && name.contains(":")) {
      node = atSite(name, topology).flatMap(far -> node(far, topology));
    }
    if (node.isPresent()) {
      return new Device(name, node.get());
    }
    try {
      return new Address(name, Ipv4.parse(name));
    } catch (IllegalArgumentException noAddress) {
      throw new Replayer.Refused("\"" + name + "\" is unknown in this run; expected " + FORMS
          + Nearest.hint(name, topology.nodes().stream().map(NodeConfig::name).toList()));
    }
  }

  private static Optional<NodeConfig> node(String name, Topology topology) {
    return topology.nodes().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Who is at the other end of a provider's interface. */
  private static Optional<String> atSite(String site, Topology topology) {
    for (LinkConfig link : topology.links()) {
      List<String> ends = link.ends().stream().map(end -> end.node() + ":" + end.interfaceName()).toList();
      if (ends.contains(site)) {
        return link.ends().stream().filter(end -> !site.equals(end.node() + ":" + end.interfaceName()))
            .map(LinkConfig.End::node).findFirst();
      }
    }
    return Optional.empty();
  }

  /** Why a device sends no probes; empty: it does. */
  static Optional<String> silence(NodeConfig node) {
    return switch (node) {
      case HostConfig _, ClientConfig _, IpsecPeerConfig _, RouterConfig _ -> Optional.empty();
      case LastMileConfig _, RadiusConfig _, AttachConfig _, FirewallConfig _ -> Optional.of(node.name() + " is a "
          + node.kind() + ", which sends no pings; expected a host, a client, an ipsec-peer or a router");
    };
  }

  /** The address of a device that has one for others; empty: it has none, or it changes. */
  static Optional<Integer> address(NodeConfig node, Topology topology) {
    return switch (node) {
      case HostConfig host -> Optional.of(host.address());
      case IpsecPeerConfig peer -> Optional.of(peer.insideAddress());
      case RadiusConfig radius -> Optional.of(radius.address());
      case AttachConfig attach -> Optional.of(attach.address());
      case FirewallConfig firewall -> Optional.of(firewall.address());
      case RouterConfig router -> Optional.of(router.kind().equals("ce") ? inside(router, topology)
          : router.routerId());
      case ClientConfig _, LastMileConfig _ -> Optional.empty();
    };
  }

  /** Of a customer's router: where its LAN is, else its first address. */
  private static int inside(RouterConfig router, Topology topology) {
    for (InterfaceConfig each : router.interfaces()) {
      boolean lan = topology.links().stream().filter(link -> link.ends().stream().anyMatch(end ->
          end.node().equals(router.name()) && end.interfaceName().equals(each.name())))
          .flatMap(link -> link.ends().stream()).filter(end -> !end.node().equals(router.name()))
          .noneMatch(end -> node(end.node(), topology).orElseThrow() instanceof RouterConfig);
      if (lan && each.medium() != InterfaceConfig.Medium.LOOPBACK) {
        return each.address();
      }
    }
    return router.interfaces().isEmpty() ? router.routerId() : router.interfaces().getFirst().address();
  }
}
