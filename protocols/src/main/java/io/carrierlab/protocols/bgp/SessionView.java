package io.carrierlab.protocols.bgp;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One session as {@code show} prints it.
 *
 * @param peerAs as configured, 32 bits
 * @param upSinceNanos when it became Established, if it is
 * @param reason why it is not Established, or why it last was not, in words; empty if it never failed
 * @param transportTrouble what TCP says, such as digest mismatches; empty if nothing
 * @param established times that it was established
 * @param in messages received
 * @param out messages sent
 * @param faults what was tolerated (RFC 7606) or ignored, with its count
 */
public record SessionView(SessionState state, int peerAddress, long peerAs, OptionalLong upSinceNanos,
    String reason, String transportTrouble, long established, Messages in, Messages out, Map<String, Long> faults,
    Optional<Negotiated> negotiated) {
  /** Messages by type. */
  public record Messages(long open, long update, long notification, long keepalive, long routeRefresh) {
    public long total() {
      return open + update + notification + keepalive + routeRefresh;
    }
  }
}
