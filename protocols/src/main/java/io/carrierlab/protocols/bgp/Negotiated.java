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

  /** The encoder of UPDATEs for this session. */
  public UpdateEncoder encoder() {
    return new UpdateEncoder(fourOctetAs, maxMessageOctets);
  }
}
