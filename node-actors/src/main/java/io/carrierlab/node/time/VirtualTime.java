package io.carrierlab.node.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Virtual time in rounds. No frame reaches another node sooner than the smallest link delay L, so the run proceeds in
 * windows [kL, (k+1)L): every node with an event in the window takes its events in order, and what it sends fires in
 * a later window. The order of events at a node, and so the run, does not depend on the number of threads.
 *
 * <p>A node is planned for a round when it has asked for it or something was handed over to it for it, so idle nodes
 * cost nothing, and rounds in which nothing happens are skipped. Whoever completes a round's last node plans the next
 * round; no one waits for a worker that has claimed nothing, so one that the machine has taken away holds up little. A
 * round too small to be shared is run by its planner.
 */
public final class VirtualTime implements Time {
  /** Rounds that take less than this on one thread are not shared out. */
  private static final long WORTH_SHARING_NANOS = 30_000;
  private static final int OUTSIDE = -1;

  private final VirtualNode[] nodes;
  private final long windowNanos;
  private final Worker[] workers;
  private final Executor outside;
  private final Calendar outsideCalendar = new Calendar();
  private final ThreadLocal<VirtualNode> outsideNode = new ThreadLocal<>();
  private final List<Runnable> afterRounds = new ArrayList<>();
  private final ArrayList<VirtualNode> ready = new ArrayList<>();
  /** Nodes of the ready list that nobody has claimed; claimed from its end. A claim makes the list stay as it is. */
  private final AtomicInteger unclaimed = new AtomicInteger();
  /** Nodes of the ready list that are not done. Who brings it to 0 plans. */
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile boolean startWanted;
  private volatile boolean running;
  private volatile boolean closed;
  private volatile boolean stopWanted;
  /** The run has ended because it was to stop. */
  private boolean stopped;
  private volatile Throwable failure;
  private Thread waiting;
  private long round;
  private long windowEnd;
  /** The round that the end of the run falls into: its nodes ask for it again, for the next run. */
  private long cutShortRound = -1;
  private long endNanos;
  private long plans;
  private long rounds;
  private long outsideSequence;
  private double nanosPerVisit = 2_000;
  private long pausedAtNanos;

