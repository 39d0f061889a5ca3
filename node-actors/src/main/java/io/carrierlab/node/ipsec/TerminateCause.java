package io.carrierlab.node.ipsec;

import io.carrierlab.protocols.aaa.AccountingRecord.Cause;
import io.carrierlab.protocols.ike.IkeFailure;

/** Acct-Terminate-Cause (RFC 2866 §5.10) of a session that has ended. */
final class TerminateCause {
  private TerminateCause() {}

  static Cause of(IkeFailure reason) {
    return switch (reason) {
      case DELETED_BY_PEER -> Cause.USER_REQUEST;
      case DEAD_PEER, NO_ANSWER, REPLACED -> Cause.LOST_CARRIER;
      case LIFETIME_OVER -> Cause.SESSION_TIMEOUT;
      case CLOSED_HERE -> Cause.ADMIN_RESET;
      case FAILED_OVER -> Cause.NAS_REQUEST;
      case MALFORMED, UNEXPECTED_MESSAGE, RETRANSMITTED, NO_PROPOSAL_CHOSEN, UNKNOWN_GROUP, BAD_PRE_SHARED_KEY,
          BAD_SIGNATURE, BAD_HASH, BAD_PADDING, BAD_INTEGRITY, CERTIFICATE_EXPIRED, CERTIFICATE_UNTRUSTED,
          BAD_DH_VALUE, IDENTITY_MISMATCH, USER_REFUSED, AAA_DEAD, POOL_EXHAUSTED, BAD_SELECTORS, BAD_COOKIE,
          SPOOFED_INFORMATIONAL, REFUSED_BY_PEER, SETUP_TIMEOUT, HALF_OPEN_LIMIT -> Cause.NAS_ERROR;
    };
  }
}
