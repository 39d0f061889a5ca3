package io.carrierlab.node.ipsec;

import io.carrierlab.node.topology.AccessConfig.Cpu;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The processor of a gateway's control plane, as a model. It does one job after the other, in order of arrival. A job
 * that a session gets, a message or an answer of AAA, costs a hundredth of a handshake, and each Diffie-Hellman
 * computation of the session nine twentieths: a handshake has two of these and some ten of those. A message that no
 * session gets costs nothing. What a job sends leaves when the work so far is done.
 *
 * <p>Pure: it runs what it is given when it is told the time. Who owns it wakes it when it says so.
 */
final class Processor {
  private static final double MESSAGE = 0.01;
  private static final double COMPUTATION = 0.45;
  private static final double NANOS = 1_000_000_000.0;

  private record Output(long atNanos, Runnable send) {}

  /**
   * What it has done since it started.
   *
   * @param busy share of the time, 0 to 1
   * @param taken share that something else has, 0 to 1
   * @param jobs that a session got
   */
  record Use(int waiting, int mostWaiting, double busy, double taken, long jobs, long computations, long refused) {}

  private final Cpu cpu;
  private final long startNanos;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Queue<Output> outputs = new ArrayDeque<>();
  private double taken;
  /** The work so far takes until then. */
  private long busyUntil;
  private long busyNanos;
  /** Whose job is in hand, its cost not known yet; 0: nobody's. */
  private int serving;
  private boolean running;
  private int mostWaiting;
  private long jobs;
  private long computations;
  private long refused;

  Processor(Cpu cpu, long nowNanos) {
    this.cpu = cpu;
    startNanos = nowNanos;
    busyUntil = nowNanos;
  }

  /** A message has come. @return false: too many wait already */
  boolean offer(Runnable job) {
    if (waiting.size() >= cpu.queue()) {
      refused++;
      return false;
    }
    insist(job);
    return true;
  }

  /** What has been waited for: it gets its turn even if too many wait. */
  void insist(Runnable job) {
    waiting.add(job);
    mostWaiting = Math.max(mostWaiting, waiting.size());
  }

  /** The job in hand is this peer's; nothing else is begun until {@link #served}. */
  void serving(int peer, long nowNanos) {
    serving = peer;
    jobs++;
    charge(MESSAGE, nowNanos);
  }

  /** A session has done so many Diffie-Hellman computations. */
  void computed(int count, long nowNanos) {
    computations += count;
    charge(count * COMPUTATION, nowNanos);
  }

  private void charge(double handshakes, long nowNanos) {
    long nanos = (long) (handshakes * NANOS / cpu.handshakes() / (1 - taken));
    busyUntil = Math.max(busyUntil, nowNanos) + nanos;
    busyNanos += nanos;
  }

  void served(int peer) {
    if (serving == peer) {
      serving = 0;
    }
  }

  void send(Runnable output) {
    outputs.add(new Output(busyUntil, output));
  }

  /** So much is left to us from the next job on: the rest is another's. @param share 0 to less than 1 */
  void saturate(double share) {
    taken = share;
  }

  /** Everything that waits is forgotten. @return how many messages and answers, in and out */
  int clear() {
    int forgotten = waiting.size() + outputs.size();
    waiting.clear();
    outputs.clear();
    return forgotten;
  }

  /** Sends what is due, and does jobs as long as nothing is in hand. */
  void run(long nowNanos) {
    if (running) {
      return;
    }
    running = true;
    while (!outputs.isEmpty() && outputs.peek().atNanos() <= nowNanos) {
      outputs.poll().send().run();
    }
    while (serving == 0 && busyUntil <= nowNanos && !waiting.isEmpty()) {
      waiting.poll().run();
    }
    running = false;
  }

  /** When {@link #run} has something to do next; {@link Long#MAX_VALUE}: not before something else happens. */
  long wakeAt() {
    long next = outputs.isEmpty() ? Long.MAX_VALUE : outputs.peek().atNanos();
    return serving == 0 && !waiting.isEmpty() ? Math.min(next, busyUntil) : next;
  }

  Use use(long nowNanos) {
    long done = busyNanos - Math.max(0, busyUntil - nowNanos);
    return new Use(waiting.size(), mostWaiting, done / (double) Math.max(1, nowNanos - startNanos), taken, jobs,
        computations, refused);
  }
}
