package io.carrierlab.protocols.ip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cutting a packet that is too large for a link into fragments (RFC 791 §2.3 and §3.2). */
public final class Fragmentation {
  /** What every link has to carry (RFC 791 §3.1). */
  public static final int SMALLEST_MTU = 68;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1fff;
  private static final int COPIED = 0x80;
  private static final int UNIT = 8;

  private Fragmentation() {}

  /**
   * The packet in pieces of at most {@code mtu} octets, the first one first; a fragment may be cut again. Whoever
   * respects the don't-fragment bit has looked at it before.
   *
   * @param octets holds a valid packet from {@code offset} on
   * @param mtu octets of a whole IPv4 packet, 68 at least
   * @return one piece, a copy without padding, if the packet fits
   * @throws IllegalArgumentException if {@code mtu} is smaller than 68
   */
  public static List<byte[]> split(byte[] octets, int offset, int mtu) {
    if (mtu < SMALLEST_MTU) {
      throw new IllegalArgumentException("an MTU of " + mtu + " octets");
    }
    int total = Ipv4Header.totalOctets(octets, offset);
    if (total <= mtu) {
      return List.of(Arrays.copyOfRange(octets, offset, offset + total));
    }
    int headerOctets = Ipv4Header.headerOctets(octets, offset);
    byte[] header = Arrays.copyOfRange(octets, offset, offset + headerOctets);
    byte[] laterHeader = laterHeader(header);
    int flags = (header[6] & 0xff) << 8 | header[7] & 0xff;
    int units = flags & FRAGMENT_OFFSET;
    List<byte[]> pieces = new ArrayList<>();
    int at = headerOctets;
    while (at < total) {
      byte[] own = pieces.isEmpty() ? header : laterHeader;
      int room = mtu - own.length;
      boolean last = total - at <= room;
      int count = last ? total - at : room / UNIT * UNIT;
      byte[] piece = Arrays.copyOf(own, own.length + count);
      System.arraycopy(octets, offset + at, piece, own.length, count);
      int more = last ? flags & MORE_FRAGMENTS : MORE_FRAGMENTS;
      Ipv4Header.setLengthAndFragment(piece, flags & ~(MORE_FRAGMENTS | FRAGMENT_OFFSET) | more | units);
      pieces.add(piece);
      units += count / UNIT;
      at += count;
    }
    return pieces;
  }

  /** As {@link #split} of a packet that fills the array, which is not copied if it fits. */
  public static List<byte[]> fit(byte[] packet, int mtu) {
    return packet.length <= mtu ? List.of(packet) : split(packet, 0, mtu);
  }

  /** Only options whose copied flag is set go into later fragments (RFC 791 §3.1). */
  private static byte[] laterHeader(byte[] header) {
    byte[] later = Arrays.copyOf(header, header.length);
    Arrays.fill(later, Ipv4Header.OCTETS, later.length, (byte) 0);
    int to = Ipv4Header.OCTETS;
    int at = Ipv4Header.OCTETS;
    while (at < header.length && header[at] != 0) {
      int count = header[at] == 1 ? 1 : at + 1 < header.length ? header[at + 1] & 0xff : 0;
      if (count == 0 || count > header.length - at) {
        break;                                         // nonsense: the rest cannot be told apart
      }
      if ((header[at] & COPIED) != 0) {
        System.arraycopy(header, at, later, to, count);
        to += count;
      }
      at += count;
    }
    int octets = to + 3 & ~3;
    later[0] = (byte) (0x40 | octets >> 2);
    return Arrays.copyOf(later, octets);
  }
}
