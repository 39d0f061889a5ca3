package io.carrierlab.protocols.crypto;

/** A peer's public Diffie-Hellman value is of the wrong length, out of range, off the curve, or of small order. */
public final class BadKeyException extends Exception {
  public BadKeyException(String why) {
    super(why, null, false, false);
  }
}
