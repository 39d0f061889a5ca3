package io.carrierlab.node.time;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;

/** The wall clock: Pekko's own scheduler and dispatchers. The same devices; a run is never the same run twice. */
public final class RealTime implements Time {
  private final ActorSystem<?> system;
  private final long startNanos = System.nanoTime();
  private final Instant epoch = Instant.now();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile Thread sleeping;
  private final NodeClock clock = new NodeClock() {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long nowNanos() {
      return System.nanoTime() - startNanos;
    }

    @Override
    public Instant epoch() {
      return epoch;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }
  };

  public RealTime(ActorSystem<?> system) {
    this.system = system;
  }

  @Override
  public Instant epoch() {
    return epoch;
  }

  @Override
  public NodeClock clock(int node) {
    return clock;
  }

  @Override
  public void post(int sender, int receiver, long atNanos, TimedEvent event) {
    event.atNanos = atNanos;
    event.source = sender;
    event.sequence = sequence.getAndIncrement();
    system.scheduler().scheduleOnce(Duration.ofNanos(Math.max(0, atNanos - clock.nowNanos())), event::fire,
        system.executionContext());
  }

  @Override
  public void at(int node, Duration when, Runnable task) {
    system.scheduler().scheduleOnce(Duration.ofNanos(Math.max(0, when.toNanos() - clock.nowNanos())), task,
        system.executionContext());
  }

  /** Waits, as real time does not run any faster. @return whether it was reached; else it was stopped */
  public boolean sleepUntil(Duration until) {
    sleeping = Thread.currentThread();
    long left = until.toNanos() - clock.nowNanos();
    while (left > 0 && !stopped.get()) {
      LockSupport.parkNanos(this, left);
      left = until.toNanos() - clock.nowNanos();
    }
    return !stopped.getAndSet(false);                    // in one step, so that none is lost
  }

  @Override
  public void stop() {
    stopped.set(true);
    LockSupport.unpark(sleeping);
  }

  @Override
  public void inContextOf(int node, Runnable task) {
    task.run();
  }
}
