package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update;
import java.time.Duration;
import java.util.List;

/** What a BGP speaker wants done, in order. */
public sealed interface SpeakerAction {
  /** Send to the peer. One update has one attribute set; it may need several messages, which its encoder makes. */
  record SendUpdate(int peer, Update update) implements SpeakerAction {}

  /** Ask the peer to send a family again (RFC 2918). */
  record SendRefresh(int peer, Family family) implements SpeakerAction {}

  /** For the routing table: best routes of IPv4 unicast, or of the VRF. */
  record BestChanged(Nlri withdrawn, List<Best> changed) implements SpeakerAction {
    public BestChanged {
      changed = List.copyOf(changed);
    }
  }

  /**
   * Best routes that share attributes and source. In a VRF their family is VPNv4: imported ones carry the label to
   * push and the exporter's route distinguisher; others the VRF's own, and label 0.
   *
   * @param peer address of the peer that it came from, 0 when {@code source} is LOCAL or IMPORTED
   */
  record Best(Source source, int peer, PathAttributes attributes, Nlri nlri) {}

  /** Where a path came from. */
  enum Source { LOCAL, EBGP, IBGP, IMPORTED }

  /** Hand to the VRF's speaker as {@link SpeakerEvent.ImportRoutes}. */
  record ImportToVrf(String vrf, Routes routes) implements SpeakerAction {}

  /** From a VRF's speaker: hand to the global one as {@link SpeakerEvent.ExportedRoutes}. */
  record ExportToVpn(String vrf, Routes routes) implements SpeakerAction {}

  /** Tell us about this next hop, now and at each change, with {@link SpeakerEvent.NextHops}. */
  record Track(int nextHop) implements SpeakerAction {}

  record Untrack(int nextHop) implements SpeakerAction {}

  /**
   * Only of a VRF's speaker: imported host routes (/32) with this next hop, a PE, are best now and were not, or none is
   * any more. A client of a remote access is one.
   *
   * @param hosts routes with it now; if there is none, at most since there was one
   */
  record HostRoutesVia(int nextHop, boolean any, int hosts) implements SpeakerAction {}

  /** There is more to do: send {@link SpeakerEvent.Continue} once other work had its turn. Never two at a time. */
  record Continue() implements SpeakerAction {}

  record Arm(Timer timer, Duration after) implements SpeakerAction {}

  record Disarm(Timer timer) implements SpeakerAction {}

  /** A speaker's timers; equal ones are the same. */
  sealed interface Timer {
    /** Gathered changes go out (RFC 4271 §9.2.1.1). */
    record Advertise() implements Timer {}

    /** The peer's route target membership has been waited for long enough (RFC 4684 §6). */
    record MembershipWait(int peer) implements Timer {}
  }
}
