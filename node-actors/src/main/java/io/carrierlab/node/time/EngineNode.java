package io.carrierlab.node.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The unit of the engine: one device, whose actors run serially on whichever worker has it in hand. Other workers
 * touch it in one way only, {@link #handOver}.
 */
final class EngineNode implements NodeClock {
  private static final VarHandle HANDED_OVER;
  private static final VarHandle TAKEN_IN_PLAN;

  static {
    try {
      HANDED_OVER = MethodHandles.lookup().findVarHandle(EngineNode.class, "handedOver", TimedEvent.class);
      TAKEN_IN_PLAN = MethodHandles.lookup().findVarHandle(EngineNode.class, "takenInPlan", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int id;
  private final Clock clock;
  private final long seed;
  private final Agenda agenda = new Agenda();
  /** Mailboxes of this node's actors that have messages. */
  private final ArrayDeque<Runnable> runnable = new ArrayDeque<>(4);
  private RandomGenerator random;
  private volatile TimedEvent handedOver;
  private long nowNanos;
  private long sequence;
  /** The plan in which a worker last took this node in hand. */
  private volatile long takenInPlan;
  /** The round for which this node itself asked last; while it lies ahead, asking again would only pile up. */
  private long askedRound = -1;

  EngineNode(int id, Clock clock, long seed) {
    this.id = id;
    this.clock = clock;
    this.seed = seed;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public Instant epoch() {
    return clock.epoch();
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = clock.random(seed);
    }
    return random;
  }

  long nextSequence() {
    return sequence++;
  }

  /** Called by this node's own context only. */
  void schedule(TimedEvent event) {
    agenda.add(event);
  }

  void cancel(TimedEvent event) {
    if (event.agendaIndex >= 0) {
      agenda.remove(event);
    }
  }

  /**
   * Called by any worker, for an event of a later round. The order of calls does not matter: the agenda has its own.
   */
  void handOver(TimedEvent event) {
    TimedEvent first = handedOver;
    while (true) {
      event.nextHandedOver = first;
      TimedEvent seen = (TimedEvent) HANDED_OVER.compareAndExchange(this, first, event);
      if (seen == first) {
        return;
      }
      first = seen;
    }
  }

  /** Whether the caller is the first to take this node in hand in a plan: it can stand on the ready list twice. */
  boolean take(long plan) {
    return (long) TAKEN_IN_PLAN.getAndSet(this, plan) != plan;
  }

  void enqueue(Runnable mailbox) {
    runnable.add(mailbox);
  }

  /**
   * Takes every event before {@code endNanos} in order, and lets the actors finish after each.
   *
   * @return when the next event is due; {@link Long#MAX_VALUE} if there is none
   */
  long runUntil(long endNanos) {
    takeOver();
    drain();
    while (agenda.nextNanos() < endNanos) {
      TimedEvent event = agenda.poll();
      nowNanos = event.atNanos;
      event.fire();
      drain();
    }
    return agenda.nextNanos();
  }

  /** Whether round {@code next} must still be asked for, this being round {@code current}. */
  boolean asksFor(long next, long current) {
    if (askedRound > current && askedRound <= next) {
      return false;
    }
    askedRound = next;
    return true;
  }

  /** First come, first added: a link's events come in order of time, and so each finds its place at once. */
  private void takeOver() {
    TimedEvent last = (TimedEvent) HANDED_OVER.getAndSet(this, (TimedEvent) null);
    TimedEvent first = null;
    while (last != null) {
      TimedEvent before = last.nextHandedOver;
      last.nextHandedOver = first;
      first = last;
      last = before;
    }
    while (first != null) {
      TimedEvent next = first.nextHandedOver;
      first.nextHandedOver = null;
      agenda.add(first);
      first = next;
    }
  }

  /** Its mailboxes from now on are another's to run, those too that were filled from outside; timers are not. */
  void handOverTo(Executor other) {
    takeOver();
    agenda.forEach(event -> {
      if (event instanceof FromOutside mailbox) {
        mailbox.fire();
      }
    });
    for (Runnable mailbox = runnable.poll(); mailbox != null; mailbox = runnable.poll()) {
      other.execute(mailbox);
    }
  }

  private void drain() {
    Runnable mailbox = runnable.poll();
    while (mailbox != null) {
      mailbox.run();
      mailbox = runnable.poll();
    }
  }
}
