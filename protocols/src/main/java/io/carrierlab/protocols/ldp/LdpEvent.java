package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.tcp.Flow;
import java.util.List;

/** What happens to an {@link LdpMachine}. Arrays that come with events must not be changed afterwards. */
public sealed interface LdpEvent {
  /** An interface with LDP works. @param address its own */
  record InterfaceUp(int interfaceIndex, int address) implements LdpEvent {}

  record InterfaceDown(int interfaceIndex) implements LdpEvent {}

  /** A datagram to UDP port 646. @param source who sent it */
  record HelloReceived(int interfaceIndex, int source, byte[] udpPayload) implements LdpEvent {}

  /**
   * A connection is established.
   *
   * @param flow from our end; on the active side with the local port that the stack chose
   * @param passive whether the other side opened it
   */
  record TcpConnected(Flow flow, boolean passive) implements LdpEvent {}

  record TcpReceived(Flow flow, byte[] octets) implements LdpEvent {}

  /**
   * A connection ended, or did not come about, other than by {@link LdpAction.TcpClose}.
   *
   * @param flow of a connection attempt: with local port 0 or the chosen one, as the stack likes
   * @param reason for people, shown as it is: "TCP reset", "TCP timeout"
   */
  record TcpClosed(Flow flow, String reason) implements LdpEvent {}

  /** The stack dropped a segment of this host's on port 646. @param reason for people: "MD5 digest mismatch" */
  record TcpRefused(int remoteAddress, String reason) implements LdpEvent {}

  /**
   * Routes from the IGP and static ones, not connected ones.
   *
   * @param changed new, or with other next hops than before; complete
   */
  record RoutesChanged(List<Route> changed, List<Ipv4Prefix> withdrawn) implements LdpEvent {
    public RoutesChanged {
      changed = List.copyOf(changed);
      withdrawn = List.copyOf(withdrawn);
    }
  }

  /** @param nextHops at least one, in the order in which forwarding is to list them */
  record Route(Ipv4Prefix prefix, List<NextHop> nextHops) {
    public Route {
      nextHops = List.copyOf(nextHops);
    }
  }

  record NextHop(int interfaceIndex, int address) {}

  /** A connected prefix, or an address of the router itself: this router is its egress. */
  record LocalPrefix(Ipv4Prefix prefix, boolean up) implements LdpEvent {}

  /** An operator clears the session with a router ({@code clear mpls ldp neighbor}). */
  record ClearSession(int lsrId) implements LdpEvent {}

  record TimerFired(LdpTimer timer) implements LdpEvent {}
}
