package io.carrierlab.protocols.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The Internet checksum: the one's complement of the one's complement sum of 16-bit words (RFC 1071). */
public final class Checksum {
  private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Checksum() {}

  /** The checksum to put into a header whose checksum field is zero; 0 when the field already holds the right one. */
  public static int of(byte[] octets, int offset, int count) {
    return finish(sum(0, octets, offset, count));
  }

  /** Adds octets to a running sum; an odd last octet is padded with zero, so only the last piece may be odd. */
  public static long sum(long sum, byte[] octets, int offset, int count) {
    int at = offset;
    int evenEnd = offset + (count & ~1);
    // Eight octets at a time: a 32-bit word is worth what its two halves are, modulo 2^16 - 1 (RFC 1071 §2).
    while (evenEnd - at >= Long.BYTES) {
      long eight = (long) EIGHT.get(octets, at);
      sum += (eight >>> 32) + (eight & 0xffff_ffffL);
      at += Long.BYTES;
    }
    while (at < evenEnd) {
      sum += (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
      at += 2;
    }
    if ((count & 1) != 0) {
      sum += (octets[at] & 0xff) << 8;
    }
    return sum;
  }

  /** The running sum of the pseudo-header that UDP and TCP are summed with (RFC 768, RFC 9293 §3.1). */
  public static long pseudoHeader(int source, int destination, int protocol, int octets) {
    return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + octets;
  }

  /** Folds a running sum to 16 bits and complements it. */
  public static int finish(long sum) {
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
