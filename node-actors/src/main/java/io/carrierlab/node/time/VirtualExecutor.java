package io.carrierlab.node.time;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Pekko's dispatcher in virtual time: a mailbox to be run joins the queue of the node in whose context it was
 * filled, and that node's worker runs it before it turns to the next event. Pekko makes it by name from the
 * dispatcher's {@code executor}.
 */
public final class VirtualExecutor extends ExecutorServiceConfigurator {
  private final VirtualScheduler scheduler;

  public VirtualExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    scheduler = (VirtualScheduler) prerequisites.scheduler();
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new NodeQueues(scheduler);
  }

  private static final class NodeQueues extends AbstractExecutorService {
    private final VirtualTime time;
    private final ExecutorService outside;
    private volatile boolean shutdown;

    NodeQueues(VirtualScheduler scheduler) {
      this.time = scheduler.time();
      this.outside = scheduler.outside();
    }

    @Override
    public void execute(Runnable mailbox) {
      VirtualNode node = time.current();
      if (node != null) {
        node.enqueue(mailbox);
      } else {
        outside.execute(mailbox);
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
