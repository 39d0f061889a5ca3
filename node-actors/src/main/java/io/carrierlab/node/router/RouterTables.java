package io.carrierlab.node.router;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RoutingTable.NextHop;
import io.carrierlab.node.router.RoutingTable.Route;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The router's own state as tables: global routes, incoming labels, interfaces, neighbours on LANs, drops. */
final class RouterTables {
  private RouterTables() {}

  static void into(Findings into, Node node, RouterConfig config, IpStack stack, RoutingTable table,
      IncomingLabels incoming) {
    into.count(Countable.ROUTES, "", table.size());
    into.count(Countable.LABELS, "", incoming.size());
    if (!into.wantsTables()) {
      return;
    }
    into.add(new StateTable(node.name(), "routes", "",
        List.of("code", "prefix", "next-hop", "interface", "label", "transport-label", "distance", "metric",
            "age-seconds"), routes(table)));
    Set<String> mpls = config.interfaces().stream().filter(InterfaceConfig::mpls).map(InterfaceConfig::name)
        .collect(Collectors.toSet());
    if (!mpls.isEmpty()) {
      into.add(new StateTable(node.name(), "labels", "",
          List.of("local-label", "fec", "action", "out-label", "next-hop", "interface"), labels(stack, incoming)));
    }
    into.add(InterfaceTable.of(node.name(), "", stack, mpls));
    into.add(new StateTable(node.name(), "arp", "", List.of("address", "mac", "interface"), arp(stack)));
    into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"), stack.drops().entrySet().stream()
        .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
  }

  private static List<List<Object>> routes(RoutingTable table) {
    var rows = new ArrayList<List<Object>>();
    for (Map.Entry<Ipv4Prefix, Route> entry : table.all().entrySet()) {
      Route route = entry.getValue();
      long[] ages = table.agesNanos(entry.getKey());
      for (int i = 0; i < route.nextHops().size(); i++) {
        NextHop hop = route.nextHops().get(i);
        rows.add(StateTable.row(route.source().code, entry.getKey().toString(),
            hop.neighbour() == 0 ? null : Ipv4.format(hop.neighbour()), hop.out().name(),
            table.pushed(entry.getKey(), hop), null, route.source().distance, route.cost(),
            ages.length == 0 ? null : StateTable.seconds(ages[i])));
      }
    }
    return rows;
  }

  private static List<List<Object>> labels(IpStack stack, IncomingLabels incoming) {
    var rows = new ArrayList<List<Object>>();
    for (IncomingLabels.Entry entry : incoming.all()) {
      for (Out out : entry.outs()) {
        String by = stack.at(out.interfaceIndex()).name();
        List<Object> action = switch (out) {
          case Out.Labelled(int index, int nextHop, int label) -> List.of("swap", Optional.of(label));
          case Out.Popped(int index, int nextHop) -> List.of("pop", Optional.empty());
          case Out.Unlabelled(int index, int nextHop) -> List.of("untag", Optional.empty());
        };
        rows.add(StateTable.row(entry.label(), entry.prefix().toString(), action.get(0), action.get(1),
            Ipv4.format(out.nextHop()), by));
      }
    }
    return rows;
  }

  private static List<List<Object>> arp(IpStack stack) {
    var rows = new ArrayList<List<Object>>();
    for (IpInterface each : stack.interfaces()) {
      if (each.lan()) {
        for (ArpTable.Entry entry : each.arp().entries()) {
          rows.add(List.of(Ipv4.format(entry.address()),
              entry.mac().isPresent() ? Mac.formatCisco(entry.mac().getAsLong()) : "incomplete", each.name()));
        }
      }
    }
    return rows;
  }
}
