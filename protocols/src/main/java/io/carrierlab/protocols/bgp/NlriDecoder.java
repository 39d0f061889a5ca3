package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;

/**
 * Reads destinations (RFC 4271 §4.3, RFC 8277 §2.2, RFC 4684 §4) to the end of their field. Each begins with a length
 * in bits, 8 bits wide, that covers all that follows:
 * <pre>
 *   IPV4_UNICAST   prefix: 0..32
 *   VPNV4          label: 20 | reserved: 3 | bottom: 1 | route distinguisher: 64 | prefix: 0..32
 *   ROUTE_TARGET   nothing, or origin AS: 32 | route target: 0..64
 * </pre>
 */
final class NlriDecoder {
  private static final int VPNV4_FIXED_BITS = 88;

  private NlriDecoder() {}

  /** @throws DecodeException if a length is impossible or a destination is cut short */
  static Nlri decode(Family family, WireReader in) throws DecodeException {
    return switch (family) {
      case IPV4_UNICAST -> ipv4(in);
      case VPNV4 -> vpnv4(in);
      case ROUTE_TARGET -> routeTargets(in);
    };
  }

  private static Nlri ipv4(WireReader in) throws DecodeException {
    var out = Nlri.of(Family.IPV4_UNICAST, in.left() / 4);
    while (in.left() > 0) {
      int length = in.u8("prefix length");
      if (length > 32) {
        throw in.refused("RFC 4271 §4.3: 0..32");
      }
      out.ipv4((int) (upper(in, "prefix", length) >>> 32), length);
    }
    return out.build();
  }

  private static Nlri vpnv4(WireReader in) throws DecodeException {
    var out = Nlri.of(Family.VPNV4, in.left() / 15);
    while (in.left() > 0) {
      int length = in.u8("VPN-IPv4 length") - VPNV4_FIXED_BITS;
      if (length < 0 || length > 32) {
        throw in.refused("RFC 4364 §4.3.4: 88..120");
      }
      int label = in.u24("label") >>> 4;             // the bottom bit is ignored (RFC 8277 §2.2)
      long distinguisher = in.bits64("route distinguisher");
      out.vpnv4(distinguisher, (int) (upper(in, "prefix", length) >>> 32), length, label);
    }
    return out.build();
  }

  private static Nlri routeTargets(WireReader in) throws DecodeException {
    var out = Nlri.of(Family.ROUTE_TARGET, in.left() / 13);
    while (in.left() > 0) {
      int length = in.u8("route target length");
      if (length != 0 && (length < 32 || length > 96)) {
        throw in.refused("RFC 4684 §4: 0 or 32..96");
      }
      int originAs = length == 0 ? 0 : in.bits32("origin AS");
      out.routeTargetPrefix(originAs, upper(in, "route target", Math.max(0, length - 32)), length);
    }
    return out.build();
  }

  /** As many octets as {@code bits} need, at the upper end of 64 bits. */
  private static long upper(WireReader in, String field, int bits) throws DecodeException {
    return switch ((bits + 7) / 8) {
      case 0 -> 0;
      case 1 -> (long) in.u8(field) << 56;
      case 2 -> (long) in.u16(field) << 48;
      case 3 -> (long) in.u24(field) << 40;
      case 4 -> in.u32(field) << 32;
      case 5 -> in.u32(field) << 32 | (long) in.u8(field) << 24;
      case 6 -> in.u32(field) << 32 | (long) in.u16(field) << 16;
      case 7 -> in.u32(field) << 32 | (long) in.u24(field) << 8;
      default -> in.bits64(field);
    };
  }
}
