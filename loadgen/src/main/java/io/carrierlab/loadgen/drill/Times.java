package io.carrierlab.loadgen.drill;

import java.util.Arrays;
import java.util.Objects;

/**
 * Instants in ascending order, in nanoseconds since the start of the run: 8 octets each, because a flow has 100,000
 * and more of them. Immutable.
 */
public final class Times {
  public static final Times NONE = new Times(new long[0]);

  private final long[] sorted;

  private Times(long[] sorted) {
    this.sorted = sorted;
  }

  /** @param nanos in any order; copied */
  public static Times of(long... nanos) {
    long[] copy = nanos.clone();
    Arrays.sort(copy);
    return new Times(copy);
  }

  public int count() {
    return sorted.length;
  }

  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /** @param index 0 is the earliest */
  public long at(int index) {
    return sorted[index];
  }

  /** How many lie before {@code nanos}; also the index of the first that does not. */
  public int before(long nanos) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many lie in [from, to). */
  public int between(long fromNanos, long toNanos) {
    return Math.max(0, before(toNanos) - before(fromNanos));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Times times && Arrays.equals(sorted, times.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return sorted.length <= 8 ? Arrays.toString(sorted) : sorted.length + " instants";
  }

  /** Collects instants as they happen. Not safe for use by two threads. */
  public static final class Log {
    private long[] nanos = new long[16];
    private int count;

    public void add(long atNanos) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = atNanos;
    }

    public int count() {
      return count;
    }

    /** In the order in which they were added. */
    public long at(int index) {
      return nanos[Objects.checkIndex(index, count)];
    }

    public Times times() {
      return of(Arrays.copyOf(nanos, count));
    }
  }
}