  /** @param outside runs mailboxes when nobody has a node in hand any more */
  VirtualTime(int nodeCount, long seed, int threads, long windowNanos, Executor outside) {
    this.windowNanos = windowNanos;
    this.outside = outside;
    var seeds = new java.util.SplittableRandom(seed);
    nodes = new VirtualNode[nodeCount];
    for (int i = 0; i < nodeCount; i++) {
      nodes[i] = new VirtualNode(i, seeds.nextLong());
    }
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker(this, i);
      workers[i].start();
    }
  }

  /** The virtual time that an actor system runs under; see {@link VirtualScheduler} for its configuration. */
  public static VirtualTime of(ActorSystem<?> system) {
    return ((VirtualScheduler) Adapter.toClassic(system).scheduler()).time();
  }

  @Override
  public Instant epoch() {
    return EPOCH;
  }

  @Override
  public NodeClock clock(int node) {
    return nodes[node];
  }

  @Override
  public void post(int sender, int receiver, long atNanos, TimedEvent event) {
    event.atNanos = atNanos;
    event.source = sender;
    event.sequence = nodes[sender].nextSequence();
    if (sender == receiver) {
      nodes[sender].schedule(event);
      return;
    }
    if (atNanos < windowEnd) {
      throw new IllegalStateException("an event of node " + sender + " at " + nodes[sender].nowNanos() + " for node "
          + receiver + " must not fire at " + atNanos + ", before the round ends at " + windowEnd);
    }
    nodes[receiver].handOver(event);
    calendar().add(atNanos / windowNanos, nodes[receiver]);
  }

  /** Between runs only. */
  @Override
  public synchronized void at(int node, Duration time, Runnable task) {
    if (running) {
      throw new IllegalStateException("the run is under way");
    }
    var event = new TimerEvent(null, task, 0);
    event.atNanos = Math.max(time.toNanos(), pausedAtNanos);
    event.source = OUTSIDE;
    event.sequence = outsideSequence++;
    nodes[node].handOver(event);
    outsideCalendar.add(event.atNanos / windowNanos, nodes[node]);
  }

  @Override
  public synchronized void inContextOf(int node, Runnable task) {
    VirtualNode before = outsideNode.get();
    outsideNode.set(nodes[node]);
    try {
      task.run();
    } finally {
      outsideNode.set(before);
    }
    outsideCalendar.add(pausedAtNanos / windowNanos, nodes[node]);
  }

  /** Has {@code task} run, by one thread, whenever a round has ended and before {@link #runUntil} returns. */
  public void afterEachRound(Runnable task) {
    afterRounds.add(task);
  }

  @Override
  public void stop() {
    stopWanted = true;
  }

  /**
   * Runs every event up to and including {@code time}, and returns when all is done.
   *
   * @return whether that time was reached; else it was stopped, and the network is as it is at {@link #paused}
   */
  public boolean runUntil(Duration time) {
    if (failure != null) {
      throw new IllegalStateException("this run has failed before", failure);
    }
    endNanos = time.toNanos();
    cutShortRound = -1;
    long before = rounds;
    waiting = Thread.currentThread();
    running = true;
    startWanted = true;
    LockSupport.unpark(workers[0]);
    while (running) {
      LockSupport.park(this);
    }
    if (failure != null) {
      throw new IllegalStateException("a device or the fabric failed: " + failure, failure);
    }
    boolean reached = !stopped;
    pausedAtNanos = reached ? endNanos : Math.max(pausedAtNanos, rounds > before ? windowEnd : 0);
    stopped = false;
    return reached;
  }

  /** Everything before this time has happened, and nothing after it. */
  public Duration paused() {
    return Duration.ofNanos(pausedAtNanos);
  }

  /** Rounds run so far: what the fixed cost of a run is proportional to. */
  public long rounds() {
    return rounds;
  }

  /** When the window being run, or about to be run, began. For progress. */
  public Duration reached() {
    return Duration.ofNanos(round * windowNanos);
  }

  /**
   * Ends the worker threads; nothing can be run afterwards. Mailboxes that wait for their node, such as those of a
   * network that was never run, are run outside: actors must get to hear that they are to stop.
   */
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
    if (failure == null) {
      for (Worker worker : workers) {
        ended(worker);
      }
      for (VirtualNode node : nodes) {
        node.handOverTo(outside);
      }
    }
  }

  /** No run is under way, so it does not take long. */
  private static void ended(Worker worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The node whose context the caller runs in; null outside of all nodes. */
  VirtualNode current() {
    return Thread.currentThread() instanceof Worker worker ? worker.node : outsideNode.get();
  }

  /** Plans rounds until one is worth sharing, or nothing is left. One thread at a time; no round is under way. */
  private void plan(Worker planner) {
    while (true) {
      afterRounds.forEach(Runnable::run);
      if (stopWanted) {
        stopWanted = false;
        stopped = true;
        running = false;
        LockSupport.unpark(waiting);
        return;
      }
      long next = outsideCalendar.nextRound();
      for (Worker worker : workers) {
        next = Math.min(next, worker.calendar.nextRound());
      }
      if (next == Calendar.NEVER || next * windowNanos > endNanos || next == cutShortRound) {
        running = false;
        LockSupport.unpark(waiting);
        return;
      }
      open(next);
      if (workers.length > 1 && ready.size() > 1 && ready.size() * nanosPerVisit > WORTH_SHARING_NANOS) {
        share();
        return;
      }
      long begun = System.nanoTime();
      for (int i = 0; i < ready.size(); i++) {
        visit(planner, ready.get(i));
      }
      nanosPerVisit += ((double) (System.nanoTime() - begun) / ready.size() - nanosPerVisit) / 16;
    }
  }

  private void open(long next) {
    round = next;
    rounds++;
    windowEnd = (next + 1) * windowNanos;
    if (windowEnd > endNanos + 1) {
      windowEnd = endNanos + 1;
      cutShortRound = next;
    }
    plans++;
    ready.clear();
    take(outsideCalendar, next);
    for (Worker worker : workers) {
      take(worker.calendar, next);
    }
  }

  private void take(Calendar calendar, long next) {
    if (calendar.nextRound() == next) {
      calendar.take(next, ready);
    }
  }

  private void share() {
    unfinished.set(ready.size());
    unclaimed.set(ready.size());
    long useful = Math.min(workers.length, (long) (ready.size() * nanosPerVisit / WORTH_SHARING_NANOS) + 1);
    for (Worker worker : workers) {
      if (worker.parked && --useful > 0) {
        LockSupport.unpark(worker);
      }
    }
  }

  /** Claims nodes of the round under way until none is left. @return whether the caller has to plan the next */
  private boolean work(Worker worker) {
    int chunk = Math.clamp(ready.size() / (workers.length * 4), 1, 64);
    int end = unclaimed.getAndAdd(-chunk);
    while (end > 0) {
      int from = Math.max(0, end - chunk);
      long begun = System.nanoTime();
      for (int i = from; i < end; i++) {
        visit(worker, ready.get(i));
      }
      double nanos = (double) (System.nanoTime() - begun) / (end - from);
      if (unfinished.addAndGet(from - end) == 0) {
        nanosPerVisit += (nanos - nanosPerVisit) / 16;
        return true;
      }
      end = unclaimed.getAndAdd(-chunk);
    }
    return false;
  }

  private void visit(Worker worker, VirtualNode node) {
    if (!node.take(plans)) {
      return;
    }
    worker.node = node;
    long next = node.runUntil(windowEnd);
    worker.node = null;
    if (next != Long.MAX_VALUE) {
      long nextRound = next / windowNanos;
      if (node.asksFor(nextRound, round)) {
        worker.calendar.add(nextRound, node);
      }
    }
  }

  private Calendar calendar() {
    return Thread.currentThread() instanceof Worker worker ? worker.calendar : outsideCalendar;
  }

  /**
   * One worker thread. What it has in hand is a plain field, which is why actors find their node without a look-up.
   */
  static final class Worker extends Thread {
    private static final int SPINS = 3_000;
    private final VirtualTime time;
    private final int index;
    private final Calendar calendar = new Calendar();
    private VirtualNode node;
    private volatile boolean parked;

    Worker(VirtualTime time, int index) {
      super("virtual-time-" + index);
      this.time = time;
      this.index = index;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!time.closed) {
        try {
          if (index == 0 && time.startWanted) {
            time.startWanted = false;
            time.plan(this);
          } else if (time.unclaimed.get() > 0) {
            if (time.work(this)) {
              time.plan(this);
            }
          } else {
            idle();
          }
        } catch (RuntimeException | Error e) {
          time.failure = e;
          time.unclaimed.set(0);
          time.running = false;
          LockSupport.unpark(time.waiting);
        }
      }
    }

    /** Spins as long as rounds usually take, then sleeps until there is work for it. */
    private void idle() {
      for (int i = 0; i < SPINS; i++) {
        if (wanted()) {
          return;
        }
        Thread.onSpinWait();
      }
      parked = true;
      while (!wanted()) {
        LockSupport.park(this);
      }
      parked = false;
    }

    private boolean wanted() {
      return time.unclaimed.get() > 0 || time.closed || index == 0 && time.startWanted;
    }
  }
}
