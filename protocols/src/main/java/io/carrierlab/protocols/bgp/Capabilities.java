package io.carrierlab.protocols.bgp;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an OPEN offers (RFC 5492).
 *
 * @param families multiprotocol (code 1, RFC 4760 §8), of those that we know
 * @param routeRefresh code 2 (RFC 2918)
 * @param extendedMessage code 6 (RFC 8654)
 * @param fourOctetAs code 65 (RFC 6793): the AS number, 32 bits
 * @param others codes that we do not know, ascending
 * @param multiprotocol whether code 1 was there at all, known family or not: without it a peer means IPv4 unicast
 */
public record Capabilities(Set<Family> families, boolean routeRefresh, boolean extendedMessage,
    OptionalLong fourOctetAs, List<Integer> others, boolean multiprotocol) {
  public Capabilities {
    var ordered = EnumSet.noneOf(Family.class);
    ordered.addAll(families);
    families = Collections.unmodifiableSet(ordered);
    others = List.copyOf(others);
  }

  /** All that we know, for these families. */
  public static Capabilities offer(Collection<Family> families, long as, boolean extendedMessage) {
    var ordered = EnumSet.noneOf(Family.class);
    ordered.addAll(families);
    return new Capabilities(ordered, true, extendedMessage, OptionalLong.of(as), List.of(), true);
  }

  /** What a peer has that sends no capability (RFC 4760 §8 end: IPv4 unicast). */
  public static Capabilities none() {
    return new Capabilities(Set.of(), false, false, OptionalLong.empty(), List.of(), false);
  }

  /** The families to be exchanged with the sender: those offered, or IPv4 unicast if none was offered. */
  public Set<Family> effectiveFamilies() {
    return multiprotocol ? families : Set.of(Family.IPV4_UNICAST);
  }
}
