package io.carrierlab.protocols.esp;

/** Why an SA did not pass a packet on: what is counted. */
public enum EspDrop {
  /** Outbound: the sequence numbers of the SA are used up (RFC 4303 §3.3.3); it must be replaced. */
  SEQUENCE_EXHAUSTED,
  /** Outbound: more than 65,535 octets with all headers. */
  TOO_BIG,
  /** A piece of a packet, where only a whole one can be protected or checked (RFC 4303 §3.1.1 and §3.4.1). */
  FRAGMENT,
  /** The outer packet is no valid IPv4 packet, or carries neither ESP nor AH. */
  BAD_OUTER,
  /** It belongs to another SA. */
  UNKNOWN_SPI,
  /** Too short for its fixed fields. */
  TRUNCATED,
  /** The ciphertext is not whole blocks, or AH's length field does not fit its algorithm. */
  BAD_LENGTH,
  /** The sequence number was seen before, or is 0. */
  REPLAY,
  /**
   * The sequence number lies before the window, so that nobody knows whether it was seen. An old extended number is
   * taken for one that is 2^32 higher (RFC 4303 appendix A2.2), and thus ends as {@link #BAD_ICV}.
   */
  TOO_OLD,
  /** Forged or damaged: the integrity check failed. */
  BAD_ICV,
  /** Padding that is longer than the packet, or not 1, 2, 3 ... (RFC 4303 §2.4): as a rule, a wrong key. */
  BAD_PADDING,
  /** Tunnel mode, and what is inside is not IPv4. */
  BAD_NEXT_HEADER,
  /** Tunnel mode, and what is inside is no valid IPv4 packet. */
  BAD_INNER,
  /** The outer header says congestion, the inner packet cannot say so (RFC 6040 §4.2). */
  CONGESTION,
  /** A dummy packet (next header 59), sent to be thrown away (RFC 4303 §2.6). */
  DUMMY
}
