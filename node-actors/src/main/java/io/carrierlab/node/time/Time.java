package io.carrierlab.node.time;

import java.time.Duration;

/** Runs the events of all nodes; the fabric hands its deliveries to it. */
public sealed interface Time permits VirtualTime, RealTime {
  NodeClock clock(int node);

  /**
   * Has {@code event} fire in the context of a node. To be called from the sending node's context; the time is no
   * sooner than the smallest link delay from now, unless a node posts to itself.
   *
   * @param atNanos since the start of the run
   */
  void post(int sender, int receiver, long atNanos, TimedEvent event);

  /** Has {@code task} run in the context of a node at a time, before everything else that is due then. */
  void at(int node, Duration when, Runnable task);

  /** Runs {@code task}, which may spawn actors, so that what it sets going belongs to {@code node}. */
  void inContextOf(int node, Runnable task);
}
