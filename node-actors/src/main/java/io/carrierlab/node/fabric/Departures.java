package io.carrierlab.node.fabric;

/**
 * What leaves a port between two times that its queue is emptied. Frames are posted to their receivers when they are
 * queued; those whose departure is after the end have never been on the wire. 24 octets for a port that sends.
 *
 * <p>Receivers read the end in their own context. That is no race that could show: what arrives in a round has left
 * before the round began, as the delay is no shorter than a round, and thus before an end that is set in this round.
 */
final class Departures {
  /** Of the port. */
  final int node;
  private volatile long endNanos = Long.MAX_VALUE;

  Departures(int node) {
    this.node = node;
  }

  void end(long nowNanos) {
    endNanos = nowNanos;
  }

  boolean left(long departedNanos) {
    return departedNanos <= endNanos;
  }
}
