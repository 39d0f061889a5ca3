package io.carrierlab.node.time;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs mailboxes of nodes when the engine has ended and nobody has a node in hand any more: actors must get to hear
 * that they are to stop. One thread, while there is something to run; what comes when all have stopped is for nobody.
 */
final class Afterwards implements Executor {
  private final ThreadPoolExecutor thread = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS,
      new LinkedBlockingQueue<>(), task -> {
        var made = new Thread(task, "after-engine");
        made.setDaemon(true);
        return made;
      }, new ThreadPoolExecutor.DiscardPolicy());

  @Override
  public void execute(Runnable mailbox) {
    thread.execute(mailbox);
  }

  void end() {
    thread.shutdown();
  }
}
