package io.carrierlab.protocols.ike;

/** Why a message was not taken, or a session ended: what is counted, and what {@code show} prints. */
public enum IkeFailure {
  /** No failure: one of the two wanted it so. */
  CLOSED_HERE, DELETED_BY_PEER,
  /** Octets that are no IKE message, or break a rule of its payloads. */
  MALFORMED,
  /** A well-formed message that has no place in this state. */
  UNEXPECTED_MESSAGE,
  /** A repeated message: answered from memory, or ignored. */
  RETRANSMITTED,
  NO_PROPOSAL_CHOSEN, UNKNOWN_GROUP, BAD_PRE_SHARED_KEY, BAD_SIGNATURE, BAD_HASH, BAD_PADDING, BAD_INTEGRITY,
  CERTIFICATE_EXPIRED, CERTIFICATE_UNTRUSTED, BAD_DH_VALUE, IDENTITY_MISMATCH, USER_REFUSED, AAA_DEAD,
  POOL_EXHAUSTED, BAD_SELECTORS, BAD_COOKIE, SPOOFED_INFORMATIONAL,
  /** The peer said so. */
  REFUSED_BY_PEER,
  NO_ANSWER, DEAD_PEER, SETUP_TIMEOUT, LIFETIME_OVER,
  /** Too many half-open sessions: the oldest gives way. */
  HALF_OPEN_LIMIT,
  /** The peer began anew, and said that it has no other session: it has forgotten this one. */
  REPLACED,
  /** This gateway is not the active one any more, and has forgotten it. */
  FAILED_OVER
}
