package io.carrierlab.node.inspect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gathers what devices say of themselves, at one time. Devices of several threads may answer at once. Answers are
 * counted: whoever was asked has answered, is known to be off, or is known to have said nothing, or not everything.
 */
public final class Inspection {
  /** What can be counted at a device. */
  public enum Countable {
    LABELS, ROUTES, BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS, VPNV4_ROUTES,
    /** Of an aggregator, a client or a peer: child SAs, counted once for both directions. */
    SAS,
    /** Of an aggregator: those that are established. */
    IKE_SAS,
    /** Of an aggregator: peers with an inner address. */
    CLIENTS,
    /** Of a RADIUS server: accounting sessions that began and have not ended. */
    RADIUS_SESSIONS
  }

  /** How much is asked for. Each includes what is before it. */
  public enum Depth {
    /** Counts: they cost next to nothing. */
    COUNTS,
    /** What both ends of tunnels and RADIUS servers hold, as typed figures. */
    HOLDINGS,
    /** And what devices have dropped, by cause. */
    DROPS,
    /** All that {@code show} prints. */
    TABLES
  }

  /** @param vrf empty: of the device, or its global table */
  public record Count(String node, Countable of, String vrf, long value) {}

  private static final Set<String> OF_DROPS = Set.of("ipsec-causes", "counters");

  private final Depth depth;
  private final List<StateTable> tables = new ArrayList<>();
  private final List<Count> counts = new ArrayList<>();
  private final List<ClientView> clients = new ArrayList<>();
  private final List<AccountingView> accounting = new ArrayList<>();
  private final List<SaView> sas = new ArrayList<>();
  private final List<GatewayView> gateways = new ArrayList<>();
  private final Map<StateTable, Map<List<String>, Long>> tallies = new LinkedHashMap<>();
  /** Nodes, by index, that owe an answer: a bit each, as there are as many inspections as samples. */
  private final BitSet unanswered = new BitSet();
  private final BitSet off = new BitSet();
  /** Parts that owe an answer beside the first one, of nodes that are answering just now. */
  private final Map<Integer, Integer> parts = new HashMap<>();

  public Inspection(Depth depth) {
    this.depth = depth;
  }

  public boolean wantsHoldings() {
    return depth != Depth.COUNTS;
  }

  public boolean wantsTables() {
    return depth.compareTo(Depth.DROPS) >= 0;
  }

  /** A node, or one more part of it, is about to be asked, and owes an answer from now on. */
  public synchronized void ask(int node) {
    if (unanswered.get(node)) {
      parts.merge(node, 1, Integer::sum);
    }
    unanswered.set(node);
  }

  /** A node, or a part of it, has said all that it has to say. */
  public synchronized void answered(int node) {
    if (parts.computeIfPresent(node, (_, left) -> left - 1) instanceof Integer left) {
      if (left == 0) {
        parts.remove(node);
      }
      return;
    }
    unanswered.clear(node);
  }

  /** A node has no power: nothing is to be had from it. */
  public synchronized void off(int node) {
    off.set(node);
    answered(node);
  }

  /** Nodes that were asked and have not answered, or not with all of their parts. */
  public synchronized BitSet unanswered() {
    return (BitSet) unanswered.clone();
  }

  /** Nodes that were asked and had no power. */
  public synchronized BitSet off() {
    return (BitSet) off.clone();
  }

  /**
   * Adds to a row of a table of counts: what parts of a device say under the same key is added up.
   *
   * @param columns of the key, and the last of the count
   */
  public synchronized void tally(String node, String kind, List<String> columns, List<String> key, long count) {
    tallies.computeIfAbsent(new StateTable(node, kind, "", columns, List.of()), any -> new LinkedHashMap<>())
        .merge(key, count, Long::sum);
  }

  public synchronized void add(StateTable table) {
    if (depth == Depth.DROPS && !OF_DROPS.contains(table.kind())) {
      return;                                              // a client's tables are kilobytes, in every sample
    }
    tables.add(table);
  }

  public synchronized void count(String node, Countable of, String vrf, long value) {
    counts.add(new Count(node, of, vrf, value));
  }

  public synchronized void add(ClientView client) {
    clients.add(client);
  }

  public synchronized void add(AccountingView session) {
    accounting.add(session);
  }

  public synchronized void add(SaView sa) {
    sas.add(sa);
  }

  public synchronized void add(GatewayView gateway) {
    gateways.add(gateway);
  }

  /** By name. */
  public synchronized List<GatewayView> gateways() {
    return gateways.stream().sorted(Comparator.comparing(GatewayView::node)).toList();
  }

  /** Pairs of SAs of both ends, by node, then by inbound SPI. */
  public synchronized List<SaView> sas() {
    return sas.stream().sorted(Comparator.comparing(SaView::node).thenComparing(SaView::spiIn)).toList();
  }

  /** By name. */
  public synchronized List<ClientView> clients() {
    return clients.stream().sorted(Comparator.comparing(ClientView::client)).toList();
  }

  /** By server and user, then in the order of the books. */
  public synchronized List<AccountingView> accounting() {
    return accounting.stream().sorted(Comparator.comparing(AccountingView::server)
        .thenComparing(AccountingView::user)).toList();
  }

  /** By node, kind and VRF; what the parts of a device have added to one table is one, in the order they added it. */
  public synchronized List<StateTable> tables() {
    var parts = new TreeMap<String, List<StateTable>>();
    var all = new ArrayList<>(tables);
    tallies.forEach((head, rows) -> all.add(new StateTable(head.node(), head.kind(), head.vrf(), head.columns(),
        rows.entrySet().stream().map(row -> {
          var cells = new ArrayList<Object>(row.getKey());
          cells.add(row.getValue());
          return List.copyOf(cells);
        }).toList())));
    for (StateTable table : all) {
      parts.computeIfAbsent(table.node() + '\n' + table.kind() + '\n' + table.vrf(), any -> new ArrayList<>(1))
          .add(table);
    }
    return parts.values().stream().map(same -> same.size() == 1 ? same.getFirst()
        : new StateTable(same.getFirst().node(), same.getFirst().kind(), same.getFirst().vrf(),
            same.getFirst().columns(), same.stream().flatMap(each -> each.rows().stream()).toList())).toList();
  }

  /** A node's counts of one kind and VRF added up: its label count is that of all its protocols. */
  public synchronized List<Count> counts() {
    var sums = new TreeMap<String, Count>();
    for (Count count : counts) {
      sums.merge(count.node() + '\n' + count.of() + '\n' + count.vrf(), count,
          (a, b) -> new Count(a.node(), a.of(), a.vrf(), a.value() + b.value()));
    }
    return List.copyOf(sums.values());
  }
}
