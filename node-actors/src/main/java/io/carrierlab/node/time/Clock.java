package io.carrierlab.node.time;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What lets the engine's rounds begin, and where its nodes have their chance and their calendar from. */
interface Clock {
  /** The start of the run on the calendar. */
  Instant epoch();

  /** How long it is until a time of the run; 0: it may be gone on to; negative: it should have been, so long ago. */
  long nanosUntil(long nanos);

  /** @param seed the node's */
  RandomGenerator random(long seed);

  /** As fast as it can: the run does not know how late it is in the world. Equal seeds, equal runs. */
  static Clock free() {
    return new Clock() {
      @Override
      public Instant epoch() {
        return Engine.EPOCH;
      }

      @Override
      public long nanosUntil(long nanos) {
        return 0;
      }

      @Override
      public RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
      }
    };
  }

  /** No sooner than the wall clock. The run begins when its clock is looked at first. A run is never the same again. */
  static Clock paced() {
    return new Clock() {
      private final SecureRandom random = new SecureRandom();
      private Instant epoch;
      private long startNanos;

      @Override
      public synchronized Instant epoch() {
        if (epoch == null) {
          epoch = Instant.now();
          startNanos = System.nanoTime();
        }
        return epoch;
      }

      @Override
      public synchronized long nanosUntil(long nanos) {
        epoch();
        return startNanos + nanos - System.nanoTime();
      }

      @Override
      public RandomGenerator random(long seed) {
        return random;
      }
    };
  }
}
