package io.carrierlab.node.ip;

import io.carrierlab.node.fabric.PortCounters;
import io.carrierlab.node.fabric.PortView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code show interfaces}, of the interfaces of one stack; a device may have several. */
public final class InterfaceTable {
  private static final List<String> COLUMNS = List.of("interface", "address", "virtual-addresses", "vrf", "status",
      "protocol", "neighbors", "link", "medium", "mac", "mpls", "frames-in", "octets-in", "frames-out", "octets-out",
      "drops");

  private InterfaceTable() {}

  /** @param vrf empty: the global table; @param mpls interfaces that switch labels */
  public static StateTable of(String node, String vrf, IpStack stack, Set<String> mpls) {
    var rows = new ArrayList<List<Object>>();
    for (IpInterface each : stack.interfaces()) {
      rows.add(row(stack, each, vrf, mpls.contains(each.name())));
    }
    return new StateTable(node, "interfaces", "", COLUMNS, rows);
  }

  private static List<Object> row(IpStack stack, IpInterface each, String vrf, boolean mpls) {
    Optional<PortView> port = stack.port(each);
    boolean loopback = each.port() == IpInterface.NO_PORT;
    boolean up = loopback || stack.carrier(each.port());
    // Of a tunnel, the line protocol is all that goes down; what it has counted is in a table of its own.
    boolean tunnel = !loopback && port.isEmpty();
    return StateTable.row(each.name(),
        each.address() == 0 ? null : Ipv4.format(each.address()) + "/" + each.prefixLength(),
        stack.virtualAddresses(each).stream().map(Ipv4::format).toList(), vrf.isEmpty() ? null : vrf,
        up || tunnel ? "up" : "down", up ? "up" : "down", port.map(PortView::neighbors).orElse(List.of()),
        port.map(PortView::link),
        loopback ? "loopback" : tunnel ? "tunnel" : each.lan() ? "lan" : "point-to-point",
        each.lan() ? Mac.formatCisco(each.mac()) : null, mpls, port.map(view -> view.counters().receivedFrames()),
        port.map(view -> view.counters().receivedOctets()), port.map(view -> view.counters().sentFrames()),
        port.map(view -> view.counters().sentOctets()),
        port.map(view -> StateTable.byCause(drops(view.counters()))));
  }

  private static Map<String, Long> drops(PortCounters counters) {
    var drops = new LinkedHashMap<String, Long>();
    drops.put("queue", counters.droppedQueue());
    drops.put("loss", counters.droppedLoss());
    drops.put("fault", counters.droppedFault());
    drops.put("power", counters.droppedNoOwner());
    drops.values().removeIf(count -> count == 0);
    return drops;
  }
}
