package io.carrierlab.protocols.esp;

/** What protection adds to a packet, and what a path therefore carries (RFC 4301 §8.2). */
public final class Overhead {
  private Overhead() {}

  /** Octets of the outer packet around an inner one, in tunnel mode. @param encapsulated ESP goes in UDP */
  public static int outerOctets(EspTransform transform, boolean encapsulated, int innerOctets) {
    int headers = Outer.IPV4_OCTETS + (encapsulated ? Outer.UDP_OCTETS : 0);
    return headers + switch (transform.protocol()) {
      case ESP -> Protection.espOctets(transform, innerOctets);
      case AH -> AuthenticationHeader.octets(transform) + innerOctets;
    };
  }

  /**
   * The largest inner packet that a path carries in one piece. A don't-fragment packet that is larger is answered with
   * an ICMP "fragmentation needed" that names this number.
   *
   * @param pathMtu octets that the path carries, outer IPv4 header included
   * @return 0 if nothing fits
   */
  public static int innerMtu(EspTransform transform, boolean encapsulated, int pathMtu) {
    int room = pathMtu - outerOctets(transform, encapsulated, 0);
    if (room < 0) {
      return 0;
    }
    return switch (transform.protocol()) {
      case AH -> room;
      case ESP -> {
        int unit = Protection.alignment(transform);
        yield (room / unit + 1) * unit - 2;            // an empty packet has one unit, less the trailer
      }
    };
  }

  /** Whether an inner packet is too large for the path. */
  public static boolean exceeds(EspTransform transform, boolean encapsulated, int innerOctets, int pathMtu) {
    return outerOctets(transform, encapsulated, innerOctets) > pathMtu;
  }
}
