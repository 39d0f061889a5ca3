package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Fabric;
import io.carrierlab.node.time.NodeClock;

/** What surrounds a device: its index and name, its time and chance, its way out, and who listens to its reports. */
public record Node(int index, String name, NodeClock clock, Fabric fabric, Journal journal, KeyLog keys) {
  /** Reports an event of now. */
  public void report(String kind, String subject, String text) {
    journal.record(clock.nowNanos(), kind, subject, text);
  }
}
