package io.carrierlab.node.gre;

import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.protocols.frame.Frame;

/** What concerns a router's tunnels to other sites. */
public sealed interface TunnelCommand {
  /** A VRF sends a packet into a tunnel. */
  record Into(int port, Frame packet) implements TunnelCommand {}

  /** A packet of GRE that came out of SAs between two addresses, which are to be those of the packet. */
  record Decrypted(int local, int remote, Frame packet) implements TunnelCommand {}

  /** A pair of SAs protects GRE between two addresses, or no longer. */
  record Guard(int local, int remote, Tunnel ipsec, boolean there) implements TunnelCommand {}

  /** The tunnel's one timer. */
  record LineDue(int port) implements TunnelCommand {}

  /** It is time to connect, {@code number} counting the ends that this router connects itself. */
  record Connect(int number) implements TunnelCommand {}

  record Wake(int number) implements TunnelCommand {}
}
