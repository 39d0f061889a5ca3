package io.carrierlab.protocols.bgp;

import java.util.List;
import java.util.Optional;

/**
 * What an UPDATE says (RFC 4271 §4.3), whichever fields it says it in: the original ones or MP_REACH_NLRI and
 * MP_UNREACH_NLRI (RFC 4760). To be applied in order: first withdrawn, then announced. UpdateDecoder makes it
 * from octets, {@link UpdateEncoder} turns announcements and withdrawals into octets.
 *
 * @param withdrawn at most one per family; routes of a malformed announcement are here too (RFC 7606 §2)
 * @param announced at most one per family
 * @param endOfRib set: this is the marker that the peer has sent all it had of that family (RFC 4724 §2)
 * @param faults what was wrong and tolerated (RFC 7606); counted by the session
 */
public record Update(List<Nlri> withdrawn, List<Announcement> announced, Optional<Family> endOfRib,
    List<UpdateFault> faults) implements BgpMessage {
  /** Destinations that share their path attributes, next hop included. */
  public record Announcement(PathAttributes attributes, Nlri nlri) {}

  public Update {
    withdrawn = List.copyOf(withdrawn);
    announced = List.copyOf(announced);
    faults = List.copyOf(faults);
  }
}
