package io.carrierlab.node.time;

import com.typesafe.config.Config;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler in virtual time: a timer goes on the agenda of the node that sets it. What Pekko itself schedules
 * outside of all nodes, at start-up and shutdown, runs by the wall clock on a thread of its own.
 *
 * <p>Pekko makes it by name from {@code pekko.scheduler.implementation}. It reads {@code carrierlab.time}: {@code
 * nodes}, {@code seed}, {@code threads}, {@code window-nanos}.
 */
public final class VirtualScheduler extends AbstractScheduler implements java.io.Closeable {
  private final VirtualTime time;
  private final ScheduledExecutorService outside;

  public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    Config own = config.getConfig("carrierlab.time");
    var executor = new ScheduledThreadPoolExecutor(1, task -> {
      var thread = new Thread(task, "outside-virtual-time");
      thread.setDaemon(true);
      return thread;
    });
    // Pekko leaves time-outs behind; a thread that waits for them would keep the whole network in memory.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    outside = executor;
    time = new VirtualTime(own.getInt("nodes"), own.getLong("seed"), own.getInt("threads"),
        own.getLong("window-nanos"), outside);
  }

  VirtualTime time() {
    return time;
  }

  /** Where tasks of actors outside all nodes run. */
  ScheduledExecutorService outside() {
    return outside;
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
    VirtualNode node = time.current();
    return node != null
        ? onAgenda(node, delay.toNanos(), 0, task)
        : new Outside(outside.schedule(() -> executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Pekko deprecates its callers, not this method: every periodic timer ends here. */
  @Override
  @SuppressWarnings("deprecation")
  public Cancellable schedule(FiniteDuration first, FiniteDuration interval, Runnable task, ExecutionContext executor) {
    VirtualNode node = time.current();
    return node != null
        ? onAgenda(node, first.toNanos(), interval.toNanos(), task)
        : new Outside(outside.scheduleWithFixedDelay(() -> executor.execute(task), first.toNanos(),
            Math.max(1, interval.toNanos()), TimeUnit.NANOSECONDS));
  }

  @Override
  public Cancellable scheduleWithFixedDelay(FiniteDuration first, FiniteDuration delay, Runnable task,
      ExecutionContext executor) {
    return schedule(first, delay, task, executor);
  }

  @Override
  public double maxFrequency() {
    return 1e9;
  }

  /** Pekko calls it when the actor system has ended. */
  @Override
  public void close() {
    time.close();
    outside.shutdown();
  }

  private static Cancellable onAgenda(VirtualNode node, long delayNanos, long intervalNanos, Runnable task) {
    var event = new TimerEvent(node, task, intervalNanos);
    event.atNanos = Math.addExact(node.nowNanos(), Math.max(0, delayNanos));
    event.source = node.id;
    event.sequence = node.nextSequence();
    node.schedule(event);
    return event;
  }

  private record Outside(ScheduledFuture<?> future) implements Cancellable {
    @Override
    public boolean cancel() {
      return future.cancel(false);
    }

    @Override
    public boolean isCancelled() {
      return future.isCancelled();
    }
  }
}
