package io.carrierlab.protocols.ip;

import io.carrierlab.protocols.wire.Checksum;
import java.util.Arrays;

/**
 * An IPv4 header where it lies (RFC 791 §3.1): what forwarding needs, without allocation. Ask {@link #check} first;
 * the other methods take its VALID for granted. {@code offset} is that of the header.
 */
public final class Ipv4Header {
  /** Octets of a header without options. */
  public static final int OCTETS = 20;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int FRAGMENT_OFFSET = 0x1fff;

  /** What {@link #check} found: the first rule of RFC 1812 §5.2.2 that is broken, or VALID. */
  public enum Verdict { VALID, TRUNCATED, NOT_VERSION_4, BAD_HEADER_LENGTH, BAD_TOTAL_LENGTH, BAD_CHECKSUM }

  private Ipv4Header() {}

  /** @param length octets at hand from {@code offset} on; more than the packet's total length is padding */
  public static Verdict check(byte[] octets, int offset, int length) {
    if (length < OCTETS) {
      return Verdict.TRUNCATED;
    }
    if (octets[offset] >>> 4 != 4) {
      return Verdict.NOT_VERSION_4;
    }
    int header = headerOctets(octets, offset);
    if (header < OCTETS || header > length) {
      return Verdict.BAD_HEADER_LENGTH;
    }
    int total = totalOctets(octets, offset);
    if (total < header || total > length) {
      return Verdict.BAD_TOTAL_LENGTH;
    }
    return Checksum.of(octets, offset, header) == 0 ? Verdict.VALID : Verdict.BAD_CHECKSUM;
  }

  /** 20 to 60. */
  public static int headerOctets(byte[] octets, int offset) {
    return (octets[offset] & 0xf) << 2;
  }

  /** Octets of header and payload, without padding. */
  public static int totalOctets(byte[] octets, int offset) {
    return u16(octets, offset + 2);
  }

  /** Differentiated services code point, 6 bits (RFC 2474 §3). */
  public static int dscp(byte[] octets, int offset) {
    return (octets[offset + 1] & 0xff) >>> 2;
  }

  public static int identification(byte[] octets, int offset) {
    return u16(octets, offset + 4);
  }

  public static boolean dontFragment(byte[] octets, int offset) {
    return (u16(octets, offset + 6) & DONT_FRAGMENT) != 0;
  }

  /** True for every piece of a fragmented packet, the first and the last too. */
  public static boolean isFragment(byte[] octets, int offset) {
    return (u16(octets, offset + 6) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
  }

  /** True for pieces that do not hold the header of the protocol above. */
  public static boolean isLaterFragment(byte[] octets, int offset) {
    return (u16(octets, offset + 6) & FRAGMENT_OFFSET) != 0;
  }

  public static int ttl(byte[] octets, int offset) {
    return octets[offset + 8] & 0xff;
  }

  public static int protocol(byte[] octets, int offset) {
    return octets[offset + 9] & 0xff;
  }

  public static int source(byte[] octets, int offset) {
    return bits32(octets, offset + 12);
  }

  public static int destination(byte[] octets, int offset) {
    return bits32(octets, offset + 16);
  }

  /** The packet, without padding, with its TTL one less; the TTL must not be 0. */
  public static byte[] withTtlDecremented(byte[] octets, int offset) {
    return withTtl(octets, offset, ttl(octets, offset) - 1);
  }

  /** The packet, without padding, with this TTL, 0 to 255. */
  public static byte[] withTtl(byte[] octets, int offset, int ttl) {
    byte[] copy = Arrays.copyOfRange(octets, offset, offset + totalOctets(octets, offset));
    setTtl(copy, 0, ttl);
    return copy;
  }

  /** Changes the TTL in place and corrects the checksum by the difference alone (RFC 1624 §3, equation 3). */
  public static void setTtl(byte[] octets, int offset, int ttl) {
    if (ttl >>> 8 != 0) {
      throw new IllegalArgumentException("TTL " + ttl);
    }
    int before = u16(octets, offset + 8);
    int after = ttl << 8 | before & 0xff;
    int sum = (~u16(octets, offset + 10) & 0xffff) + (~before & 0xffff) + after;
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    octets[offset + 8] = (byte) ttl;
    octets[offset + 10] = (byte) (~sum >>> 8);
    octets[offset + 11] = (byte) ~sum;
  }

  /** Makes header and array of a packet agree: total length, flags and fragment offset (16 bits), and checksum. */
  static void setLengthAndFragment(byte[] packet, int flagsAndOffset) {
    put16(packet, 2, packet.length);
    put16(packet, 6, flagsAndOffset);
    put16(packet, 10, 0);
    put16(packet, 10, Checksum.of(packet, 0, headerOctets(packet, 0)));
  }

  private static void put16(byte[] octets, int at, int value) {
    octets[at] = (byte) (value >>> 8);
    octets[at + 1] = (byte) value;
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }

  private static int bits32(byte[] octets, int at) {
    return u16(octets, at) << 16 | u16(octets, at + 2);
  }
}
