package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.IkeFailure;

/** The peer has not proved what it should. */
final class AuthRefused extends Exception {
  private final IkeFailure reason;

  AuthRefused(IkeFailure reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  IkeFailure reason() {
    return reason;
  }
}
