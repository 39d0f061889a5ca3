package io.carrierlab.node.router;

import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.gre.TunnelCommand;
import io.carrierlab.node.hsrp.HsrpAlarm;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ipsec.PeerReport;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.bgp.rib.Routes;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ldp.LdpAction;
import io.carrierlab.protocols.ospf.OspfMachine;
import java.util.List;

/** What the parts of a router tell it. */
public sealed interface RouterCommand extends PortMessage.OfDevice {
  /** Send a packet wherever the global table says. */
  record Send(IpPacket packet) implements RouterCommand {}

  /** Send a packet out of one interface. */
  record SendOn(int port, IpPacket packet) implements RouterCommand {}

  /** OSPF's routes have changed. */
  record OspfRoutes(OspfMachine.Action.RoutesChanged change) implements RouterCommand {}

  /** LDP's view of labels has changed; only forwarding actions come here. */
  record Labels(List<LdpAction> changes) implements RouterCommand {}

  /** BGP's best IPv4 unicast routes have changed. */
  record BgpRoutes(SpeakerAction.BestChanged change) implements RouterCommand {}

  /** BGP wants to know about a next hop, or no longer. */
  record Track(int nextHop, boolean wanted) implements RouterCommand {}

  /** The global speaker has found routes for a VRF. */
  record ImportToVrf(String vrf, Routes routes) implements RouterCommand {}

  /** A VRF exports routes. */
  record ExportToVpn(String vrf, Routes routes) implements RouterCommand {}

  /**
   * A VRF has a packet for another PE that it cannot put on the wire itself: its label is pushed, the way to the PE
   * is over a LAN, or the PE is this router.
   */
  record ToPe(int pe, Departure departure) implements RouterCommand {}

  /** A packet whose origin is set, of a tunnel of the aggregator's: wherever the global table says. */
  record Route(Frame packet) implements RouterCommand {}

  /** A datagram of IKE, or ESP's keepalive. */
  record SendUdp(Path path, byte[] payload) implements RouterCommand {}

  /** An IPsec peer reports to the aggregator. */
  record OfPeer(PeerReport report) implements RouterCommand {}

  /** Of the tunnels to other sites. */
  record OfTunnels(TunnelCommand command) implements RouterCommand {}

  /** The aggregator's RADIUS client is due. */
  record RadiusDue() implements RouterCommand {}

  /** The aggregator's modelled processor is due. */
  record ProcessorDue() implements RouterCommand {}

  /** {@code clear crypto sa}: every session ends in good order; the peers may come back. */
  record ClearSas() implements RouterCommand {}

  /** So much of the modelled processor is busy with something else. @param share 0, nothing, to less than 1 */
  record Saturate(double share) implements RouterCommand {}

  /** The load balancer is due. */
  record SlbDue() implements RouterCommand {}

  /** A VRF's HSRP group has another state. */
  record GroupState(String vrf, String group, HsrpState state, String why) implements RouterCommand {}

  /** An interface of a VRF, or a tunnel, that some HSRP group tracks is up or down. */
  record Line(String vrf, String interfaceName, boolean up) implements RouterCommand {}

  /**
   * The HSRP group takes over now if it is not active: its priority rises above the active router's, for as long as it
   * stays active, and a coup says so. Nothing happens where nothing is above the active router.
   */
  record Preempt(String group) implements RouterCommand {}

  record HsrpDue(HsrpAlarm alarm) implements RouterCommand {}

  record ArpTimer(int port, ArpTable.Timer timer) implements RouterCommand {}
}
