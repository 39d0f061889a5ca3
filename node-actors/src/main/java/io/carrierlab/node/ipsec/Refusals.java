package io.carrierlab.node.ipsec;

import io.carrierlab.protocols.ike.IkeFailure;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * First messages that were refused for good: the same message gets the same answer, so its repetitions are no attempts
 * of their own, and neither AAA nor a session is troubled by them. Holds at most {@value #MOST}, the oldest gives way.
 */
final class Refusals {
  static final int MOST = 4_096;
  /** Longer than anybody repeats a message. */
  private static final long NANOS = 150_000_000_000L;

  private record Refused(int address, long untilNanos) {}

  private final Map<Long, Refused> byCookie = new LinkedHashMap<>();

  /** What will be refused again. What passes, such as a dead server or a lack of room, will not. */
  static boolean lasting(IkeFailure reason) {
    return switch (reason) {
      case UNKNOWN_GROUP, NO_PROPOSAL_CHOSEN -> true;
      case CLOSED_HERE, DELETED_BY_PEER, MALFORMED, UNEXPECTED_MESSAGE, RETRANSMITTED, BAD_PRE_SHARED_KEY,
          BAD_SIGNATURE, BAD_HASH, BAD_PADDING, BAD_INTEGRITY, CERTIFICATE_EXPIRED, CERTIFICATE_UNTRUSTED,
          BAD_DH_VALUE, IDENTITY_MISMATCH, USER_REFUSED, AAA_DEAD, POOL_EXHAUSTED, BAD_SELECTORS, BAD_COOKIE,
          SPOOFED_INFORMATIONAL, REFUSED_BY_PEER, NO_ANSWER, DEAD_PEER, SETUP_TIMEOUT, LIFETIME_OVER,
          HALF_OPEN_LIMIT, REPLACED, FAILED_OVER -> false;
    };
  }

  void add(long initiatorCookie, int address, long nowNanos) {
    if (byCookie.size() >= MOST) {
      byCookie.remove(byCookie.keySet().iterator().next());
    }
    byCookie.put(initiatorCookie, new Refused(address, nowNanos + NANOS));
  }

  boolean has(long initiatorCookie, int address, long nowNanos) {
    Refused found = byCookie.get(initiatorCookie);
    return found != null && found.address == address && found.untilNanos > nowNanos;
  }
}
