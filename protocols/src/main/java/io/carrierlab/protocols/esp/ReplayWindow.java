package io.carrierlab.protocols.esp;

/**
 * The receiver's anti-replay window (RFC 4303 §3.4.3) as a ring of bits that never shifts (RFC 6479), with the
 * inference of the high half of extended sequence numbers (RFC 4303 appendix A2). 24 octets and 16 plus an eighth of
 * an octet per packet of the window, rounded up: 56 for a window of 64.
 */
public final class ReplayWindow {
  public static final int DEFAULT_PACKETS = 64;
  private static final int LARGEST_PACKETS = 1 << 16;

  /** Where a sequence number lies. */
  enum Place { NEW, SEEN, OLD }

  private final int size;
  /** A power of two of words, with room for the window and one word more, which is the one being cleared. */
  private final long[] ring;
  /** The highest number that was accepted, unsigned; 0: none. */
  private long top;

  /** @param packets 0 to 65,536, rounded up to a multiple of 64; 0: every number is taken for new */
  public ReplayWindow(int packets) {
    this(packets, 0);
  }

  ReplayWindow(int packets, long top) {
    if (packets < 0 || packets > LARGEST_PACKETS) {
      throw new IllegalArgumentException("replay window of " + packets + " packets");
    }
    this.size = (packets + 63) & -64;
    this.ring = new long[Integer.highestOneBit(size / 64) * 2];
    this.top = top;
  }

  /** Rounded up to a multiple of 64 packets; 0: none. */
  public int packets() {
    return size;
  }

  long top() {
    return top;
  }

  /**
   * The whole number of a packet of which the low half was sent. It may prove wrong, and then so does the ICV; 0: it
   * lies before the first one.
   */
  long infer(int low) {
    int span = size == 0 ? DEFAULT_PACKETS : size;
    long topHigh = top >>> 32;
    long topLow = top & 0xffff_ffffL;
    long bottomLow = topLow - span + 1 & 0xffff_ffffL;
    long sentLow = Integer.toUnsignedLong(low);
    if (topLow >= span - 1) {                          // case A: the window lies in one subspace of 2^32
      return (sentLow >= bottomLow ? topHigh : topHigh + 1) << 32 | sentLow;
    }
    if (sentLow < bottomLow) {                         // case B: it spans two, and this is the later one
      return topHigh << 32 | sentLow;
    }
    return topHigh == 0 ? 0 : topHigh - 1 << 32 | sentLow;
  }

  Place place(long sequence) {
    if (size == 0) {
      return Place.NEW;
    }
    if (sequence == 0) {
      return Place.SEEN;                               // the first number is 1 (RFC 4303 §2.2)
    }
    if (Long.compareUnsigned(sequence, top) > 0) {
      return Place.NEW;
    }
    if (top - sequence >= size) {
      return Place.OLD;
    }
    return (ring[word(sequence)] >>> sequence & 1) == 0 ? Place.NEW : Place.SEEN;
  }

  /** Notes a number that is {@link Place#NEW}; only after the integrity check, or a forger could move the window. */
  void accept(long sequence) {
    if (Long.compareUnsigned(sequence, top) > 0) {
      long words = Math.min((sequence >>> 6) - (top >>> 6), ring.length);
      for (long each = 0; each < words; each++) {
        ring[word(sequence - (each << 6))] = 0;
      }
      top = sequence;
    }
    if (size != 0) {
      ring[word(sequence)] |= 1L << sequence;
    }
  }

  private int word(long sequence) {
    return (int) (sequence >>> 6) & ring.length - 1;
  }
}
