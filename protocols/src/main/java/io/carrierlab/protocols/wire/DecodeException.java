package io.carrierlab.protocols.wire;

/**
 * The only way in which a decoder fails. Checked, as bad packets are ordinary input, and without a stack trace, as
 * they can come at line rate.
 */
public final class DecodeException extends Exception {
  private final transient DecodeError error;

  public DecodeException(DecodeError error) {
    super(error.toString(), null, false, false);
    this.error = error;
  }

  public DecodeError error() {
    return error;
  }
}
