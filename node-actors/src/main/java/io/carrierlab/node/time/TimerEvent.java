package io.carrierlab.node.time;

import org.apache.pekko.actor.Cancellable;

/** A task on a node's agenda: a timer of one of its actors, once or at an interval. */
final class TimerEvent extends TimedEvent implements Cancellable {
  private final EngineNode node;
  private final long intervalNanos;
  private Runnable task;

  /** @param intervalNanos 0: fires once */
  TimerEvent(EngineNode node, Runnable task, long intervalNanos) {
    this.node = node;
    this.task = task;
    this.intervalNanos = intervalNanos;
  }

  @Override
  protected void fire() {
    Runnable due = task;
    if (intervalNanos > 0) {
      atNanos += intervalNanos;
      sequence = node.nextSequence();
      node.schedule(this);
    } else {
      task = null;
    }
    due.run();
  }

  /** From the node's own context, as its actors do; at shutdown, when the run is over, from anywhere. */
  @Override
  public boolean cancel() {
    if (task == null) {
      return false;
    }
    task = null;
    node.cancel(this);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return task == null;
  }
}
