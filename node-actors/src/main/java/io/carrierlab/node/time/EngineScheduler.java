package io.carrierlab.node.time;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.LightArrayRevolverScheduler;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler: a timer that is set in the context of a node goes on that node's agenda. All others, such as
 * Pekko's own, are left to the scheduler that Pekko has by default.
 *
 * <p>Pekko makes it by name from {@code pekko.scheduler.implementation}. It reads {@code carrierlab.time}: {@code
 * nodes}, {@code seed}, {@code threads}, {@code window-nanos}, {@code paced}.
 */
public final class EngineScheduler extends AbstractScheduler implements java.io.Closeable {
  private final Engine engine;
  private final LightArrayRevolverScheduler outside;

  /** Pekko calls it. */
  public EngineScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    Config own = config.getConfig("carrierlab.time");
    outside = new LightArrayRevolverScheduler(config, log, threads);
    engine = new Engine(own.getInt("nodes"), own.getLong("seed"), own.getInt("threads"),
        own.getLong("window-nanos"), own.getBoolean("paced") ? Clock.paced() : Clock.free());
  }

  Engine engine() {
    return engine;
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
    EngineNode node = engine.current();
    return node != null
        ? onAgenda(node, delay.toNanos(), 0, task)
        : outside.scheduleOnce(delay, task, executor);
  }

  /** Pekko deprecates its callers, not this method: every periodic timer ends here. */
  @Override
  @SuppressWarnings("deprecation")
  public Cancellable schedule(FiniteDuration first, FiniteDuration interval, Runnable task, ExecutionContext executor) {
    EngineNode node = engine.current();
    return node != null
        ? onAgenda(node, first.toNanos(), interval.toNanos(), task)
        : outside.schedule(first, interval, task, executor);
  }

  @Override
  public Cancellable scheduleWithFixedDelay(FiniteDuration first, FiniteDuration delay, Runnable task,
      ExecutionContext executor) {
    EngineNode node = engine.current();
    return node != null
        ? onAgenda(node, first.toNanos(), delay.toNanos(), task)
        : outside.scheduleWithFixedDelay(first, delay, task, executor);
  }

  @Override
  public double maxFrequency() {
    return 1e9;
  }

  /** Pekko calls it when the actor system has ended. */
  @Override
  public void close() {
    engine.close();
    engine.ended();
    outside.close();
  }

  private static Cancellable onAgenda(EngineNode node, long delayNanos, long intervalNanos, Runnable task) {
    var event = new TimerEvent(node, task, intervalNanos);
    event.atNanos = Math.addExact(node.nowNanos(), Math.max(0, delayNanos));
    event.source = node.id;
    event.sequence = node.nextSequence();
    node.schedule(event);
    return event;
  }
}
