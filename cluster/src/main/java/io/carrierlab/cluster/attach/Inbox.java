package io.carrierlab.cluster.attach;

import io.carrierlab.node.attach.Outside.Counters;
import io.carrierlab.node.attach.Outside.Datagram;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What has come from outside and waits for the attachment: when it is full the tail is dropped, and counted. */
final class Inbox {
  private static final int MOST_WAITING = 1_024;

  private final BlockingQueue<Datagram> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong queueFull = new AtomicLong();
  private Runnable listener = () -> { };

  /** Told once for each datagram from now on; what waits is nobody's any more. */
  synchronized void open(Runnable told) {
    waiting.clear();
    listener = told;
  }

  /** By any thread. */
  synchronized void put(Datagram datagram) {
    received.incrementAndGet();
    if (waiting.offer(datagram)) {
      listener.run();
    } else {
      queueFull.incrementAndGet();
    }
  }

  Optional<Datagram> take() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Beside what the caller has counted. */
  Counters counters(long sent, long noFlow, long unsent) {
    return new Counters(received.get(), sent, queueFull.get(), noFlow, unsent);
  }
}
