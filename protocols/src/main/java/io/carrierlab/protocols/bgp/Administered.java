package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * The 48 bits that route distinguishers (RFC 4364 §4.2) and extended communities (RFC 4360 §3, RFC 5668) share: a
 * number assigned by the owner of an AS number or address. Bits 48 and up hold the type: 0 two-octet AS, 1 address, 2
 * four-octet AS.
 */
final class Administered {
  private static final long TYPE_ADDRESS = 1L << 48;
  private static final long TYPE_LONG_AS = 2L << 48;

  private Administered() {}

  static long twoOctetAs(int as, long assigned) {
    return fits(as, 16, "AS number") << 32 | fits(assigned, 32, "assigned number");
  }

  static long address(int address, int assigned) {
    return TYPE_ADDRESS | Integer.toUnsignedLong(address) << 16 | fits(assigned, 16, "assigned number");
  }

  static long fourOctetAs(long as, int assigned) {
    return TYPE_LONG_AS | fits(as, 32, "AS number") << 16 | fits(assigned, 16, "assigned number");
  }

  static long parse(String text, String what) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,10}")) {
      throw wrong(text, what);
    }
    String owner = text.substring(0, colon);
    long assigned = Long.parseLong(text.substring(colon + 1));
    if (owner.indexOf('.') >= 0) {
      return TYPE_ADDRESS | Integer.toUnsignedLong(Ipv4.parse(owner)) << 16 | fits(assigned, 16, "assigned number");
    }
    if (!owner.matches("[0-9]{1,10}L?")) {
      throw wrong(text, what);
    }
    boolean isLong = owner.endsWith("L");
    long as = Long.parseLong(isLong ? owner.substring(0, owner.length() - 1) : owner);
    return isLong || as > 0xffff
        ? TYPE_LONG_AS | fits(as, 32, "AS number") << 16 | fits(assigned, 16, "assigned number")
        : as << 32 | fits(assigned, 32, "assigned number");
  }

  /** Type 0, 1 or 2 is handed in apart, as an extended community has its subtype in the same octets. */
  static String format(int type, long value) {
    return switch (type) {
      case 0 -> (value >>> 32 & 0xffff) + ":" + (value & 0xffff_ffffL);
      case 1 -> Ipv4.format((int) (value >>> 16)) + ":" + (value & 0xffff);
      case 2 -> {
        long as = value >>> 16 & 0xffff_ffffL;
        yield as + (as <= 0xffff ? "L:" : ":") + (value & 0xffff);
      }
      default -> throw new IllegalArgumentException("type " + type);
    };
  }

  private static long fits(long value, int bits, String what) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(what + " " + value + " does not fit " + bits + " bits");
    }
    return value;
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("\"" + text + "\" is not a " + what
        + " such as 65000:1, 10.0.0.1:5 or 4200000000:7");
  }
}
