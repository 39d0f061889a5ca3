package io.carrierlab.node.fabric;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Links.End;
import io.carrierlab.protocols.frame.Frame;
import java.util.List;

/**
 * The sending half of a port: queue, rate, loss. A frame is handed to the wire when it is queued, with the time when it
 * will have left, so that it costs one event; if the queue is emptied before that, the wire is told.
 */
final class Transmitter {
  private final Port port;
  /** The link's, or what a fault has made of it: one object for all ends, 4 octets here. */
  private LinkQuality quality;
  private long busyUntilNanos;
  /** How often the queue was emptied. */
  private int epoch;
  /** By end of the link, what can still be added to. */
  private Arrival[] open;
  private long openAtNanos = -1;
  /** Nothing that left before the queue was emptied arrives later. */
  private long emptiedArrivesNanos = -1;
  private long sentFrames;
  private long sentOctets;
  private long droppedQueue;
  private long droppedLoss;
  private long droppedFault;

  Transmitter(Port port) {
    this.port = port;
    quality = port.link.quality();
  }

  /** The queue has been emptied. */
  void setQuality(LinkQuality changed) {
    quality = changed;
  }

  void send(Frame frame) {
    if (!port.speaks()) {
      droppedFault++;
      port.lost(frame, port.fault());
      return;
    }
    long now = port.node.nowNanos();
    int octets = port.octets(frame);
    long departs = now;
    if (quality.bitsPerSecond() > 0) {
      long nanosOnWire = octets * 8_000_000_000L / quality.bitsPerSecond();
      long begins = Math.max(now, busyUntilNanos);
      if (nanosOnWire > 0 && (begins - now) / nanosOnWire > port.link.queueFrames()) {
        droppedQueue++;
        port.lost(frame, "its queue is full");
        return;
      }
      departs = begins + nanosOnWire;
      busyUntilNanos = departs;
    }
    sentFrames++;
    sentOctets += octets;
    if (port.capture().isPresent()) {
      port.capture().get().sent(departs, frame);
    }
    if (hits(quality.loss())) {
      droppedLoss++;
      port.lost(frame, "lost on the way, as a share of its frames is");
      return;
    }
    Frame carried = hits(quality.corrupt()) ? corrupted(frame) : frame;
    for (int copies = hits(quality.duplicate()) ? 2 : 1; copies > 0; copies--) {
      if (hits(quality.reorder())) {
        overtake(carried, departs);
      } else {
        handOver(carried, departs);
      }
    }
  }

  /** No chance is spent on what cannot happen. */
  private boolean hits(double share) {
    return share > 0 && port.node.random().nextDouble() < share;
  }

  private Frame corrupted(Frame frame) {
    byte[] octets = frame.getPayload().toByteArray();
    if (octets.length > 0) {
      int bit = port.node.random().nextInt(octets.length * 8);
      octets[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return frame.toBuilder().setPayload(UnsafeByteOperations.unsafeWrap(octets)).build();
  }

  /** No later than on a good link. */
  private void overtake(Frame frame, long departsNanos) {
    for (End to : port.link.ends()) {
      if (to != port.end) {
        port.node.carry(to.node(), departsNanos + port.link.quality().delayNanos(),
            new Arrival(to.port(), frame, departsNanos, epoch));
      }
    }
  }

  private void handOver(Frame frame, long departsNanos) {
    List<End> ends = port.link.ends();
    long jitter = quality.jitterNanos() == 0 ? 0 : port.node.random().nextLong(quality.jitterNanos() + 1);
    // A wire keeps its order, even where a delay was just made shorter again.
    long arrivesNanos = Math.max(departsNanos + quality.delayNanos() + jitter, openAtNanos);
    if (open == null) {
      open = new Arrival[ends.size()];
    }
    boolean joins = openAtNanos == arrivesNanos;
    openAtNanos = arrivesNanos;
    if (port.link.lan()) {
      port.receiver.sentFrom(frame.getSourceMac(), arrivesNanos);
    }
    for (int i = 0; i < open.length; i++) {
      End to = ends.get(i);
      if (to != port.end && !(joins && open[i] != null && open[i].departedNanos() == departsNanos
          && open[i].add(frame))) {
        open[i] = new Arrival(to.port(), frame, departsNanos, epoch);
        port.node.carry(to.node(), arrivesNanos, open[i]);
      }
    }
  }

  /** Drops what has not left the queue; the quality must still be what it was sent by. */
  void empty() {
    long now = port.node.nowNanos();
    if (busyUntilNanos > now) {
      long last = Math.max(openAtNanos, busyUntilNanos + port.link.quality().delayNanos());
      for (End to : port.link.ends()) {
        if (to != port.end) {
          port.node.carry(to.node(), now + port.link.quality().delayNanos(),
              new Emptied(to.port(), epoch, now, last));
        }
      }
      busyUntilNanos = now;
    }
    if (port.capture().isPresent()) {
      port.capture().get().emptied(now);
    }
    epoch++;
    open = null;
    emptiedArrivesNanos = Math.min(openAtNanos, Math.max(emptiedArrivesNanos,
        now + quality.delayNanos() + quality.jitterNanos()));
    openAtNanos = emptiedArrivesNanos;
    port.receiver.sentNothingAfter(openAtNanos);
  }

  long sentFrames() {
    return sentFrames;
  }

  long sentOctets() {
    return sentOctets;
  }

  long droppedQueue() {
    return droppedQueue;
  }

  long droppedLoss() {
    return droppedLoss;
  }

  long droppedFault() {
    return droppedFault;
  }
}
