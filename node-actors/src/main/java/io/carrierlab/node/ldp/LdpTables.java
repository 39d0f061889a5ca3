package io.carrierlab.node.ldp;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ldp.LdpMachine;
import io.carrierlab.protocols.ldp.LdpView;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.util.ArrayList;
import java.util.List;

/** LDP's state as tables: sessions, and bindings. */
final class LdpTables {
  private LdpTables() {}

  static void into(Findings into, Node node, LdpMachine machine) {
    List<LdpView.Session> sessions = machine.sessions();
    into.count(Countable.LDP_SESSIONS, "",
        sessions.stream().filter(session -> session.state() == LdpView.State.OPERATIONAL).count());
    if (!into.wantsTables()) {
      return;
    }
    into.add(new StateTable(node.name(), "ldp", "",
        List.of("peer", "state", "role", "adjacencies", "reason"),
        sessions.stream().map(session -> List.<Object>of(Ipv4.format(session.lsrId()), session.state().toString(),
            session.active() ? "active" : "passive", session.adjacencies(), session.whyDown())).toList()));
    var rows = new ArrayList<List<Object>>();
    for (LdpView.Binding binding : machine.bindings()) {
      String local = binding.local().isPresent() ? label(binding.local().getAsInt()) : "-";
      if (binding.remote().isEmpty()) {
        rows.add(List.of(binding.prefix().toString(), local, "-", "-", false));
      }
      for (LdpView.Remote remote : binding.remote()) {
        rows.add(List.of(binding.prefix().toString(), local, Ipv4.format(remote.lsrId()), label(remote.label()),
            remote.inUse()));
      }
    }
    into.add(new StateTable(node.name(), "ldp-bindings", "",
        List.of("prefix", "local-label", "peer", "remote-label", "in-use"), rows));
  }

  private static String label(int label) {
    return switch (label) {
      case LabelEntry.IMPLICIT_NULL -> "imp-null";
      case LabelEntry.IPV4_EXPLICIT_NULL -> "exp-null";
      default -> Integer.toString(label);
    };
  }
}
