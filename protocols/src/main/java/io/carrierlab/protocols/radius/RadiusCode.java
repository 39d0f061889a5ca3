package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;

/** The kinds of packet: 8 bits (RFC 2865 §3, RFC 2866 §3). */
public enum RadiusCode {
  ACCESS_REQUEST(1), ACCESS_ACCEPT(2), ACCESS_REJECT(3), ACCOUNTING_REQUEST(4), ACCOUNTING_RESPONSE(5),
  ACCESS_CHALLENGE(11);

  private final int number;

  RadiusCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  static RadiusCode read(WireReader in) throws DecodeException {
    int number = in.u8("code");
    for (RadiusCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    throw in.refused("RFC 2865 §3");
  }
}
