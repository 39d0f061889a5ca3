package io.carrierlab.protocols.bgp.rib;

import java.util.Arrays;

/**
 * Records of a few {@code int}s each, numbered from 0, in segments of 4096 records: growth never copies more than one
 * segment. The last segment grows by an eighth of the whole, so that waste is an eighth at most, whatever the size.
 */
final class SegmentedInts {
  private static final int SHIFT = 12;
  private static final int RECORDS = 1 << SHIFT;
  private static final int MASK = RECORDS - 1;
  private static final int LEAST = 4;

  private final int width;
  private int[][] segments = {};

  /** @param width ints per record */
  SegmentedInts(int width) {
    this.width = width;
  }

  int get(int record, int word) {
    return segments[record >>> SHIFT][(record & MASK) * width + word];
  }

  void set(int record, int word, int value) {
    segments[record >>> SHIFT][(record & MASK) * width + word] = value;
  }

  /** The segment that holds the record, for a caller that reads several words: they begin at {@link #offset}. */
  int[] segment(int record) {
    return segments[record >>> SHIFT];
  }

  int offset(int record) {
    return (record & MASK) * width;
  }

  /** Makes room for one record after {@code count} others. */
  void reserve(int count) {
    int last = count >>> SHIFT;
    int needed = (count & MASK) + 1;
    int growth = Math.max(LEAST, count >>> 3);
    if (last >= segments.length) {
      segments = Arrays.copyOf(segments, last + 1 + (last >>> 3));
    }
    if (segments[last] == null) {
      segments[last] = new int[Math.min(RECORDS, needed + growth) * width];
    } else if (segments[last].length < needed * width) {
      segments[last] = Arrays.copyOf(segments[last], Math.min(RECORDS, needed + growth) * width);
    }
  }

  /** Gives back what {@code count} records do not need, with some slack against oscillation. */
  void release(int count) {
    if (count == 0) {
      segments = new int[0][];
      return;
    }
    int last = count - 1 >>> SHIFT;
    if (last + 2 < segments.length || last + 2 == segments.length && (count & MASK) == MASK >>> 1) {
      segments = Arrays.copyOf(segments, last + 1);
    }
    int used = (count - 1 & MASK) + 1;
    int slack = Math.max(2 * LEAST, count >>> 2);
    if (last + 1 == segments.length && segments[last].length > (used + 2 * slack) * width) {
      segments[last] = Arrays.copyOf(segments[last], (used + slack) * width);
    }
  }

  /** Octets on the heap, object headers aside. */
  long octets() {
    long octets = 8L * segments.length;
    for (int[] segment : segments) {
      octets += segment == null ? 0 : 4L * segment.length;
    }
    return octets;
  }
}
