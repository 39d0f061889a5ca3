package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * Names a label space of a router (RFC 5036 §2.2.2), 6 octets on the wire.
 *
 * @param lsrId the router, 32 bits, unique in the network; zero names none
 * @param labelSpace 16 bits; 0 is the platform-wide space
 */
public record LdpId(int lsrId, int labelSpace) {
  static final int OCTETS = 6;

  public LdpId {
    if (labelSpace >>> 16 != 0) {
      throw new IllegalArgumentException("label space " + labelSpace + " does not fit 16 bits");
    }
  }

  public static LdpId platform(int lsrId) {
    return new LdpId(lsrId, 0);
  }

  @Override
  public String toString() {
    return Ipv4.format(lsrId) + ":" + labelSpace;
  }
}
