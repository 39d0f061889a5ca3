package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Fabric;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.frame.Frame;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What surrounds a device.
 *
 * @param clock its time and chance
 * @param fabric its way out and in
 * @param keys whether the keys of its sessions are to be reported
 */
public record Node(int index, String name, NodeClock clock, Fabric fabric, Outbox outbox, boolean keys) {
  /** Spawns a part of a device. It belongs to the node of its parent, which Pekko does not see to by itself. */
  public static <T> ActorRef<T> spawn(ActorContext<?> parent, Behavior<T> part, String name) {
    return parent.spawn(part, name, DispatcherSelector.sameAsParent());
  }

  /** Whether somebody follows this packet, so that {@link #note} is worth its text. */
  public static boolean follows(Frame frame) {
    return frame.getOrigin().getTraced();
  }

  /** Says, for who follows a packet, what was done with it and why. Nothing is said of any other packet. */
  public void note(Frame frame, PathNote.Kind kind, String text) {
    fabric.note(frame, kind, text);
  }

  /** Reports an event of now. */
  public void report(DeviceEvent what) {
    report(new NodeReport.Event(what));
  }

  /** Reports what is secret, where that is wanted. */
  public void reportKeys(NodeReport.OfKeys what) {
    if (keys) {
      report(what);
    }
  }

  /** Reports something to whoever runs the network. */
  public void report(NodeReport what) {
    outbox.add(what);
  }
}
