package io.carrierlab.node.network;

import io.carrierlab.node.fabric.FabricWatch;
import io.carrierlab.node.fabric.PacketNote;
import io.carrierlab.node.fabric.Violation;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.node.time.NodeClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a node has reported and nobody has taken yet. Filled in the node's context, emptied when no node runs. A node
 * with nothing to say costs nothing then. 24 octets for each node.
 */
public final class Outbox implements FabricWatch {
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
  private final NodeClock clock;
  private List<Reported> reports = List.of();

  Outbox(Office office, int node, NodeClock clock) {
    this.office = office;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public void violated(Violation violation) {
    add(new NodeReport.Broken(violation));
  }

  @Override
  public void noted(PacketNote note) {
    add(new NodeReport.OfPacket(note));
  }

  void add(NodeReport what) {
    if (reports.isEmpty()) {
      reports = new ArrayList<>(2);
      office.filled.add(this);
    }
    reports.add(new Reported(clock.nowNanos(), node, what));
  }
}
