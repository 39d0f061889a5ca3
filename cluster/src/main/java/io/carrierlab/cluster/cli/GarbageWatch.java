package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.Memory;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Says once if a run does little else than collect garbage: it may go on so for hours before memory is really full. */
final class GarbageWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final double TOO_MUCH = 0.8;

  private final Thread thread;

  GarbageWatch() {
    thread = Thread.ofPlatform().daemon().name("garbage-watch").start(GarbageWatch::watch);
  }

  private static void watch() {
    try {
      long before = collecting();
      while (true) {
        Thread.sleep(BETWEEN);
        long now = collecting();
        Optional<String> warning = warning(Duration.ofMillis(now - before), BETWEEN);
        if (warning.isPresent()) {
          System.err.println("warning: " + warning.get());
          return;
        }
        before = now;
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  static Optional<String> warning(Duration collecting, Duration span) {
    double share = (double) collecting.toNanos() / span.toNanos();
    return share < TOO_MUCH ? Optional.empty() : Optional.of(String.format("memory is nearly full: %.0f %% of the last "
        + "%d s went into collecting garbage; %s", Math.min(1, share) * 100, span.toSeconds(), Memory.advice()));
  }

  /** Milliseconds since the start in which nothing else was done. */
  private static long collecting() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime).filter(millis -> millis > 0).sum();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
