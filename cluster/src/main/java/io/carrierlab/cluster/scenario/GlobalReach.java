package io.carrierlab.cluster.scenario;

import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a packet of the global table would get somewhere, with all links up and OSPF settled: connected networks,
 * static routes, and what the routers of one OSPF area announce.
 */
final class GlobalReach {
  private static final int MOST_HOPS = 64;

  /** One address on a link. @param address of an interface or an HSRP group */
  private record Station(String node, int address) {}

  /** A network that a router of an area announces. */
  private record Announced(Ipv4Prefix prefix, String node) {}

  private final Map<String, NodeConfig> nodes = new HashMap<>();
  /** By node and port. */
  private final Map<String, LinkConfig> links = new HashMap<>();
  private final Map<LinkConfig, List<Station>> stations = new HashMap<>();
  private final Map<String, Optional<String>> stopped = new HashMap<>();
  private final Map<String, List<Announced>> areaOf = new HashMap<>();

  GlobalReach(Topology topology) {
    topology.nodes().forEach(node -> nodes.put(node.name(), node));
    for (LinkConfig link : topology.links()) {
      var there = new ArrayList<Station>();
      for (LinkConfig.End end : link.ends()) {
        NodeConfig node = nodes.get(end.node());
        if (node instanceof RouterConfig || node instanceof RadiusConfig || node instanceof AttachConfig) {
          links.put(end.node() + " " + end.port(), link);
        }
        switch (node) {
          case RouterConfig router -> {
            InterfaceConfig own = router.interfaces().get(end.port());
            there.add(new Station(router.name(), own.address()));
            own.hsrp().forEach(group -> there.add(new Station(router.name(), group.virtualAddress())));
          }
          case HostConfig host -> there.add(new Station(host.name(), host.address()));
          case RadiusConfig radius -> there.add(new Station(radius.name(), radius.address()));
          case AttachConfig attach -> there.add(new Station(attach.name(), attach.address()));
          default -> { }
        }
      }
      stations.put(link, there);
    }
    topology.nodes().forEach(node -> {
      if (node instanceof RouterConfig router && router.ospf().isPresent() && !areaOf.containsKey(router.name())) {
        area(router);
      }
    });
  }

  private void area(RouterConfig first) {
    var announced = new ArrayList<Announced>();
    var queue = new ArrayDeque<RouterConfig>(List.of(first));
    areaOf.put(first.name(), announced);
    while (!queue.isEmpty()) {
      RouterConfig router = queue.poll();
      for (int port = 0; port < router.interfaces().size(); port++) {
        InterfaceConfig own = router.interfaces().get(port);
        if (own.ospf().isEmpty()) {
          continue;
        }
        announced.add(new Announced(network(own), router.name()));
        if (!own.ospf().get().passive() && own.medium() != Medium.LOOPBACK) {
          for (LinkConfig.End far : links.get(router.name() + " " + port).ends()) {
            if (nodes.get(far.node()) instanceof RouterConfig next && next.ospf().isPresent()
                && areaOf.putIfAbsent(next.name(), announced) == null) {
              queue.add(next);
            }
          }
        }
      }
    }
  }

  private static Ipv4Prefix network(InterfaceConfig own) {
    return Ipv4Prefix.covering(own.address(), own.prefixLength());
  }

  /** The node that a packet from {@code start} does not get past; empty if it arrives. */
  Optional<String> stopped(String start, int destination) {
    return stopped.computeIfAbsent(start + " " + destination, _ -> walk(start, destination));
  }

  private Optional<String> walk(String start, int destination) {
    String at = start;
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      Optional<String> next = switch (nodes.get(at)) {
        case RouterConfig router -> owns(router, destination) ? Optional.of(at) : next(router, destination);
        case RadiusConfig radius -> radius.address() == destination ? Optional.of(at)
            : station(radius.name(), radius.address(), radius.prefixLength(), radius.gateway(), destination);
        case AttachConfig attach -> attach.address() == destination ? Optional.of(at)
            : station(attach.name(), attach.address(), attach.prefixLength(), attach.gateway(), destination);
        default -> Optional.of(at);                        // a host or a customer's: it is there
      };
      if (next.isEmpty()) {
        return Optional.of(at);
      }
      if (next.get().equals(at)) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private static boolean owns(RouterConfig router, int address) {
    return router.interfaces().stream().anyMatch(own -> own.vrf().isEmpty() && (own.address() == address
        || own.hsrp().stream().anyMatch(group -> group.virtualAddress() == address)));
  }

  private Optional<String> station(String name, int address, int length, int gateway, int destination) {
    boolean near = Ipv4Prefix.covering(address, length).contains(destination);
    return on(links.get(name + " 0"), near ? destination : gateway);
  }

  private Optional<String> on(LinkConfig link, int address) {
    return stations.get(link).stream().filter(each -> each.address() == address).map(Station::node).findFirst();
  }

  /** By the longest prefix; of equal ones connected before static before OSPF. */
  private Optional<String> next(RouterConfig router, int destination) {
    int longest = -1;
    Optional<String> next = Optional.empty();
    for (int port = 0; port < router.interfaces().size(); port++) {
      InterfaceConfig own = router.interfaces().get(port);
      if (own.vrf().isEmpty() && own.medium() != Medium.LOOPBACK && network(own).contains(destination)
          && own.prefixLength() > longest) {
        longest = own.prefixLength();
        next = on(links.get(router.name() + " " + port), destination);
      }
    }
    for (StaticRoute route : router.statics()) {
      if (route.prefix().contains(destination) && route.prefix().length() > longest) {
        longest = route.prefix().length();
        next = neighbour(router, route.nextHop());
      }
    }
    for (Announced each : areaOf.getOrDefault(router.name(), List.of())) {
      if (each.prefix().contains(destination) && each.prefix().length() > longest
          && !each.node().equals(router.name())) {
        longest = each.prefix().length();
        next = Optional.of(each.node());
      }
    }
    return next;
  }

  private Optional<String> neighbour(RouterConfig router, int address) {
    for (int port = 0; port < router.interfaces().size(); port++) {
      InterfaceConfig own = router.interfaces().get(port);
      if (own.vrf().isEmpty() && own.medium() != Medium.LOOPBACK && network(own).contains(address)) {
        return on(links.get(router.name() + " " + port), address);
      }
    }
    return Optional.empty();
  }
}
