package io.carrierlab.node.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Gathers what devices say of themselves, at one time. Devices of several threads may answer at once. */
public final class Inspection {
  /** What can be counted at a device. */
  public enum Countable {
    LABELS, ROUTES, BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS, VPNV4_ROUTES,
    /** Of an aggregator, a client or a peer: child SAs counted once for both directions, and established IKE SAs. */
    SAS, IKE_SAS,
    /** Of an aggregator: peers with an inner address. */
    CLIENTS,
    /** Of a RADIUS server: accounting sessions that began and have not ended. */
    RADIUS_SESSIONS
  }

  /** @param vrf empty: of the device, or its global table */
  public record Count(String node, Countable of, String vrf, long value) {}

  private final boolean wantsTables;
  private final List<StateTable> tables = new ArrayList<>();
  private final List<Count> counts = new ArrayList<>();
  private final List<ClientView> clients = new ArrayList<>();
  private final List<AccountingView> accounting = new ArrayList<>();
  private final List<SaView> sas = new ArrayList<>();

  /** @param wantsTables else counts only: they cost next to nothing */
  public Inspection(boolean wantsTables) {
    this.wantsTables = wantsTables;
  }

  public boolean wantsTables() {
    return wantsTables;
  }

  public synchronized void add(StateTable table) {
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
    for (StateTable table : tables) {
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
