package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Fabric;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.frame.Frame;

/** What surrounds a device: its index and name, its time and chance, its way out, and who listens to its reports. */
public record Node(int index, String name, NodeClock clock, Fabric fabric, Journal journal, KeyLog keys) {
  /** Whether somebody follows this packet, so that {@link #note} is worth its text. */
  public static boolean follows(Frame frame) {
    return frame.getOrigin().getTraced();
  }

  /** Says, for who follows a packet, what was done with it and why. Nothing is said of any other packet. */
  public void note(Frame frame, PathNote.Kind kind, String text) {
    fabric.note(index, frame, kind, text);
  }

  /** Reports an event of now. */
  public void report(DeviceEvent what) {
    journal.record(clock.nowNanos(), what);
  }
}
