package io.carrierlab.cluster.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far long work is, on standard error: on a terminal a line that is written over and at last taken away; elsewhere,
 * as in the log of a CI, a line now and then.
 */
final class ProgressLine {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long LOG_NANOS = 10_000_000_000L;

  private final PrintStream err;
  private final boolean terminal;
  private final boolean quiet;
  private final LongSupplier clock;
  private final long begunNanos;
  private long lastNanos;
  private boolean standing;

  /** @param clock of the wall, in nanoseconds */
  ProgressLine(PrintStream err, boolean terminal, boolean quiet, LongSupplier clock) {
    this.err = err;
    this.terminal = terminal;
    this.quiet = quiet;
    this.clock = clock;
    begunNanos = clock.getAsLong();
    lastNanos = begunNanos;
  }

  /** Of this process. */
  static ProgressLine of(boolean quiet) {
    return new ProgressLine(System.err, System.console() != null && System.console().isTerminal(), quiet,
        System::nanoTime);
  }

  double spentSeconds() {
    return (clock.getAsLong() - begunNanos) / 1e9;
  }

  /** Says it if the last word was long enough ago. */
  void say(Supplier<String> text) {
    long now = clock.getAsLong();
    if (quiet || now - lastNanos < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      return;
    }
    lastNanos = now;
    if (terminal) {
      err.print("\r" + text.get() + " \u001b[K");
      err.flush();
      standing = true;
    } else {
      err.println(text.get());
    }
  }

  /** Makes room for something else. */
  void clear() {
    if (standing) {
      err.print("\r\u001b[K");
      err.flush();
      standing = false;
    }
  }
}
