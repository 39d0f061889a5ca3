package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;
import java.util.Arrays;

/**
 * Frames that reach a port at one time: event, message and batch in one object. Frames that leave one port at the same
 * instant travel together, up to {@link #MOST}. 64 octets beside the frames.
 */
public final class Arrival extends OnWire implements PortMessage {
  static final int MOST = 64;
  private final long departedNanos;
  private final int epoch;
  private Frame[] frames;
  private int count;

  /**
   * @param port of the receiver
   * @param departedNanos when they were on their way: what happens to the link later happens to them
   * @param epoch of the sender's queue, see {@link Emptied}
   */
  Arrival(int port, Frame first, long departedNanos, int epoch) {
    super(port);
    this.departedNanos = departedNanos;
    this.epoch = epoch;
    this.frames = new Frame[] {first};
    this.count = 1;
  }

  /** The port's number at the receiving node. */
  public int port() {
    return port;
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

  int epoch() {
    return epoch;
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
    to.port(port).receiver.arrived(this);
  }
}
