package io.carrierlab.node.network;

import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a node finds out about itself for one question, while its parts do: it leaves the node as reports. What parts
 * count of one thing is added up. Used in the node's context only.
 */
public final class Findings {
  private static final Set<String> OF_DROPS = Set.of("ipsec-causes", "counters");

  private record Counted(Countable of, String vrf) implements Comparable<Counted> {
    @Override
    public int compareTo(Counted other) {
      int order = of.compareTo(other.of);
      return order != 0 ? order : vrf.compareTo(other.vrf);
    }
  }

  private final long question;
  private final String node;
  private final Depth depth;
  private final Consumer<NodeReport> reports;
  private final Map<Counted, Long> counts = new TreeMap<>();
  private final Map<StateTable, Map<List<String>, Long>> tallies = new LinkedHashMap<>();
  /** That have not said all: the device itself, and those that it has asked. */
  private int parts = 1;

  /** @param node its name; @param reports where the answer goes */
  public Findings(long question, String node, Depth depth, Consumer<NodeReport> reports) {
    this.question = question;
    this.node = node;
    this.depth = depth;
    this.reports = reports;
  }

  public boolean wantsHoldings() {
    return depth != Depth.COUNTS;
  }

  public boolean wantsTables() {
    return depth.compareTo(Depth.DROPS) >= 0;
  }

  /** One more part of the device is about to be asked. */
  public void part() {
    parts++;
  }

  /** The device, or a part of it, has said all that it has to say. */
  public void done() {
    if (--parts > 0) {
      return;
    }
    counts.forEach((what, value) -> reports.accept(new NodeReport.Count(question, what.of, what.vrf, value)));
    tallies.forEach((head, rows) -> reports.accept(new NodeReport.Table(question, new StateTable(head.node(),
        head.kind(), head.vrf(), head.columns(), rows.entrySet().stream().map(row -> {
          var cells = new ArrayList<Object>(row.getKey());
          cells.add(row.getValue());
          return List.copyOf(cells);
        }).toList()))));
    reports.accept(new NodeReport.Done(question));
  }

  /**
   * Adds to a row of a table of counts: what parts of a device say under the same key is added up.
   *
   * @param columns of the key, and the last of the count
   */
  public void tally(String kind, List<String> columns, List<String> key, long count) {
    if (wants(kind)) {
      tallies.computeIfAbsent(new StateTable(node, kind, "", columns, List.of()), any -> new LinkedHashMap<>())
          .merge(key, count, Long::sum);
    }
  }

  /** Of drops nothing else is wanted: a client's tables are kilobytes, in every sample. */
  private boolean wants(String kind) {
    return depth == Depth.TABLES || OF_DROPS.contains(kind);
  }

  public void add(StateTable table) {
    if (wants(table.kind())) {
      reports.accept(new NodeReport.Table(question, table));
    }
  }

  /** @param vrf empty: of the device, or its global table */
  public void count(Countable of, String vrf, long value) {
    counts.merge(new Counted(of, vrf), value, Long::sum);
  }

  public void add(ClientView client) {
    reports.accept(new NodeReport.Client(question, client));
  }

  public void add(AccountingView session) {
    reports.accept(new NodeReport.Accounting(question, session));
  }

  public void add(SaView sa) {
    reports.accept(new NodeReport.Sa(question, sa));
  }

  public void add(GatewayView gateway) {
    reports.accept(new NodeReport.Gateway(question, gateway));
  }
}
