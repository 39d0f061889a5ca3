package io.carrierlab.node.slb;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.slb.LoadBalancer;
import io.carrierlab.protocols.slb.SlbView;
import io.carrierlab.protocols.slb.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A load balancer's state as tables. */
final class SlbTables {
  private static final int MOST_CONNECTIONS = 1_000;
  private static final double NANOS = 1e9;

  private SlbTables() {}

  static void into(Findings into, String node, LoadBalancer machine, long nowNanos) {
    SlbView view = machine.view();
    into.add(new StateTable(node, "slb", "", List.of("farm", "real", "state", "weight", "connections", "maxconns",
        "total", "failures", "unanswered"), view.reals().stream().map(real -> List.<Object>of(real.farm(),
            Ipv4.format(real.address()), real.state().name(), real.weight(), real.connections(),
            number(real.maxConnections()), real.total(), real.failures(), real.unanswered())).toList()));
    into.add(new StateTable(node, "slb-servers", "", List.of("server", "address", "protocol", "port", "farm",
        "connections", "total", "no-server", "server-full", "server-failed", "table-full"),
        view.servers().stream().map(SlbTables::server).toList()));
    into.add(new StateTable(node, "slb-counters", "", List.of("counter", "count"),
        List.of(List.of("connections", view.connections()), List.of("sticky clients", view.sticky()))));
    into.add(new StateTable(node, "slb-connections", "", List.of("server", "client", "port", "real", "idle"),
        machine.connections(MOST_CONNECTIONS, nowNanos).stream().map(each -> List.<Object>of(each.server(),
            Ipv4.format(each.client()), each.port(), Ipv4.format(each.real()),
            Math.round(each.idleNanos() / NANOS * 10) / 10.0)).toList()));
  }

  private static List<Object> server(SlbView.Server server) {
    var row = new ArrayList<Object>(List.of(server.name(), Ipv4.format(server.address()),
        server.protocol() == IpProtocol.ESP ? "esp" : "udp", number(server.port()), server.farm(),
        server.connections(), server.total()));
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      row.add(server.drops().getOrDefault(reason, 0L));
    }
    return row;
  }

  private static Object number(OptionalInt number) {
    return number.isPresent() ? (Object) number.getAsInt() : "-";
  }
}
