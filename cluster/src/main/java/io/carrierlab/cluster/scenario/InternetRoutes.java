package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Internet's routing, which nobody studies here: every isp has static routes to all public networks, by the way
 * with the fewest isps, and a router with a public interface has a default route to the isp there, or to the load
 * balancer that stands before it.
 */
final class InternetRoutes {
  private static final Ipv4Prefix DEFAULT = new Ipv4Prefix(0, 0);

  private final Plan plan;
  private Map<Node, List<Ipv4Prefix>> networks = Map.of();

  InternetRoutes(Plan plan) {
    this.plan = plan;
  }

  /** Routes that follow from the links, apart from those that {@code said} has already. */
  List<StaticRoute> of(Node node, List<StaticRoute> said) {
    Set<Ipv4Prefix> known = new HashSet<>();
    said.forEach(route -> known.add(route.prefix()));
    var routes = new ArrayList<StaticRoute>();
    if (node.kind == Kind.ISP) {
      isp(node, known, routes);
    } else if (!known.contains(DEFAULT) && node.kind.router() && node.kind != Kind.CE) {
      next(node, Kind.ISP).or(() -> node.kind == Kind.SLB ? Optional.empty() : next(node, Kind.SLB))
          .ifPresent(far -> routes.add(new StaticRoute(DEFAULT, far.address.getAsInt())));
    }
    return routes;
  }

  private static Optional<End> next(Node node, Kind kind) {
    return node.ends.stream().filter(end -> end.link.internet() && end.site.isEmpty())
        .flatMap(end -> end.others().stream()).filter(far -> far.node.kind == kind).findFirst();
  }

  private void isp(Node isp, Set<Ipv4Prefix> known, List<StaticRoute> routes) {
    if (networks.isEmpty()) {
      networks = networks();
    }
    for (Ipv4Prefix prefix : connected(isp)) {
      known.add(prefix);
    }
    for (End end : isp.ends) {
      for (End far : end.others()) {
        if (far.node.kind == Kind.LAST_MILE && !LastMiles.nat(far.node)) {
          far.node.subscribers.filter(known::add)
              .ifPresent(lines -> routes.add(new StaticRoute(lines, far.address.getAsInt())));
        }
        Balancer.behind(plan, far.node).stream().filter(known::add)
            .forEach(prefix -> routes.add(new StaticRoute(prefix, far.address.getAsInt())));
      }
    }
    firstHops(isp).forEach((other, via) -> networks.get(other).stream().filter(known::add)
        .forEach(prefix -> routes.add(new StaticRoute(prefix, via.address.getAsInt()))));
  }

  /** The networks that each isp is attached to, and those of the last miles there. */
  private Map<Node, List<Ipv4Prefix>> networks() {
    var all = new HashMap<Node, List<Ipv4Prefix>>();
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.ISP) {
        var own = new ArrayList<>(connected(node));
        for (End end : node.ends) {
          end.others().stream().map(far -> far.node)
              .filter(far -> far.kind == Kind.LAST_MILE && !LastMiles.nat(far))
              .forEach(far -> far.subscribers.ifPresent(own::add));
          end.others().forEach(far -> own.addAll(Balancer.behind(plan, far.node)));
        }
        all.put(node, own);
      }
    }
    return all;
  }

  private static List<Ipv4Prefix> connected(Node isp) {
    return isp.ends.stream().map(end -> end.link).filter(Link::internet).flatMap(link -> link.subnet.stream()).toList();
  }

  /** The neighbour by which each other isp is reached, nearest ones first. */
  private static Map<Node, End> firstHops(Node isp) {
    var via = new LinkedHashMap<Node, End>();
    var queue = new ArrayDeque<Node>();
    queue.add(isp);
    while (!queue.isEmpty()) {
      Node from = queue.poll();
      for (End end : from.ends) {
        for (End far : end.others()) {
          if (far.node.kind == Kind.ISP && far.node != isp && end.link.internet() && !via.containsKey(far.node)) {
            via.put(far.node, from == isp ? far : via.get(from));
            queue.add(far.node);
          }
        }
      }
    }
    return via;
  }
}
