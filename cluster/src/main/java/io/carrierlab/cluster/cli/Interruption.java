package io.carrierlab.cluster.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or another signal that ends the program: it does not end before what was found until then is written. The
 * exit status is the one that a JVM has then, 128 and the number of the signal: 130 for Ctrl-C, 143 for SIGTERM.
 */
final class Interruption implements AutoCloseable {
  /** While it is waited, no further signal is heard; a limit for what hangs, or has no memory left to go on. */
  private static final int PATIENCE_SECONDS = 120;

  private final CountDownLatch written;
  private final Thread hook;

  /** @param stop makes the command come to its end soon, for which is waited: {@link #close} says that it has */
  static Interruption awaiting(Runnable stop) {
    return new Interruption(stop, 1);
  }

  /** @param write writes what there is; nothing else is waited for */
  static Interruption writing(Runnable write) {
    return new Interruption(write, 0);
  }

  private Interruption(Runnable stop, int ends) {
    written = new CountDownLatch(ends);
    hook = new Thread(() -> {
      stop.run();
      try {
        if (!written.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("carrierlab: interrupted, and the run did not come to its end within " + PATIENCE_SECONDS
              + " s: no results");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException interrupted) {
      // The program is ending, and waited for this.
    }
  }
}
