package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Update;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What happens to a BGP speaker. A peer goes by its address, a VRF by its name. */
public sealed interface SpeakerEvent {
  /**
   * A session is established.
   *
   * @param families those that both ends offered
   * @param routerId the peer's BGP identifier, 32 bits
   * @param localAddress our address of the session
   * @param routeRefresh the peer can be asked to send again (RFC 2918)
   */
  record PeerUp(int peer, Set<Family> families, int routerId, int localAddress, boolean routeRefresh)
      implements SpeakerEvent {
    public PeerUp {
      families = Set.copyOf(families);
    }
  }

  /** The session has ended: its routes are gone. */
  record PeerDown(int peer) implements SpeakerEvent {}

  record UpdateReceived(int peer, Update update) implements SpeakerEvent {}

  /** The peer asks for all of a family again (RFC 2918 §4). */
  record RefreshRequested(int peer, Family family) implements SpeakerEvent {}

  /**
   * IPv4 routes of our own: networks, connected, static. They need no next hop; one that is given stays for the
   * routing table of a VRF to use. With the community NO_ADVERTISE a route serves lookups only.
   */
  record LocalRoutes(Routes routes) implements SpeakerEvent {}

  /** To the global speaker: what a VRF of this router exports, with label; under the VRF's route distinguisher. */
  record ExportedRoutes(String vrf, Routes routes) implements SpeakerEvent {}

  /** To a VRF's speaker: what the global speaker found for it, VPNv4. */
  record ImportRoutes(Routes routes) implements SpeakerEvent {}

  /** How far BGP next hops are; those that are not named keep what they had. */
  record NextHops(List<NextHop> changed) implements SpeakerEvent {
    public NextHops {
      changed = List.copyOf(changed);
    }
  }

  /** @param metric of the interior route to it, 0 to 2^31-1; empty: there is none */
  record NextHop(int address, OptionalLong metric) {}

  /**
   * The label-switched paths have changed. From the first such event on, VPN routes are ranked by them and not used
   * where none leads; a speaker that never hears of any (a reflector forwards nothing) ranks them by {@link NextHops}.
   */
  record Tunnels(TunnelMetrics metrics) implements SpeakerEvent {}

  /** A VRF is configured, or its import targets have changed. @param rd that of its exports, 64 bits */
  record VrfConfigured(String vrf, long rd, Set<Long> imports) implements SpeakerEvent {
    public VrfConfigured {
      imports = Set.copyOf(imports);
    }
  }

  record VrfRemoved(String vrf) implements SpeakerEvent {}

  /** Whether the session takes more; while it does not, only withdrawals go to the peer. True from the start. */
  record Writable(int peer, boolean writable) implements SpeakerEvent {}

  /** The answer to {@link SpeakerAction.Continue}. */
  record Continue() implements SpeakerEvent {}

  record TimerFired(SpeakerAction.Timer timer) implements SpeakerEvent {}
}
