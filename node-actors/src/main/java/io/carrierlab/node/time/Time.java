package io.carrierlab.node.time;

import java.time.Duration;
import java.time.Instant;

/** Runs the events of all nodes; the fabric hands its deliveries to it. */
public sealed interface Time permits VirtualTime, RealTime {
  /**
   * When every run in virtual time begins, on the calendar: what captures, certificates and accounting records count
   * from. Not the date of the run, so that equal runs give equal files.
   */
  Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /** When this run begins: {@link #EPOCH}, or in real time the date of the run. */
  Instant epoch();

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

  /** Ends the run under way, or else the next, before its time, from any thread: it goes no further than it must. */
  void stop();

  /** Runs {@code task}, which may spawn actors, so that what it sets going belongs to {@code node}. */
  void inContextOf(int node, Runnable task);
}
