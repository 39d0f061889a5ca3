package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;

/** What one node sees of the fabric: everything that passes between it and others passes here. */
public interface Fabric {
  /** A way out and in. @param vpn in whose name packets originate there: a VPN's, or empty for the provider's core */
  Door door(String vpn);

  /** The VPN whose place a port is; empty in the core. */
  String vpnAt(int port);

  /** What the node says of a packet that somebody follows; of all others it says nothing, and makes no text. */
  void note(Frame frame, PathNote.Kind kind, String text);
}
