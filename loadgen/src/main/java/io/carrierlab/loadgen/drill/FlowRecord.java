package io.carrierlab.loadgen.drill;

import java.util.BitSet;
import java.util.Optional;

/**
 * What became of a flow.
 *
 * @param sent packets sent
 * @param duplicates packets that arrived again; not among the arrivals
 * @param arrivals when each packet arrived for the first time
 * @param lostSentAt when each packet that never arrived was sent
 * @param latency of the packets that arrived; empty: none did
 */
public record FlowRecord(Traffic traffic, long sent, long duplicates, Times arrivals, Times lostSentAt,
    Optional<Latency> latency) {

  /** One-way delay from the sending host to the receiving host, nanoseconds. */
  public record Latency(long minNanos, long averageNanos, long maxNanos) {}

  public long received() {
    return arrivals.count();
  }

  public long lost() {
    return lostSentAt.count();
  }

  /**
   * Joins the two ends of a flow, which live on two nodes and so on two threads, when the run is over.
   *
   * @param sentAt one instant per packet in the order of sequence numbers, which start at 0
   * @param receiver what arrived; sequence numbers that were never sent count as duplicates
   */
  public static FlowRecord of(Traffic traffic, Times.Log sentAt, Receiver receiver) {
    var lost = new Times.Log();
    for (int sequence = receiver.seen.nextClearBit(0); sequence < sentAt.count();
        sequence = receiver.seen.nextClearBit(sequence + 1)) {
      lost.add(sentAt.at(sequence));
    }
    return new FlowRecord(traffic, sentAt.count(), receiver.duplicates, receiver.arrivals.times(), lost.times(),
        receiver.latency());
  }

  /** The receiving end: 8 octets and one bit per packet. Not safe for use by two threads. */
  public static final class Receiver {
    private final BitSet seen = new BitSet();
    private final Times.Log arrivals = new Times.Log();
    private final int limit;
    private long duplicates;
    private long minNanos = Long.MAX_VALUE;
    private long maxNanos = Long.MIN_VALUE;
    private long sumNanos;

    /** @param limit how many packets the flow has at most: a wild sequence number must not cost memory */
    public Receiver(int limit) {
      this.limit = limit;
    }

    /** @param sequence from the packet; @param sentNanos likewise */
    public void arrived(int sequence, long sentNanos, long atNanos) {
      if (sequence < 0 || sequence >= limit || seen.get(sequence)) {
        duplicates++;
        return;
      }
      seen.set(sequence);
      arrivals.add(atNanos);
      long latency = atNanos - sentNanos;
      minNanos = Math.min(minNanos, latency);
      maxNanos = Math.max(maxNanos, latency);
      sumNanos += latency;
    }

    private Optional<Latency> latency() {
      return arrivals.count() == 0 ? Optional.empty()
          : Optional.of(new Latency(minNanos, sumNanos / arrivals.count(), maxNanos));
    }
  }
}
