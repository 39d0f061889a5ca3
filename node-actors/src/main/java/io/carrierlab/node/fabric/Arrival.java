package io.carrierlab.node.fabric;

import io.carrierlab.node.time.TimedEvent;
import io.carrierlab.protocols.frame.Frame;
import java.util.Arrays;

/**
 * Frames that reach a port at one time: event, message and batch in one object. Frames that leave one port at the
 * same instant travel together, up to {@link #MOST}.
 */
public final class Arrival extends TimedEvent implements PortMessage {
  static final int MOST = 64;
  private final LocalPort to;
  private final long departedNanos;
  private final Departures departures;
  private Frame[] frames;
  private int count;

  /** @param departedNanos when they were on their way: what happens to the link later happens to it */
  Arrival(LocalPort to, Frame first, long departedNanos, Departures departures) {
    this.to = to;
    this.departedNanos = departedNanos;
    this.departures = departures;
    this.frames = new Frame[] {first};
    this.count = 1;
  }

  /** The port's number at the receiving node. */
  public int port() {
    return to.number;
  }

  public int count() {
    return count;
  }

  /** @param index 0 to {@link #count} - 1, in the order in which they were sent */
  public Frame frame(int index) {
    return frames[index];
  }

  long departedNanos() {
    return departedNanos;
  }

  Departures departures() {
    return departures;
  }

  /** Whether the frames have left the sender's queue; else they were dropped there after they had been posted. */
  boolean left() {
    return departures.left(departedNanos);
  }

  boolean add(Frame frame) {
    if (count == MOST) {
      return false;
    }
    if (count == frames.length) {
      frames = Arrays.copyOf(frames, count * 4);
    }
    frames[count++] = frame;
    return true;
  }

  void set(int index, Frame frame) {
    frames[index] = frame;
  }

  void keep(int kept) {
    Arrays.fill(frames, kept, count, null);
    count = kept;
  }

  @Override
  protected void fire() {
    synchronized (to.fabric.node(to.node)) {
      to.arrived(this);
    }
  }
}
