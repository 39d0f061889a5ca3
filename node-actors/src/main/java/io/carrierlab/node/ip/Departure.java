package io.carrierlab.node.ip;

import io.carrierlab.node.fabric.Door;
import io.carrierlab.protocols.frame.Frame;

/**
 * A packet on its way out, so far without labels and MAC addresses.
 *
 * @param frame its EtherType is set as labels are pushed; a forwarded packet's origin is in it
 * @param kind whether this device made it
 */
public record Departure(Frame.Builder frame, Kind kind) {
  public enum Kind {
    /** Forwarded: it keeps its origin. */
    FORWARDED,
    /** Made here. */
    OWN
  }

  /** Puts it on the wire. */
  public void leave(Door door, int port) {
    switch (kind) {
      case FORWARDED -> door.forward(port, frame.build());
      case OWN -> door.originate(port, frame);
    }
  }

  /** Hands it to a tunnel. */
  public void into(Tunnel tunnel, Door door) {
    tunnel.send(switch (kind) {
      case FORWARDED -> frame.build();
      case OWN -> door.stamp(frame);
    });
  }

  /** Whether somebody follows it: then it has its origin already, whoever made it. */
  public boolean followed() {
    return kind == Kind.FORWARDED && frame.getOrigin().getTraced();
  }
}
