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

  /** Sends a packet that this device makes: it is stamped with its origin. */
  void originate(int port, Frame.Builder frame);

  /** Stamps a packet that this device makes, and that is forwarded then, or goes into a tunnel. */
  Frame stamp(Frame.Builder frame);

  /** The same, and from here on somebody follows the packet: see {@link PathNote}. */
  Frame stampProbe(Frame.Builder frame, int probe);

  /** Stamps the answer to a packet: who follows that one follows its answer. */
  Frame stampAnswer(Frame.Builder frame, Frame asked);

  /** Stamps what becomes of another device's packet here: who follows that one follows this one. */
  Frame restamp(Frame.Builder frame, Frame was);

  /** Sends on what arrived, changed as forwarding changes it; the origin must have been kept. */
  void forward(int port, Frame frame);

  boolean carrier(int port);

  /** A port as it is; empty where no link ends. */
  Optional<PortView> port(int port);
}
