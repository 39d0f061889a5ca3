package io.carrierlab.cluster.cli;

import java.time.Duration;

/** One line on standard error that says how far a run is; nothing when that is not a terminal. */
final class Progress implements AutoCloseable {
  private static final long BETWEEN_NANOS = 200_000_000L;
  private final Duration whole;
  private final boolean shown;
  private final long begun = System.nanoTime();
  private long last = begun;
  private boolean printed;

  Progress(Duration whole, boolean quiet) {
    this.whole = whole;
    this.shown = !quiet && System.console() != null && System.console().isTerminal();
  }

  void reached(Duration now) {
    long wall = System.nanoTime();
    if (!shown || wall - last < BETWEEN_NANOS) {
      return;
    }
    last = wall;
    double spent = (wall - begun) / 1e9;
    double share = (double) now.toNanos() / whole.toNanos();
    System.err.printf("\r%3.0f %%  %.1f of %.0f s virtual, %.0f times as fast as real time, %.0f s to go \u001b[K",
        share * 100, now.toNanos() / 1e9, whole.toNanos() / 1e9, now.toNanos() / 1e9 / spent,
        spent / share - spent);
    System.err.flush();
    printed = true;
  }

  @Override
  public void close() {
    if (printed) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }
}
