package io.carrierlab.protocols.tcp;

import java.util.Arrays;

/**
 * Octets that came before their turn. Bounded: no more octets than the receive window, no more separate runs than
 * {@link #RUNS}; both are released when the gaps are filled. Positions count from the next octet expected.
 */
final class Reassembly {
  /** Runs kept apart; what would open one more is dropped, and sent again by the peer. */
  static final int RUNS = 32;
  private static final byte[] NOTHING = {};
  private final int window;
  private byte[] ring = NOTHING;
  private int head;
  private int runs;
  private int[] starts = {};                           // ascending, none touching the one before
  private int[] ends = {};

  Reassembly(int window) {
    this.window = window;
  }

  boolean isEmpty() {
    return runs == 0;
  }

  /** Octets held. */
  int held() {
    int held = 0;
    for (int i = 0; i < runs; i++) {
      held += ends[i] - starts[i];
    }
    return held;
  }

  /** Keeps octets at a position of 1 or more, as far as they are within the window. */
  void put(int position, byte[] octets, int offset, int count) {
    int end = Math.min(window, position + count);
    if (position >= end || !merge(position, end)) {
      return;
    }
    if (ring.length == 0) {
      ring = new byte[window];
      head = 0;
    }
    int at = (head + position) % window;
    int first = Math.min(end - position, window - at);
    System.arraycopy(octets, offset, ring, at, first);
    System.arraycopy(octets, offset + first, ring, 0, end - position - first);
  }

  /**
   * The expected octet moved on by {@code count}: what is now the front run, if it touches the front, comes out.
   *
   * @return none, or octets that follow at once; they are taken as read
   */
  byte[] advance(int count) {
    if (runs == 0) {
      return NOTHING;
    }
    shift(count);
    if (runs == 0 || starts[0] != 0) {
      release();
      return NOTHING;
    }
    byte[] front = new byte[ends[0]];
    int first = Math.min(front.length, window - head);
    System.arraycopy(ring, head, front, 0, first);
    System.arraycopy(ring, 0, front, first, front.length - first);
    shift(front.length);
    release();
    return front;
  }

  private void shift(int count) {
    head = (head + count) % window;
    int kept = 0;
    for (int i = 0; i < runs; i++) {
      int end = ends[i] - count;
      if (end > 0) {
        starts[kept] = Math.max(0, starts[i] - count);
        ends[kept++] = end;
      }
    }
    runs = kept;
  }

  private void release() {
    if (runs == 0) {
      ring = NOTHING;
      starts = new int[0];
      ends = new int[0];
    }
  }

  /** Adds a run, joined with those that it touches. */
  private boolean merge(int start, int end) {
    int from = 0;
    while (from < runs && ends[from] < start) {
      from++;
    }
    int to = from;
    while (to < runs && starts[to] <= end) {
      to++;
    }
    if (from == to && runs == RUNS) {
      return false;
    }
    int mergedStart = from == to ? start : Math.min(start, starts[from]);
    int mergedEnd = from == to ? end : Math.max(end, ends[to - 1]);
    if (runs + 1 > starts.length) {
      int capacity = Math.min(RUNS + 1, starts.length * 2 + 2);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    System.arraycopy(starts, to, starts, from + 1, runs - to);
    System.arraycopy(ends, to, ends, from + 1, runs - to);
    starts[from] = mergedStart;
    ends[from] = mergedEnd;
    runs += 1 - (to - from);
    return true;
  }
}
