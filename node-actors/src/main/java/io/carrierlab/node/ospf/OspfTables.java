package io.carrierlab.node.ospf;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.LsType;
import io.carrierlab.protocols.ospf.NeighborState;
import io.carrierlab.protocols.ospf.OspfMachine;
import io.carrierlab.protocols.ospf.OspfView.InterfaceView;
import io.carrierlab.protocols.ospf.OspfView.LsaView;
import io.carrierlab.protocols.ospf.OspfView.NeighborView;
import io.carrierlab.protocols.ospf.OspfView.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** OSPF's state as tables: neighbours, interfaces with what was rejected there, and the database. */
final class OspfTables {
  private OspfTables() {}

  static void into(Findings into, Node node, OspfMachine machine) {
    List<NeighborView> neighbors = machine.neighbors();
    into.count(Countable.OSPF_NEIGHBORS, "",
        neighbors.stream().filter(neighbor -> neighbor.state() == NeighborState.FULL).count());
    if (!into.wantsTables()) {
      return;
    }
    Map<Integer, InterfaceView> interfaces = new TreeMap<>();
    machine.interfaces().forEach(each -> interfaces.put(each.index(), each));
    into.add(new StateTable(node.name(), "ospf", "",
        List.of("neighbor-id", "priority", "state", "dead-seconds", "address", "interface", "reason"),
        neighbors.stream().map(neighbor -> neighborRow(node, interfaces, neighbor)).toList()));
    into.add(new StateTable(node.name(), "ospf-interfaces", "",
        List.of("interface", "state", "address", "cost", "dr", "bdr", "neighbors", "adjacent", "rejected", "reason"),
        interfaces.values().stream().map(OspfTables::interfaceRow).toList()));
    var database = new ArrayList<List<Object>>();
    for (LsaView lsa : machine.database(node.clock().nowNanos())) {
      database.add(List.of(lsType(lsa.header().type()), Ipv4.format(lsa.header().linkStateId()),
          Ipv4.format(lsa.header().advertisingRouter()), lsa.header().age(),
          String.format("0x%08x", lsa.header().sequence()), lsa.text()));
    }
    into.add(new StateTable(node.name(), "ospf-database", "",
        List.of("type", "link-id", "adv-router", "age", "sequence", "content"), database));
  }

  private static String lsType(int code) {
    return LsType.of(code).map(type -> type.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("type-" + code);
  }

  private static List<Object> neighborRow(Node node, Map<Integer, InterfaceView> interfaces, NeighborView neighbor) {
    InterfaceView on = interfaces.get(neighbor.interfaceIndex());
    String role = on.designatedRouter() == 0 ? "-"
        : neighbor.address() == on.designatedRouter() ? "DR"
        : neighbor.address() == on.backupDesignatedRouter() ? "BDR" : "DROTHER";
    Double dead = neighbor.deadAtNanos().isEmpty() ? null
        : StateTable.seconds(neighbor.deadAtNanos().getAsLong() - node.clock().nowNanos());
    return StateTable.row(Ipv4.format(neighbor.routerId()), neighbor.priority(), neighbor.state() + "/" + role, dead,
        Ipv4.format(neighbor.address()), on.name(),
        neighbor.lastRejected().map(Rejected::text).or(neighbor::lastDown).orElse(""));
  }

  private static List<Object> interfaceRow(InterfaceView each) {
    return StateTable.row(each.name(), each.state().toString(), Ipv4.format(each.address()) + "/" + each.prefixLength(),
        each.cost(), router(each.designatedRouter()), router(each.backupDesignatedRouter()),
        each.neighbors(), each.adjacent(), StateTable.byCause(new TreeMap<>(each.rejected())),
        each.lastRejected().map(Rejected::text));
  }

  private static String router(int address) {
    return address == 0 ? null : Ipv4.format(address);
  }
}
