package io.carrierlab.node.ip;

import io.carrierlab.protocols.frame.Frame;

/** This end of a tunnel, as forwarding sees it. */
public interface Tunnel {
  /** Takes a packet, whose origin is set, to its other end. */
  void send(Frame packet);

  /** For people: whose tunnel it is. */
  String name();
}
