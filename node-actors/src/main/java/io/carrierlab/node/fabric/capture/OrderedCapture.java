package io.carrierlab.node.fabric.capture;

import java.io.IOException;
import java.util.PriorityQueue;

/**
 * Brings packets into the order of time before they are written to one interface of a {@link CaptureFile}. The ends
 * of a link send at once, from whichever threads run them, and a packet's time may lie ahead, when its last bit has
 * left. What is written depends on times and sources only, not on which thread came first. It holds the packets of
 * the current round and those still on the wire. Safe for use by several threads; each source sends its own in order.
 */
public final class OrderedCapture {
  private record Entry(long nanos, int source, long arrival, Direction direction, byte[] octets)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(nanos, other.nanos);
      order = order != 0 ? order : Integer.compare(source, other.source);
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
   * @param source which end of the link sends it; packets of one time are written in the order of their sources
   * @param octets not to be changed from now on
   */
  public synchronized void add(long nanos, int source, Direction direction, byte[] octets) {
    waiting.add(new Entry(nanos, source, arrivals++, direction, octets));
  }

  /** Writes all packets before {@code nanos}: call it when none can come any more, after a round. */
  public synchronized void writeBefore(long nanos) throws IOException {
    while (!waiting.isEmpty() && waiting.peek().nanos() < nanos) {
      Entry next = waiting.poll();
      file.packet(interfaceNumber, next.nanos(), next.direction(), next.octets());
    }
  }
}
