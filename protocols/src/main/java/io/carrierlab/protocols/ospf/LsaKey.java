package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * What names an LSA, whatever its instance (RFC 2328 §12.1): also one entry of a Link State Request.
 *
 * @param type 32 bits as in a request; {@link LsType} where known
 * @param linkStateId 32 bits
 * @param advertisingRouter Router ID of the originator
 */
public record LsaKey(int type, int linkStateId, int advertisingRouter) implements Comparable<LsaKey> {
  LsaKey(LsType type, int linkStateId, int advertisingRouter) {
    this(type.code(), linkStateId, advertisingRouter);
  }

  @Override
  public int compareTo(LsaKey other) {
    int byType = Integer.compareUnsigned(type, other.type);
    if (byType != 0) {
      return byType;
    }
    int byId = Integer.compareUnsigned(linkStateId, other.linkStateId);
    return byId != 0 ? byId : Integer.compareUnsigned(advertisingRouter, other.advertisingRouter);
  }

  @Override
  public String toString() {
    return LsType.of(type).map(LsType::name).orElse("type " + Integer.toUnsignedString(type)) + " "
        + Ipv4.format(linkStateId) + " of " + Ipv4.format(advertisingRouter);
  }
}
