package io.carrierlab.protocols.crypto;

/** One end's ephemeral key of a Diffie-Hellman exchange. */
public interface DhKey {
  DhGroup group();

  /** As on the wire: padded to the group's length (RFC 2409 §6, RFC 7296 §2.14); for ECP groups x and y (RFC 5903). */
  byte[] publicValue();

  /** The shared secret, padded to its full length. @throws BadKeyException if the peer's value must not be used */
  byte[] agree(byte[] peerPublicValue) throws BadKeyException;
}
