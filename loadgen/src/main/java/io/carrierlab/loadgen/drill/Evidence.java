package io.carrierlab.loadgen.drill;

import java.util.List;

/** What a verdict rests on, in a form that can be drawn as well as read. */
public sealed interface Evidence {
  /**
   * Who reached whom: {@code cells.get(i).get(j)} is from {@code from.get(i)} to {@code to.get(j)}.
   *
   * @param from host names; @param to likewise
   */
  record Matrix(List<String> from, List<String> to, List<List<Cell>> cells) implements Evidence {
    public Matrix {
      from = List.copyOf(from);
      to = List.copyOf(to);
      cells = cells.stream().map(List::copyOf).toList();
    }
  }

  /** @param good as expected; @param mark one or two words for a matrix cell; @param text the whole of it */
  record Cell(boolean good, String mark, String text) {}

  /**
   * A silence of a flow. Times in nanoseconds since the start of the run.
   *
   * @param outageNanos from {@code fromNanos} to {@code toNanos}, the arrivals around the gap
   * @param resumed a packet arrived at {@code toNanos}; otherwise the flow stayed silent to its end
   * @param lost packets lost in this silence; @param latencyMaxNanos 0 where nothing arrived
   * @param around arrivals per bucket around the gap, for a plot
   */
  record Gap(String flow, long faultNanos, String fault, long fromNanos, long toNanos, boolean resumed, long lost,
      FlowTotals totals, Buckets around) implements Evidence {
    public long outageNanos() {
      return toNanos - fromNanos;
    }
  }

  /** A flow's counts over the whole run. */
  record FlowTotals(long sent, long received, long lost, long duplicates) {}

  /** Counts in adjacent buckets of equal width; the first starts at {@code startNanos}. */
  record Buckets(long startNanos, long widthNanos, List<Integer> counts) {
    public Buckets {
      counts = List.copyOf(counts);
    }

    /**
     * Counts from {@code fromNanos} until {@code toNanos} or, where the last bucket is not full, a little longer.
     *
     * @param atMost buckets, at least 1
     * @param everyNanos spacing of what is counted, more than 0: a bucket is a multiple of it and at least four times
     *     as wide, so that a steady flow has a steady count
     */
    public static Buckets of(Times times, long fromNanos, long toNanos, int atMost, long everyNanos) {
      long span = Math.max(1, toNanos - fromNanos);
      long spacings = Math.max(4, (span - 1) / atMost / everyNanos + 1);
      long width = spacings * everyNanos;
      var counts = new Integer[Math.toIntExact((span - 1) / width + 1)];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = times.between(fromNanos + i * width, fromNanos + (i + 1) * width);
      }
      return new Buckets(fromNanos, width, List.of(counts));
    }
  }

  /**
   * Rows of text.
   *
   * @param omitted rows that were left out to bound the size of a result
   */
  record Table(String title, List<String> columns, List<List<String>> rows, long omitted) implements Evidence {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * How long clients were without answers because of a fault, and what that time was spent on. All in nanoseconds; the
   * parts of one client add up to its total.
   *
   * @param fault in words, at {@code faultNanos} since the start of the run
   * @param clients that had a tunnel when it happened
   * @param affected of them, those that lost answers; {@code back}: of those, the ones that got answers again
   * @param left others that lost answers, and left in good order before they had any again
   * @param total of all that are affected, other than its mean
   * @param parts in the order in which they happen, of those that are back
   * @param outages clients per bucket of their total
   * @param reconnects tunnels that came up, per second since the fault
   */
  record OutageSpread(String fault, long faultNanos, int clients, int affected, int back, int left,
      Quantiles total, List<Part> parts, Buckets outages, Buckets reconnects) implements Evidence {
    public OutageSpread {
      parts = List.copyOf(parts);
    }

    /**
     * Each is {@link #NOT_BACK} if so many were not back at the end of the run that it is longer than anybody knows.
     *
     * @param lastNanos the longest
     * @param meanNanos of those that are back
     */
    public record Quantiles(long p50Nanos, long p90Nanos, long p99Nanos, long lastNanos, long meanNanos) {
      /** Longer than the rest of the run. */
      public static final long NOT_BACK = -1;
    }

    /** @param name such as {@code detection}; {@code what}: for people, what happens in it and what sets its length */
    public record Part(String name, String what, Quantiles spread) {}
  }

  /** The way of a packet beside the way that was expected. */
  record Way(List<String> expected, List<Observations.Hop> hops, String end) implements Evidence {
    public Way {
      expected = List.copyOf(expected);
      hops = List.copyOf(hops);
    }
  }
}
