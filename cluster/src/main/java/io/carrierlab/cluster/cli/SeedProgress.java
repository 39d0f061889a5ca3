package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.SeedRun;

/** One line on standard error that says how far the seeds, or the shrinking of one, are; none without a terminal. */
final class SeedProgress implements AutoCloseable {
  private final long whole;
  private final boolean shown;
  private final long begun = System.nanoTime();
  private long done;
  private long failed;

  SeedProgress(long whole, boolean quiet) {
    this.whole = whole;
    this.shown = !quiet && System.console() != null && System.console().isTerminal();
  }

  void finished(SeedRun run) {
    done++;
    failed += run.outcome() == SeedRun.Outcome.FAIL ? 1 : 0;
    if (shown) {
      double spent = (System.nanoTime() - begun) / 1e9;
      System.err.printf("\r%d of %d seeds, %d failed, %.2f runs/s, %.0f s to go \u001b[K", done, whole, failed,
          done / spent, spent / done * (whole - done));
      System.err.flush();
    }
  }

  void shrinking(long seed, int tried) {
    if (shown) {
      System.err.printf("\rshrinking seed %d, %d scripts tried \u001b[K", seed, tried);
      System.err.flush();
    }
  }

  void clear() {
    if (shown) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
