package io.carrierlab.node.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  /** By node, kind and VRF. */
  public synchronized List<StateTable> tables() {
    return tables.stream().sorted(Comparator.comparing(StateTable::node).thenComparing(StateTable::kind)
        .thenComparing(StateTable::vrf)).toList();
  }

  /** A node's counts of one kind and VRF added up: its label count is that of all its protocols. */
  public synchronized List<Count> counts() {
    var sums = new java.util.TreeMap<String, Count>();
    for (Count count : counts) {
      sums.merge(count.node() + '\n' + count.of() + '\n' + count.vrf(), count,
          (a, b) -> new Count(a.node(), a.of(), a.vrf(), a.value() + b.value()));
    }
    return List.copyOf(sums.values());
  }
}
