package io.carrierlab.node.client;

/**
 * Which of the last 64 answers have come, by the number of the request: 24 octets, of which 12 are the window. What is
 * older counts as new, as nothing is known of it.
 */
final class AnswerWindow {
  private static final int WIDTH = 64;

  private int highest = -1;
  /** Bit n: {@code highest - n} has come. */
  private long came;

  /** @param number compared modulo 2^32; @return whether this answer has not come before */
  boolean isNew(int number) {
    int ahead = number - highest;
    if (ahead > 0) {
      came = ahead >= WIDTH ? 1 : came << ahead | 1;
      highest = number;
      return true;
    }
    if (-ahead >= WIDTH) {
      return true;
    }
    boolean fresh = (came >>> -ahead & 1) == 0;
    came |= 1L << -ahead;
    return fresh;
  }

  /** A number of which only the 16 lower bits are known: the nearest one to the last. */
  int widened(int low) {
    return highest + (short) (low - highest);
  }
}
