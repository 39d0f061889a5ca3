package io.carrierlab.node.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Runs the events of all nodes, in rounds. No frame reaches another node sooner than the smallest link delay L, so the
 * run proceeds in windows [kW, (k+1)W) with W no longer than L: every node with an event in the window takes its events
 * in order, and what it sends fires in a later window. The order of events at a node, and so the run, does not depend
 * on the number of threads.
 *
 * <p>What lets a round begin is its {@link Clock}: virtual time is free, and goes on to the next round at once; real
 * time is paced, and no round begins before the wall clock has reached its window. An event fires up to one window
 * early then, so windows are short, and it never overtakes another one.
 *
 * <p>A node is planned for a round when it has asked for it or something was handed over to it for it, so idle nodes
 * cost nothing, and rounds in which nothing happens are skipped. Whoever completes a round's last node plans the next
 * round; no one waits for a worker that has claimed nothing, so one that the machine has taken away holds up little. A
 * round too small to be shared is run by its planner.
 */
public final class Engine {
  /**
   * When every run in virtual time begins, on the calendar: what captures, certificates and accounting records count
   * from. Not the date of the run, so that equal runs give equal files; in real time it is that.
   */
  public static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /** Rounds that take less than this on one thread are not shared out. */
  private static final long WORTH_SHARING_NANOS = 30_000;
  private static final int OUTSIDE = -1;
  /** All devices start at 0, and their code is new to the machine: that it is late then says nothing of the run. */
  private static final long STARTED_NANOS = 1_000_000_000L;

  private final EngineNode[] nodes;
  private final Clock clock;
  private final long windowNanos;
  private final Worker[] workers;
  private final Afterwards afterwards = new Afterwards();
  /** Mailboxes that were filled from outside of all nodes since the last plan. */
  private final ConcurrentLinkedQueue<FromOutside> cameIn = new ConcurrentLinkedQueue<>();
  /** Filled between runs, and by who plans. */
  private final Calendar outsideCalendar = new Calendar();
  private final ThreadLocal<EngineNode> outsideNode = new ThreadLocal<>();
  private final List<Runnable> afterRounds = new ArrayList<>();
  private final ArrayList<EngineNode> ready = new ArrayList<>();
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
  private long stoppedAtNanos;
  private volatile RejectedExecutionException broken;
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
  /** Who waits for the wall clock; else null. */
  private volatile Thread early;
  private volatile long behindNanos;

