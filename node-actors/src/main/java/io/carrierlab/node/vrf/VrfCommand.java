package io.carrierlab.node.vrf;

import io.carrierlab.node.bgp.BgpAlarm;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.hsrp.HsrpAlarm;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.router.TunnelTable;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.bgp.rib.Routes;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;

/** What the rest of its PE, or it itself, tells a VRF. */
public sealed interface VrfCommand extends PortMessage.OfDevice {
  /** Packets that came through the core with a label of this VRF, which is off. */
  record FromCore(List<Frame> packets) implements VrfCommand {}

  /** Packets that came out of an IPsec tunnel: they enter here, past the global table. */
  record FromPeer(List<Frame> packets) implements VrfCommand {}

  /** A packet that came out of the GRE tunnel of this interface. */
  record FromTunnel(int port, Frame packet) implements VrfCommand {}

  /** The line protocol of a tunnel interface has come or gone. */
  record TunnelLine(int port, boolean up) implements VrfCommand {}

  /** A packet that must not be cut does not fit a tunnel: its sender is to hear of it. @param mtu octets that would */
  record TooBig(Frame packet, int mtu) implements VrfCommand {}

  /**
   * Reverse route injection: a network behind a tunnel is there, or is gone. The route is a local one, so the VRF
   * exports it.
   *
   * @param nextHop an address that stands for the tunnel: the client's inner one, or one of 127.0.0.0/8
   * @param announced false: others hear of it by a route that covers it
   */
  record ReverseRoute(Ipv4Prefix prefix, int nextHop, Tunnel tunnel, boolean announced, boolean up)
      implements VrfCommand {
    /** The same, gone. */
    public ReverseRoute down() {
      return new ReverseRoute(prefix, nextHop, tunnel, announced, false);
    }
  }

  /** The addresses of a pool, announced as one, or no longer. */
  record PoolRoute(Ipv4Prefix prefix, boolean up) implements VrfCommand {}

  /** The ways to other PEs have changed. */
  record Tunnels(TunnelTable table) implements VrfCommand {}

  /** Routes of other VRFs that this one imports, by the PE's global speaker. */
  record Imported(Routes routes) implements VrfCommand {}

  /** An interface of another part of the router that an HSRP group of this VRF tracks. */
  record Line(String interfaceName, boolean up) implements VrfCommand {}

  /** An HSRP group of another part of the router that one of this VRF follows. */
  record GroupState(String group, HsrpState state) implements VrfCommand {}

  /** An operator's command: this group takes over, if it is of this VRF. */
  record Preempt(String group) implements VrfCommand {}

  record HsrpDue(HsrpAlarm alarm) implements VrfCommand {}

  record Inspected(Findings into) implements VrfCommand {}

  record Fired(BgpAlarm alarm) implements VrfCommand {}

  record ArpTimer(int port, ArpTable.Timer timer) implements VrfCommand {}

  /** The speaker has more to do. */
  record Continue() implements VrfCommand {}
}
