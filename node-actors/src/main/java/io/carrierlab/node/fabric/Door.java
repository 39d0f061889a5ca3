package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** A device's way out and in. Called from the device's own actors only. */
public interface Door {
  /** From now on {@code owner} gets what arrives at the port, beginning with its carrier if that is up. */
  void own(int port, ActorRef<PortMessage> owner);

  /** Frames to other unicast MAC addresses than these no longer get past the port of a LAN. */
  void accept(int port, long mac);

  /** Takes back {@link #accept}: frames to this MAC address are for somebody else from now on. */
  void refuse(int port, long mac);

  /** Sends a packet that this device makes: it is stamped with its origin. @param followed for {@code trace} */
  void originate(int port, Frame.Builder frame, boolean followed);

  /** Stamps a packet that this device makes, and that goes into a tunnel. @param followed for {@code trace} */
  Frame stamp(Frame.Builder frame, boolean followed);

  /** Sends on what arrived, changed as forwarding changes it; the origin must have been kept. */
  void forward(int port, Frame frame);

  boolean carrier(int port);

  /** A port as it is; empty where no link ends. */
  Optional<PortView> port(int port);

  /** Whether someone follows this frame, so that {@link #note} is worth its text. */
  boolean traced(Frame frame);

  /** Says, for {@code trace}, what was looked up for this frame and why. */
  void note(Frame frame, String text);
}
