package io.carrierlab.protocols.sim;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * An agenda, a simulated clock and lossy delivery for machines under test. The agenda is ordered by time, then by
 * insertion, so a seed is a whole history.
 */
public final class World {
  /** Longest delay of {@link #send}. */
  public static final Duration SLOWEST = Duration.ofMillis(50);

  private record Entry(long atNanos, long order, Runnable task) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
    }
  }

  public final SplittableRandom random;
  public final double loss;
  private final PriorityQueue<Entry> agenda = new PriorityQueue<>();
  private long nowNanos;
  private long inserted;

  public World(long seed, double loss) {
    this.random = new SplittableRandom(seed);
    this.loss = loss;
  }

  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  public long nowNanos() {
    return nowNanos;
  }

  public void after(Duration delay, Runnable task) {
    agenda.add(new Entry(nowNanos + delay.toNanos(), inserted++, task));
  }

  /** Delivers after 1 to 50 ms, or never, with probability {@link #loss}. Messages may overtake each other. */
  public void send(Runnable delivery) {
    if (random.nextDouble() >= loss) {
      after(Duration.ofMillis(1 + random.nextInt((int) SLOWEST.toMillis())), delivery);
    }
  }

  /** Runs for a span of simulated time, with the checker looking before and after every event. */
  public void runFor(Duration span, Runnable checker) {
    long end = nowNanos + span.toNanos();
    while (!agenda.isEmpty() && agenda.peek().atNanos() <= end) {
      Entry next = agenda.poll();
      nowNanos = next.atNanos();
      checker.run();
      next.task().run();
      checker.run();
    }
    nowNanos = end;
    checker.run();
  }
}
