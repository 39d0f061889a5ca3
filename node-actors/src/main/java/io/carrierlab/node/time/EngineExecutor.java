package io.carrierlab.node.time;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.Mailbox;

/**
 * The dispatcher of nodes. A mailbox that is filled from within its node joins that node's queue, and the worker that
 * has the node in hand runs it before it turns to the next event. One that is filled from outside of all nodes is run
 * as soon as the rounds allow. From another node nothing may come, as it would be past the fabric. Pekko makes it by
 * name from the dispatcher's {@code executor}.
 */
public final class EngineExecutor extends ExecutorServiceConfigurator {
  private final Engine engine;

  /** Pekko calls it. */
  public EngineExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    engine = ((EngineScheduler) prerequisites.scheduler()).engine();
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new NodeQueues(engine);
  }

  private static final class NodeQueues extends AbstractExecutorService {
    private final Engine engine;
    private volatile boolean shutdown;

    NodeQueues(Engine engine) {
      this.engine = engine;
    }

    @Override
    public void execute(Runnable task) {
      EngineNode current = engine.current();
      if (!(((Mailbox) task).messageQueue() instanceof NodeMailbox.OfNode mailbox)) {
        engine.afterwards(task);                           // it was spawned when the engine had ended
      } else if (current == mailbox.node) {
        current.enqueue(task);
      } else if (current == null) {
        engine.fromOutside(mailbox.node, task);
      } else {
        // Of all exceptions this is the one after which Pekko can still stop the actor; it swallows each.
        throw engine.broken(new RejectedExecutionException("node " + current.id + " tells an actor of node "
            + mailbox.node.id + " something: past the fabric"));
      }
    }

    /** Tasks still queued run all the same: an actor told to stop must get to hear of it. */
    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
