package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;

/** Everything that passes between two nodes passes here. */
public interface Fabric {
  /**
   * The door of one node.
   *
   * @param node index in the topology
   * @param vpn in whose name packets originate that pass it: a VPN's name, or empty for the provider's core
   */
  Door door(int node, String vpn);

  /** The VPN whose place a port is; empty in the core. */
  String vpnAt(int node, int port);

  /** What a node says of a packet that somebody follows; of all others it says nothing, and makes no text. */
  void note(int node, Frame frame, PathNote.Kind kind, String text);
}
