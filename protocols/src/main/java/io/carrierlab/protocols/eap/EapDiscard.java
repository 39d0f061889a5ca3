package io.carrierlab.protocols.eap;

/** Why a packet was dropped without an answer, as RFC 3748 §4 wants it; counted for operators. */
public enum EapDiscard {
  /** No EAP packet, or no packet of its method. */
  MALFORMED,
  /** A response to another request than the one that is open (§4.1). */
  WRONG_IDENTIFIER,
  /** Well-formed, but nothing that this state waits for: such as an EAP-Success before the server proved itself. */
  UNEXPECTED
}
