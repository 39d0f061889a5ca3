package io.carrierlab.node.network;

import io.carrierlab.node.network.NodeReport.Reported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a node has reported and nobody has taken yet. Filled in the node's context, emptied when no node runs. A node
 * with nothing to say costs nothing then. 24 octets for each node.
 */
public final class Outbox {
  /** Those of all nodes that have something. */
  static final class Office {
    private final ConcurrentLinkedQueue<Outbox> filled = new ConcurrentLinkedQueue<>();

    /** Hands all over by time, then by node, then as the node made them, whoever was run by which thread. */
    void deliver(Consumer<Reported> reports) {
      if (filled.isEmpty()) {
        return;
      }
      var all = new ArrayList<Reported>();
      for (Outbox each = filled.poll(); each != null; each = filled.poll()) {
        all.addAll(each.reports);
        each.reports = List.of();
      }
      all.sort(Comparator.comparingLong(Reported::atNanos).thenComparingInt(Reported::node));
      all.forEach(reports);
    }
  }

  private final Office office;
  private final int node;
  private List<Reported> reports = List.of();

  Outbox(Office office, int node) {
    this.office = office;
    this.node = node;
  }

  void add(long atNanos, NodeReport what) {
    if (reports.isEmpty()) {
      reports = new ArrayList<>(2);
      office.filled.add(this);
    }
    reports.add(new Reported(atNanos, node, what));
  }
}
