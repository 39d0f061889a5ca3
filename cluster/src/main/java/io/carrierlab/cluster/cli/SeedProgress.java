package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.SeedRun;

/** Says how far the seeds, or the shrinking of one, are. */
final class SeedProgress implements AutoCloseable {
  private final long whole;
  private final ProgressLine line;
  private long done;
  private long failed;

  SeedProgress(long whole, boolean quiet) {
    this.whole = whole;
    this.line = ProgressLine.of(quiet);
  }

  void finished(SeedRun run) {
    done++;
    failed += run.outcome() == SeedRun.Outcome.FAIL ? 1 : 0;
    line.say(() -> String.format("%d of %d seeds, %d failed, %.2f runs/s, %.0f s to go", done, whole, failed,
        done / line.spentSeconds(), line.spentSeconds() / done * (whole - done)));
  }

  void shrinking(long seed, int tried) {
    line.say(() -> String.format("shrinking seed %d, %d scripts tried", seed, tried));
  }

  void clear() {
    line.clear();
  }

  @Override
  public void close() {
    line.clear();
  }
}
