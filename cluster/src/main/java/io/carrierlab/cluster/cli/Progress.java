package io.carrierlab.cluster.cli;

import java.time.Duration;

/** Says how far a run is. */
final class Progress implements AutoCloseable {
  private final Duration whole;
  private final ProgressLine line;

  Progress(Duration whole, boolean quiet) {
    this(whole, ProgressLine.of(quiet));
  }

  Progress(Duration whole, ProgressLine line) {
    this.whole = whole;
    this.line = line;
  }

  void reached(Duration now) {
    line.say(() -> {
      double spent = line.spentSeconds();
      double share = (double) now.toNanos() / whole.toNanos();
      return String.format("%3.0f %%  %.1f of %.0f s virtual, %.0f times as fast as real time, %.0f s to go",
          share * 100, now.toNanos() / 1e9, whole.toNanos() / 1e9, now.toNanos() / 1e9 / spent, spent / share - spent);
    });
  }

  @Override
  public void close() {
    line.clear();
  }
}
