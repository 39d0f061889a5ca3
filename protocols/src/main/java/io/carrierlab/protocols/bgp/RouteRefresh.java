package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * ROUTE-REFRESH: please send all of a family again (RFC 2918 §3). Body:
 * <pre>
 *   octet 0 | AFI: 16 | reserved, the message subtype of RFC 7313: 8 | SAFI: 8
 * </pre>
 *
 * @param afi address family identifier, 16 bits
 * @param safi subsequent address family identifier, 8 bits
 */
public record RouteRefresh(int afi, int safi) implements BgpMessage {
  /** Octets of the body; another length is an error only where RFC 7313 is negotiated (its §5). */
  static final int BODY_OCTETS = 4;

  public RouteRefresh {
    if (afi >>> 16 != 0 || safi >>> 8 != 0) {
      throw new IllegalArgumentException("AFI " + afi + ", SAFI " + safi);
    }
  }

  public static RouteRefresh of(Family family) {
    return new RouteRefresh(family.afi(), family.safi());
  }

  /** Reads a body, without header. @throws DecodeException if it is not 4 octets long */
  public static RouteRefresh decode(byte[] body) throws DecodeException {
    var in = new WireReader(body);
    int afi = in.u16("AFI");
    in.u8("reserved");
    var refresh = new RouteRefresh(afi, in.u8("SAFI"));
    in.end();
    return refresh;
  }

  public byte[] encode() {
    return Header.message(Header.ROUTE_REFRESH, new WireWriter(BODY_OCTETS).u16(afi).u8(0).u8(safi).toByteArray());
  }
}
