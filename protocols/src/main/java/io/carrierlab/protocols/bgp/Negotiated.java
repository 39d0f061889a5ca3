package io.carrierlab.protocols.bgp;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the OPENs of both ends agreed on.
 *
 * @param families offered by both
 * @param peerAs 32 bits
 * @param peerId BGP identifier of the peer
 * @param fourOctetAs AS numbers have 4 octets on the wire (RFC 6793)
 * @param routeRefresh the peer understands ROUTE-REFRESH (RFC 2918)
 * @param maxMessageOctets longest message that may be sent: 4096, or 65535 (RFC 8654)
 * @param holdSeconds the smaller of both; 0 is no keepalives at all
 * @param keepaliveMillis interval between our KEEPALIVEs; 0 is none
 */
public record Negotiated(Set<Family> families, long peerAs, int peerId, boolean fourOctetAs, boolean routeRefresh,
    int maxMessageOctets, int holdSeconds, long keepaliveMillis) {
  public Negotiated {
    var ordered = EnumSet.noneOf(Family.class);
    ordered.addAll(families);
    families = Collections.unmodifiableSet(ordered);
  }

  /** What our configuration and the OPEN of the peer have in common (RFC 4271 §4.2, §10; RFC 4760 §8). */
  static Negotiated of(SessionConfig config, Open open) {
    var families = EnumSet.copyOf(config.families());
    families.retainAll(open.capabilities().effectiveFamilies());
    int hold = (int) Math.min(config.timers().hold().toSeconds(), open.holdSeconds());
    long third = hold * 1000L / 3;
    long keepalive = config.timers().keepalive().isZero() ? third
        : Math.min(config.timers().keepalive().toMillis(), third);
    boolean extended = config.extendedMessages() && open.capabilities().extendedMessage();
    return new Negotiated(families, open.as(), open.routerId(), open.capabilities().fourOctetAs().isPresent(),
        open.capabilities().routeRefresh(), extended ? Header.MAX_EXTENDED_MESSAGE : Header.MAX_MESSAGE, hold,
        keepalive);
  }

  /** The encoder of UPDATEs for this session. */
  public UpdateEncoder encoder() {
    return new UpdateEncoder(fourOctetAs, maxMessageOctets);
  }
}
