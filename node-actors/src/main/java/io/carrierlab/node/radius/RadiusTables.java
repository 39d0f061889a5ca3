package io.carrierlab.node.radius;

import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.radius.AccountingBook;
import io.carrierlab.protocols.radius.RadiusServerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A RADIUS server's state as tables. */
final class RadiusTables {
  private RadiusTables() {}

  static void into(Findings into, String node, RadiusServerView view, IpStack stack) {
    into.count(Countable.RADIUS_SESSIONS, "",
        view.sessions().stream().filter(each -> each.started() && !each.stopped()).count());
    if (into.wantsHoldings()) {
      view.sessions().forEach(line -> into.add(new AccountingView(node, line.session(), line.user(),
          line.vrf().orElse(""), line.started(), line.stopped(), line.interims(), line.inputPackets(),
          line.inputOctets(), line.outputPackets(), line.outputOctets(), line.seconds(), line.terminateCause())));
    }
    if (!into.wantsTables()) {
      return;
    }
    into.add(new StateTable(node, "accounting", "", List.of("nas", "session", "user", "framed-address", "phase1-id",
        "vrf", "state", "interims", "input-octets", "output-octets", "input-packets", "output-packets", "seconds",
        "terminate-cause"), view.sessions().stream().map(RadiusTables::row).toList()));
    RadiusServerView.Counters c = view.counters();
    var rows = new ArrayList<List<Object>>();
    rows.add(List.of("accepts", c.accepts()));
    rows.add(List.of("rejects", c.rejects()));
    rows.add(List.of("challenges", c.challenges()));
    rows.add(List.of("accounting records", c.accounted()));
    rows.add(List.of("duplicates", c.duplicates()));
    rows.add(List.of("unknown clients", c.unknownClients()));
    rows.add(List.of("bad authenticators", c.badAuthenticators()));
    rows.add(List.of("malformed", c.malformed()));
    rows.add(List.of("unsupported", c.unsupported()));
    rows.add(List.of("sessions dropped", c.sessionsDropped()));
    rows.add(List.of("records repeated", c.recordsRepeated()));
    rows.add(List.of("records out of order", c.recordsOutOfOrder()));
    into.add(new StateTable(node, "radius-counters", "", List.of("counter", "count"), rows));
    into.add(InterfaceTable.of(node, "", stack, Set.of()));
    into.add(new StateTable(node, "counters", "", List.of("drop", "packets"), stack.drops().entrySet().stream()
        .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
  }

  private static List<Object> row(AccountingBook.Line line) {
    return List.of(Ipv4.format(line.client()), line.session(), line.user(),
        line.framedAddress().isPresent() ? Ipv4.format(line.framedAddress().getAsInt()) : "-",
        line.phase1Id().orElse("-"), line.vrf().orElse("-"),
        line.stopped() ? "stopped" : line.started() ? "started" : "unknown", line.interims(), line.inputOctets(),
        line.outputOctets(), line.inputPackets(), line.outputPackets(), line.seconds(), line.terminateCause());
  }
}
