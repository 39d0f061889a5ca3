package io.carrierlab.loadgen.lab;

import io.carrierlab.node.fabric.Leaked;
import io.carrierlab.node.fabric.PortCounters;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.NodeReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A question, and what nodes have answered. Answers are counted: whoever was asked has answered, is known to be off, or
 * is known to have said nothing.
 */
public final class Inspection {
  /** @param vrf empty: of the device, or its global table */
  public record Count(String node, Countable of, String vrf, long value) {}

  private final long number;
  private final Depth depth;
  private final IntFunction<String> names;
  private final List<StateTable> tables = new ArrayList<>(0);
  private final List<Count> counts = new ArrayList<>();
  private final TreeMap<Integer, Map<Integer, PortCounters>> ports = new TreeMap<>();
  private final List<Leaked> leaked = new ArrayList<>(0);
  private final List<ClientView> clients = new ArrayList<>(0);
  private final List<AccountingView> accounting = new ArrayList<>(0);
  private final List<SaView> sas = new ArrayList<>(0);
  private final List<GatewayView> gateways = new ArrayList<>(0);
  /** Nodes, by index, that owe an answer: a bit each, as there are as many questions as samples. */
  private final BitSet unanswered = new BitSet();
  private final BitSet off = new BitSet();

  /** @param names of nodes, by index */
  Inspection(long number, Depth depth, IntFunction<String> names) {
    this.number = number;
    this.depth = depth;
    this.names = names;
  }

  long number() {
    return number;
  }

  Depth depth() {
    return depth;
  }

  void asked(int node) {
    unanswered.set(node);
  }

  void take(int node, NodeReport.OfQuestion answer) {
    switch (answer) {
      case NodeReport.Done _ -> unanswered.clear(node);
      case NodeReport.Off _ -> {
        off.set(node);
        unanswered.clear(node);
      }
      case NodeReport.Table(_, StateTable table) -> tables.add(table);
      case NodeReport.Ports(_, var counters) -> ports.put(node, counters);
      case NodeReport.Leaks(_, var more) -> leaked.addAll(more);
      case NodeReport.InnerAddress _ -> { }
      case NodeReport.Count(_, Countable of, String vrf, long value) ->
          counts.add(new Count(names.apply(node), of, vrf, value));
      case NodeReport.Client(_, ClientView client) -> clients.add(client);
      case NodeReport.Accounting(_, AccountingView session) -> accounting.add(session);
      case NodeReport.Sa(_, SaView sa) -> sas.add(sa);
      case NodeReport.Gateway(_, GatewayView gateway) -> gateways.add(gateway);
    }
  }

  /** Nodes that were asked and have not answered, or not with all of their parts. */
  public BitSet unanswered() {
    return (BitSet) unanswered.clone();
  }

  /** Nodes that were asked and had no power. */
  public BitSet off() {
    return (BitSet) off.clone();
  }

  /** What has passed the ports of nodes, by index, and by number of the port. */
  public SortedMap<Integer, Map<Integer, PortCounters>> ports() {
    return ports;
  }

  /** How often the isolation policy was broken, by VPN of the packet and VPN of the place. */
  public List<Leaked> leaked() {
    var sums = new TreeMap<String, Leaked>();
    leaked.forEach(each -> sums.merge(each.originVpn() + '\n' + each.placeVpn(), each, (a, b) ->
        new Leaked(a.originVpn(), a.placeVpn(), a.frames() + b.frames())));
    return List.copyOf(sums.values());
  }

  /** By name. */
  public List<GatewayView> gateways() {
    return gateways.stream().sorted(Comparator.comparing(GatewayView::node)).toList();
  }

  /** Pairs of SAs of both ends, by node, then by inbound SPI. */
  public List<SaView> sas() {
    return sas.stream().sorted(Comparator.comparing(SaView::node).thenComparing(SaView::spiIn)).toList();
  }

  /** By name. */
  public List<ClientView> clients() {
    return clients.stream().sorted(Comparator.comparing(ClientView::client)).toList();
  }

  /** By server and user, then in the order of the books. */
  public List<AccountingView> accounting() {
    return accounting.stream().sorted(Comparator.comparing(AccountingView::server)
        .thenComparing(AccountingView::user)).toList();
  }

  /** By node, kind and VRF; what the parts of a device have added to one table is one, in the order they added it. */
  public List<StateTable> tables() {
    var parts = new TreeMap<String, List<StateTable>>();
    for (StateTable table : tables) {
      parts.computeIfAbsent(table.node() + '\n' + table.kind() + '\n' + table.vrf(), any -> new ArrayList<>(1))
          .add(table);
    }
    return parts.values().stream().map(same -> same.size() == 1 ? same.getFirst()
        : new StateTable(same.getFirst().node(), same.getFirst().kind(), same.getFirst().vrf(),
            same.getFirst().columns(), same.stream().flatMap(each -> each.rows().stream()).toList())).toList();
  }

  /** By node, kind and VRF. */
  public List<Count> counts() {
    return counts.stream().sorted(Comparator.comparing(Count::node).thenComparing(each -> each.of().name())
        .thenComparing(Count::vrf)).toList();
  }
}
