package io.carrierlab.protocols.esp;

import java.util.Arrays;

/**
 * The authentication header (RFC 4302 §2). Widths in bits:
 * <pre>
 *   octet 0 | next header: 8 | length in words, less 2: 8 | 0: 16
 *         4 | SPI: 32
 *         8 | low half of the sequence number: 32
 *        12 | integrity check value: 96, 128, 192 or 256
 * </pre>
 * The check value is taken of the whole packet, with zeros in place of itself and of what routers change in the IPv4
 * header: traffic class, flags, fragment offset, TTL, checksum, and most options (RFC 4302 §3.3.3.1.1 and appendix A).
 */
final class AuthenticationHeader {
  static final int FIXED = 12;

  private AuthenticationHeader() {}

  static int octets(EspTransform transform) {
    return FIXED + Protection.icvOctets(transform);
  }

  /** Fills in the header behind the IPv4 header of {@code header} octets, and the check value of it all. */
  static void write(Protection protection, byte[] packet, int header, int spi, long sequence, int nextHeader) {
    packet[header] = (byte) nextHeader;
    packet[header + 1] = (byte) (octets(protection.transform()) / 4 - 2);
    Octets.put32(packet, header + 4, spi);
    Octets.put32(packet, header + 8, (int) sequence);
    byte[] code = code(protection, packet, 0, header, packet.length, sequence);
    System.arraycopy(code, 0, packet, header + FIXED, Protection.icvOctets(protection.transform()));
  }

  /** Whether the length field fits the algorithm. */
  static boolean soundLength(EspTransform transform, byte[] octets, int at) {
    return (octets[at + 1] & 0xff) == octets(transform) / 4 - 2;
  }

  static boolean verify(Protection protection, byte[] packet, int offset, int header, int count, long sequence) {
    byte[] code = code(protection, packet, offset, header, count, sequence);
    return Octets.same(code, packet, offset + header + FIXED, Protection.icvOctets(protection.transform()));
  }

  private static byte[] code(Protection protection, byte[] packet, int offset, int header, int count,
      long sequence) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + count);
    copy[1] = 0;
    Octets.put16(copy, 6, 0);
    copy[8] = 0;
    Octets.put16(copy, 10, 0);
    clearOptions(copy, header);
    int icv = header + FIXED;
    Arrays.fill(copy, icv, icv + Protection.icvOctets(protection.transform()), (byte) 0);
    return protection.code(copy, 0, count, sequence);
  }

  /** Options that may change on the way become zeros, as does one whose length is nonsense, to the end. */
  private static void clearOptions(byte[] packet, int header) {
    int at = Outer.IPV4_OCTETS;
    while (at < header) {
      int type = packet[at] & 0xff;
      if (type <= 1) {                                 // end of list, no operation: one octet each
        at++;
        continue;
      }
      int length = at + 1 < header ? packet[at + 1] & 0xff : 0;
      if (length < 2 || length > header - at) {
        length = header - at;
        Arrays.fill(packet, at, at + length, (byte) 0);
      } else if (!immutable(type)) {
        Arrays.fill(packet, at, at + length, (byte) 0);
      }
      at += length;
    }
  }

  /** Security, extended and commercial security, router alert, multi-destination delivery (RFC 4302 appendix A1). */
  private static boolean immutable(int option) {
    return option == 130 || option == 133 || option == 134 || option == 148 || option == 149;
  }
}