  /** @param windowNanos no more than the smallest link delay */
  Engine(int nodeCount, long seed, int threads, long windowNanos, Clock clock) {
    this.windowNanos = windowNanos;
    this.clock = clock;
    var seeds = new java.util.SplittableRandom(seed);
    nodes = new EngineNode[nodeCount];
    for (int i = 0; i < nodeCount; i++) {
      nodes[i] = new EngineNode(i, clock, seeds.nextLong());
    }
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker(this, i);
      workers[i].start();
    }
  }

  /** The engine that an actor system runs under; see {@link EngineScheduler} for its configuration. */
  public static Engine of(ActorSystem<?> system) {
    return ((EngineScheduler) Adapter.toClassic(system).scheduler()).engine();
  }

  /** When this run begins: {@link #EPOCH}, or in real time the date of the run. */
  public Instant epoch() {
    return clock.epoch();
  }

  /** What a node knows of time and chance. */
  public NodeClock clock(int node) {
    return nodes[node];
  }

  /**
   * Has {@code event} fire in the context of a node. To be called from the sending node's context; the time is no
   * sooner than the smallest link delay from now, unless a node posts to itself.
   *
   * @param atNanos since the start of the run
   */
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

  /** Has {@code task} run in a node's context at a time, before all else that is due then. Between runs only. */
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

  /** Runs {@code task}, which may spawn actors, so that they belong to {@code node}. Between runs only. */
  public synchronized void inContextOf(int node, Runnable task) {
    EngineNode before = outsideNode.get();
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

  /**
   * A mailbox of a node was filled from outside of all nodes, by any thread: it is run in its node's context now, which
   * is after the round that is under way.
   */
  void fromOutside(EngineNode node, Runnable mailbox) {
    cameIn.add(new FromOutside(node, mailbox));
    if (closed) {
      runAfterwards();
    } else {
      LockSupport.unpark(early);
    }
  }

  /** Ends the run under way, or else the next, before its time, from any thread: it goes no further than it must. */
  public void stop() {
    stopWanted = true;
    LockSupport.unpark(early);
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
    pausedAtNanos = reached ? endNanos : Math.max(pausedAtNanos, stoppedAtNanos);
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

  /** When the window being run, or about to be run, began: no event will happen before this time any more. */
  public Duration reached() {
    return Duration.ofNanos(round * windowNanos);
  }

  /** How late a round after the first second has begun at most, by the wall clock; 0 in virtual time. */
  public Duration behind() {
    return Duration.ofNanos(behindNanos);
  }

  /**
   * Ends the worker threads; nothing can be run afterwards. Mailboxes that wait for their node, such as those of a
   * network that was never run, are run outside: actors must get to hear that they are to stop.
   */
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
    if (failure == null) {
      for (Worker worker : workers) {
        ended(worker);
      }
      for (EngineNode node : nodes) {
        node.handOverTo(afterwards);
      }
      runAfterwards();
    }
  }

  private void runAfterwards() {
    for (FromOutside next = cameIn.poll(); next != null; next = cameIn.poll()) {
      afterwards.execute(next.mailbox);
    }
  }

  /** A node does what none may do: the run ends with this failure. */
  RejectedExecutionException broken(RejectedExecutionException why) {
    broken = why;
    return why;
  }

  /** Runs a mailbox of an actor that belongs to no node, as there are none any more. */
  void afterwards(Runnable mailbox) {
    if (!closed) {
      throw new RejectedExecutionException("an actor of no node has the nodes' dispatcher");
    }
    afterwards.execute(mailbox);
  }

  /** The actor system has ended: nothing is to be run afterwards any more. */
  void ended() {
    afterwards.end();
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
  EngineNode current() {
    return Thread.currentThread() instanceof Worker worker ? worker.node : outsideNode.get();
  }

  /** Plans rounds until one is worth sharing, or nothing is left. One thread at a time; no round is under way. */
  private void plan(Worker planner) {
    while (true) {
      afterRounds.forEach(Runnable::run);
      long next = awaited();
      if (next == Calendar.NEVER) {
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

  /** Waits until a round may begin. @return which; {@link Calendar#NEVER}: none before the run's end, which is now */
  private long awaited() {
    while (true) {
      if (broken != null) {
        throw broken;
      }
      takeIn();
      long next = outsideCalendar.nextRound();
      for (Worker worker : workers) {
        next = Math.min(next, worker.calendar.nextRound());
      }
      boolean over = next == Calendar.NEVER || next * windowNanos > endNanos || next == cutShortRound;
      long due = over ? endNanos : next * windowNanos;
      long wait = clock.nanosUntil(due);
      if (stopWanted) {
        stopWanted = false;
        stopped = true;
        stoppedAtNanos = Math.max(windowEnd, wait > 0 ? due - wait : 0);
        return Calendar.NEVER;
      }
      if (wait <= 0) {
        if (!over && due >= STARTED_NANOS) {
          behindNanos = Math.max(behindNanos, -wait);
        }
        return over ? Calendar.NEVER : next;
      }
      early = Thread.currentThread();
      if (cameIn.isEmpty() && !stopWanted) {
        LockSupport.parkNanos(this, wait);
      }
      early = null;
    }
  }

  /** What has come from outside is due now; nothing of it comes before what has happened. */
  private void takeIn() {
    for (FromOutside event = cameIn.poll(); event != null; event = cameIn.poll()) {
      long done = Math.max(windowEnd, pausedAtNanos);
      event.atNanos = done - Math.min(0, clock.nanosUntil(done));
      event.source = OUTSIDE;
      event.sequence = outsideSequence++;
      event.node.handOver(event);
      outsideCalendar.add(event.atNanos / windowNanos, event.node);
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

  private void visit(Worker worker, EngineNode node) {
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
    private final Engine time;
    private final int index;
    private final Calendar calendar = new Calendar();
    private EngineNode node;
    private volatile boolean parked;

    Worker(Engine time, int index) {
      super("engine-" + index);
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
