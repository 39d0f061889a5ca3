package io.carrierlab.protocols.tcp;

/** How much may be on the way: slow start, congestion avoidance (RFC 5681), NewReno fast recovery (RFC 6582). */
final class Congestion {
  private static final int DUPLICATES = 3;
  private static final int MOST = 1 << 20;
  private int mss;
  private int window;
  private int threshold = MOST;
  private int duplicates;
  private boolean recovering;
  private int recover;

  /** @param sequence initial sequence number */
  Congestion(int mss, int sequence) {
    this.recover = sequence;
    start(mss);
  }

  /** The segment size is known now. */
  void start(int segmentOctets) {
    mss = segmentOctets;
    window = initialWindow();
  }

  /** After a pause longer than the timeout the path must be probed anew (RFC 5681 §4.1). */
  void restart() {
    window = Math.min(window, initialWindow());
  }

  /** Octets that may be on the way, those by limited transmit included (RFC 3042). */
  int window() {
    return recovering ? window : window + Math.min(duplicates, DUPLICATES - 1) * mss;
  }

  boolean recovering() {
    return recovering;
  }

  /**
   * An acknowledgment for nothing new.
   *
   * @param una first octet not acknowledged; {@code max}: first never sent
   * @return true if the segment at {@code una} is to be sent again
   */
  boolean duplicate(int una, int max) {
    duplicates++;
    if (recovering) {
      window = Math.min(MOST, window + mss);
      return false;
    }
    if (duplicates != DUPLICATES || una - recover <= 0) {
      return false;
    }
    threshold = Math.max((max - una) / 2, 2 * mss);
    recovering = true;
    recover = max;
    window = threshold + DUPLICATES * mss;
    return true;
  }

  /**
   * Octets were acknowledged.
   *
   * @param una after it
   * @return true if the segment at {@code una} is lost too, and to be sent again
   */
  boolean acknowledged(int octets, int una, int max) {
    duplicates = 0;
    if (!recovering) {
      int more = window < threshold ? Math.min(octets, mss) : Math.max(1, (int) ((long) mss * mss / window));
      window = Math.min(MOST, window + more);
      return false;
    }
    if (una - recover >= 0) {
      recovering = false;
      window = Math.min(threshold, Math.max(max - una, mss) + mss);
      return false;
    }
    window = Math.max(mss, window - octets) + (octets >= mss ? mss : 0);
    return true;
  }

  /** The retransmission timer ran out. @param first true unless it did for the same octets before */
  void timeout(int una, int max, boolean first) {
    if (first) {
      threshold = Math.max((max - una) / 2, 2 * mss);
    }
    window = mss;
    duplicates = 0;
    recovering = false;
    recover = max;
  }

  private int initialWindow() {
    return Math.min(4 * mss, Math.max(2 * mss, 4380));
  }
}
