package io.carrierlab.node.fabric;

/**
 * The queue of a port was emptied. Frames are handed to the wire when they are queued; those that were to leave later
 * than this have never been on it. It reaches every receiver before the first of them.
 */
final class Emptied extends OnWire {
  /** The queue is in this epoch until it is emptied. */
  final int epoch;
  final long emptiedNanos;
  /** Nothing of this epoch or an earlier one arrives later. */
  final long lastNanos;

  Emptied(int port, int epoch, long emptiedNanos, long lastNanos) {
    super(port);
    this.epoch = epoch;
    this.emptiedNanos = emptiedNanos;
    this.lastNanos = lastNanos;
  }

  @Override
  protected void fire() {
    to.port(port).receiver.emptied(this);
  }

  /** Whether these frames, of the same sender, have never left. */
  boolean concerns(Arrival frames) {
    return frames.source() == source() && frames.epoch() <= epoch && frames.departedNanos() > emptiedNanos;
  }
}
