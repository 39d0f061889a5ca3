package io.carrierlab.protocols.wire;

/** Why octets are not a message: one case per thing we count for operators or report to a peer. */
public sealed interface DecodeError {
  /** Fewer octets are left than the field needs. */
  record Truncated(String field, int neededOctets, int leftOctets) implements DecodeError {}

  /** A field holds what its document forbids; {@code rule} names the document and section. */
  record BadValue(String field, long value, String rule) implements DecodeError {}

  /** Octets are left where the message should have ended. */
  record Trailing(int octets) implements DecodeError {}
}
