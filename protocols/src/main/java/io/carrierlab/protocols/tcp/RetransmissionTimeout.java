package io.carrierlab.protocols.tcp;

/** How long to wait for an acknowledgment (RFC 6298). */
final class RetransmissionTimeout {
  private static final long AFTER_LOST_SYN_NANOS = 3_000_000_000L;
  private final long minNanos;
  private final long maxNanos;
  private boolean measured;
  private long smoothedNanos;
  private long variationNanos;
  private long baseNanos;
  private int doublings;

  RetransmissionTimeout(TcpConfig.Times times) {
    minNanos = times.minRto().toNanos();
    maxNanos = Math.max(minNanos, times.maxRto().toNanos());
    baseNanos = minNanos;
  }

  long nanos() {
    return doublings > 30 ? maxNanos : Math.min(maxNanos, baseNanos << doublings);
  }

  void backOff() {
    if (nanos() < maxNanos) {
      doublings++;
    }
  }

  /** Something new was acknowledged: the path works. */
  void progress() {
    doublings = 0;
  }

  /** The SYN was lost: the first value must not be taken for the path's (§5.7). */
  void synWasLost() {
    doublings = 0;
    baseNanos = Math.clamp(AFTER_LOST_SYN_NANOS, minNanos, maxNanos);
  }

  /** A round trip of something sent once (§2.2, §2.3, §3). */
  void measured(long roundTripNanos) {
    if (measured) {
      variationNanos += (Math.abs(smoothedNanos - roundTripNanos) - variationNanos) / 4;
      smoothedNanos += (roundTripNanos - smoothedNanos) / 8;
    } else {
      measured = true;
      smoothedNanos = roundTripNanos;
      variationNanos = roundTripNanos / 2;
    }
    doublings = 0;
    baseNanos = Math.clamp(smoothedNanos + 4 * variationNanos, minNanos, maxNanos);
  }

  /** The smoothed round trip; 0 before the first measurement. */
  long smoothedNanos() {
    return smoothedNanos;
  }
}
