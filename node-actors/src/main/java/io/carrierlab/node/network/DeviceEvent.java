package io.carrierlab.node.network;

import io.carrierlab.protocols.gre.LineMachine;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ospf.NeighborState;
import java.util.Optional;

/**
 * What a device tells of itself: for the timeline, where it becomes a text, and for verdicts, which read its fields. An
 * event is one of its node, whose name is not in it.
 */
public sealed interface DeviceEvent {
  /** Of a kind that runs are judged by: all of these are kept, however many there are. */
  sealed interface Judged extends DeviceEvent {}

  /** A neighbour has become FULL, or is no longer. @param why empty: nobody knows, or it is FULL */
  record OspfNeighbor(int routerId, NeighborState state, Optional<String> why) implements DeviceEvent {}

  /** @param why empty: it is OPERATIONAL */
  record LdpSession(int lsrId, Optional<String> why) implements DeviceEvent {}

  /** @param vrf empty: of the global table; @param why empty: it is ESTABLISHED */
  record BgpSession(int peer, String vrf, Optional<String> why) implements DeviceEvent {}

  record InterfaceLine(String interfaceName, boolean up) implements DeviceEvent {}

  /** The line protocol of a GRE tunnel. @param down empty: it is up */
  record GreLine(String tunnel, Optional<LineMachine.Reason> down) implements DeviceEvent {}

  /** Of an HSRP group of this router. */
  sealed interface OfHsrp extends DeviceEvent {
    /** Of this router, then. */
    HsrpState state();
  }

  /** What a group has become. */
  record HsrpChange(String interfaceName, int group, HsrpState state, String why) implements OfHsrp, Judged {}

  /** A neighbour speaks another version of HSRP, so that both are active. */
  record HsrpOtherVersion(String interfaceName, int group, HsrpState state, int neighbour, int version, int own)
      implements OfHsrp {}

  /** A command to preempt did nothing. */
  record HsrpPreemptRefused(String interfaceName, int group, HsrpState state, String why) implements OfHsrp {}

  /** An aggregator terminates tunnels from now on, as its HSRP group is active. */
  record CryptoActive(String group, String why) implements Judged {}

  /** An aggregator's HSRP group is active no longer. @param forgotten whether its sessions are, or stay for DPD */
  record CryptoInactive(String group, int sessions, boolean forgotten, String why) implements Judged {}

  /** @param share of the control plane's processor that something else takes, 0 to 1 */
  record ProcessorTaken(double share) implements DeviceEvent {}

  /** A NAT has forgotten all its mappings. */
  record NatRestarted() implements DeviceEvent {}

  /** A real server does not answer pings, so that its connections and sticky clients are purged. */
  record SlbFailed(String farm, int server, int unanswered, int connections, int sticky) implements DeviceEvent {}

  record SlbBack(String farm, int server) implements DeviceEvent {}

  /** A client's session at its gateway. @param why empty: it is up */
  record ClientSession(String vrf, Optional<IkeFailure> why) implements DeviceEvent {}

  /**
   * The tunnel with the router of a site, or with a site's gateway, at this end.
   *
   * @param vrf where it leads; empty: to GRE, or it is the site's own end
   * @param why empty: it is up
   */
  record SiteTunnel(String peer, String vrf, boolean gre, Optional<IkeFailure> why) implements DeviceEvent {}

  /** What a remote-access client says of its session. */
  sealed interface OfClient extends Judged {}

  record ClientConnected() implements OfClient {}

  /** By itself. */
  record ClientLeft() implements OfClient {}

  record ClientLost(IkeFailure why) implements OfClient {}

  /** It could not connect. */
  record ClientFailed(IkeFailure why) implements OfClient {}

  /**
   * A VRF has its first imported host route through a PE, or has lost the last one.
   *
   * @param hosts that there are; of the last one, how many there were at most
   */
  record HostRoutesVia(String vrf, int nextHop, boolean any, int hosts) implements Judged {}

  /** Events in excess of what a journal keeps. */
  record NotKept(long events) implements DeviceEvent {}
}
