package io.carrierlab.cluster.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, or another signal that ends the program: it does not end before what was found until then is written. The
 * exit status is the one that a JVM has then, 128 and the number of the signal: 130 for Ctrl-C, 143 for SIGTERM.
 */
final class Interruption implements AutoCloseable {
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
        written.await();
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
