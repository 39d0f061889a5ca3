package io.carrierlab.node.time;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** What a device knows of time and chance. Its timers are ordinary Pekko timers, in virtual time as in real time. */
public interface NodeClock {
  /** Nanoseconds since the start of the run. */
  long nowNanos();

  /** The start of the run on the calendar, see {@link Time#epoch}. */
  Instant epoch();

  /** The node's own source of chance: seeded from the run's seed in virtual time, a secure one in real time. */
  RandomGenerator random();
}
