package io.carrierlab.protocols.sim;

import java.util.stream.LongStream;

/** Seeds for randomised tests. {@code -Dseed=N} replays one; {@code -Dseeds=N} runs more of them. */
public final class Seeds {
  private Seeds() {}

  /** For tests that run thousands of rounds per seed. */
  public static LongStream few() {
    return upTo(5);
  }

  /** For tests whose seed is one whole history. */
  public static LongStream many() {
    return upTo(50);
  }

  private static LongStream upTo(int count) {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("seeds", count));
  }
}
