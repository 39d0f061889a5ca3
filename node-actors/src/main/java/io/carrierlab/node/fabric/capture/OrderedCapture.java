package io.carrierlab.node.fabric.capture;

import java.io.IOException;
import java.util.PriorityQueue;

/**
 * Brings packets into the order of time before they are written to one interface of a {@link CaptureFile}: a packet's
 * time may lie ahead, when its last bit will have left. It holds the packets of the current round and those in the
 * queue. The interface's node adds, and whoever comes between rounds writes.
 */
public final class OrderedCapture {
  private record Entry(long nanos, long arrival, Direction direction, byte[] octets) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(nanos, other.nanos);
      return order != 0 ? order : Long.compare(arrival, other.arrival);
    }
  }

  private final CaptureFile file;
  private final int interfaceNumber;
  private final PriorityQueue<Entry> waiting = new PriorityQueue<>();
  private long arrivals;

  /** @param interfaceNumber as {@link CaptureFile#add} gave it */
  public OrderedCapture(CaptureFile file, int interfaceNumber) {
    this.file = file;
    this.interfaceNumber = interfaceNumber;
  }

  /**
   * Takes one packet.
   *
   * @param nanos since the start of the run, not before the last {@link #writeBefore}
   * @param octets not to be changed from now on
   */
  public synchronized void add(long nanos, Direction direction, byte[] octets) {
    waiting.add(new Entry(nanos, arrivals++, direction, octets));
  }

  /** What was to be sent later than this has not left. */
  public synchronized void drop(long nanos) {
    waiting.removeIf(entry -> entry.direction == Direction.OUTBOUND && entry.nanos > nanos);
  }

  /** Writes all packets before {@code nanos}: call it when none can come any more, after a round. */
  public synchronized void writeBefore(long nanos) throws IOException {
    while (!waiting.isEmpty() && waiting.peek().nanos() < nanos) {
      Entry next = waiting.poll();
      file.packet(interfaceNumber, next.nanos(), next.direction(), next.octets());
    }
  }
}
