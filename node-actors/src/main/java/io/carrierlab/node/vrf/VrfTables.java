package io.carrierlab.node.vrf;

import io.carrierlab.node.bgp.BgpShell;
import io.carrierlab.node.bgp.BgpTables;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.rib.RibRow;
import io.carrierlab.protocols.bgp.rib.RibView;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig.Labels;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A VRF's state as tables. */
final class VrfTables {
  private VrfTables() {}

  static void into(Findings into, VrfSetup setup, IpStack stack, VrfRouting routing, BgpShell shell) {
    String node = setup.node().name();
    String vrf = setup.config().name();
    RibView rib = shell.speaker().view();
    into.count(Countable.ROUTES, vrf, bestCount(rib));
    long labels = switch (setup.labels()) {
      case Labels.PerVrf one -> 1;
      case Labels.PerPrefix(int first, int count) -> labelled(rib, first, count).size();
    };
    into.count(Countable.LABELS, "", labels);
    into.count(Countable.LABELS, vrf, labels);
    BgpTables.into(into, setup.node(), vrf, shell);
    if (!into.wantsTables()) {
      return;
    }
    List<RibRow> best = best(rib);
    into.add(InterfaceTable.of(node, vrf, stack, Set.of()));
    into.add(new StateTable(node, "vrfs", vrf, List.of("name", "vpn", "rd", "import", "export", "interfaces", "routes"),
        List.of(List.of(vrf, setup.config().vpn(), RouteDistinguisher.format(setup.config().rd()),
            targets(setup.config().imports()), targets(setup.config().exports()),
            stack.interfaces().stream().map(IpInterface::name).toList(), best.size()))));
    into.add(new StateTable(node, "routes", vrf,
        List.of("code", "prefix", "next-hop", "interface", "label", "transport-label", "distance", "metric",
            "age-seconds"),
        best.stream().flatMap(row -> route(stack, routing, row, setup.node().clock().nowNanos())).toList()));
    into.add(new StateTable(node, "labels", vrf, List.of("local-label", "fec", "action", "out-label", "next-hop",
        "interface"), labelRows(setup, rib)));
    into.add(new StateTable(node, "counters", vrf, List.of("drop", "packets"), stack.drops().entrySet().stream()
        .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
  }

  /** Not sorted, as it is asked for often, of tables with a route for each client. */
  private static long bestCount(RibView rib) {
    long[] count = {0};
    rib.rows(Family.IPV4_UNICAST).forEach(row -> count[0] += row.best() ? 1 : 0);
    return count[0];
  }

  private static List<RibRow> best(RibView rib) {
    var rows = new ArrayList<RibRow>();
    rib.rows(Family.IPV4_UNICAST).forEach(row -> {
      if (row.best()) {
        rows.add(row);
      }
    });
    rows.sort(Comparator.comparing(RibRow::prefix));
    return rows;
  }

  /** A row for each way that packets take. */
  private static Stream<List<Object>> route(IpStack stack, VrfRouting routing, RibRow row, long nowNanos) {
    String prefix = row.prefix().toString();
    int nextHop = row.attributes().nextHop().orElse(0);
    long metric = row.attributes().med().orElse(0);
    Double age = row.ageNanos(nowNanos).stream().mapToObj(StateTable::seconds).findFirst().orElse(null);
    return switch (row.source()) {
      case LOCAL -> Stream.of(nextHop == 0
          ? StateTable.row("C", prefix, null, name(stack.towards(row.prefix().address())), null, null, 0, 0, null)
          : StateTable.row("S", prefix, Ipv4.format(nextHop), name(stack.towards(nextHop)), null, null, 1, 0, null));
      case EBGP -> Stream.of(StateTable.row("B", prefix, Ipv4.format(nextHop), name(stack.towards(nextHop)), null,
          null, 20, metric, age));
      case IBGP, IMPORTED -> switch (routing.tunnel(nextHop)) {
        case Hop.Via via -> Stream.of(throughTheCore(row, metric, age, via));
        case Hop.Choice(var ways) -> ways.stream().map(via -> throughTheCore(row, metric, age, via));
        case Hop.Attached _, Hop.Remote _, Hop.Into _, Hop.Unreachable _ -> Stream.of(StateTable.row("B", prefix,
            Ipv4.format(nextHop), null, row.label(), null, 200, metric, age));
      };
    };
  }

  private static List<Object> throughTheCore(RibRow row, long metric, Double age, Hop.Via via) {
    return StateTable.row("B", row.prefix().toString(), Ipv4.format(row.attributes().nextHop().orElse(0)),
        via.out().name(), row.label(), via.label() == Hop.Via.NO_LABEL ? null : via.label(), 200, metric, age);
  }

  private static String name(IpInterface found) {
    return found == null ? null : found.name();
  }

  private static List<String> targets(Set<Long> targets) {
    return new TreeSet<>(targets).stream().map(ExtendedCommunity::format).toList();
  }

  private static List<List<Object>> labelRows(VrfSetup setup, RibView rib) {
    String vrf = setup.config().name();
    return switch (setup.labels()) {
      case Labels.PerVrf(int label) ->
          List.of(StateTable.row(label, "vrf " + vrf, "pop, look up in " + vrf, null, null, null));
      case Labels.PerPrefix(int first, int count) -> labelled(rib, first, count).entrySet().stream()
          .map(entry -> StateTable.row(entry.getKey(), entry.getValue(), "pop, look up in " + vrf, null, null, null))
          .toList();
    };
  }

  /** Labels in use, with the prefix of each. */
  private static Map<Integer, String> labelled(RibView rib, int first, int count) {
    var labels = new java.util.TreeMap<Integer, String>();
    int left = rib.destinations(Family.IPV4_UNICAST);
    for (int label = first; label < first + count && left > 0; label++) {
      int candidate = label;
      rib.prefixOfLabel(label).ifPresent(prefix -> labels.put(candidate, prefix.toString()));
      left--;
    }
    return labels;
  }
}
