package io.carrierlab.node.time;

import java.util.Arrays;
import java.util.function.Consumer;

/** A binary heap of events that know their place in it, so that a cancelled timer leaves at once. */
final class Agenda {
  private static final TimedEvent[] EMPTY = {};
  private TimedEvent[] heap = EMPTY;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** In no order. */
  void forEach(Consumer<TimedEvent> action) {
    for (int i = 0; i < size; i++) {
      action.accept(heap[i]);
    }
  }

  /** The time of the earliest event; {@link Long#MAX_VALUE} if there is none. */
  long nextNanos() {
    return size == 0 ? Long.MAX_VALUE : heap[0].atNanos;
  }

  void add(TimedEvent event) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, Math.max(4, size * 2));
    }
    up(size++, event);
  }

  TimedEvent poll() {
    TimedEvent first = heap[0];
    remove(first);
    return first;
  }

  void remove(TimedEvent event) {
    int hole = event.agendaIndex;
    event.agendaIndex = -1;
    TimedEvent last = heap[--size];
    heap[size] = null;
    if (last != event) {
      if (hole > 0 && last.before(heap[(hole - 1) >>> 1])) {
        up(hole, last);
      } else {
        down(hole, last);
      }
    }
  }

  private void up(int hole, TimedEvent event) {
    int at = hole;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!event.before(heap[parent])) {
        break;
      }
      put(at, heap[parent]);
      at = parent;
    }
    put(at, event);
  }

  private void down(int hole, TimedEvent event) {
    int at = hole;
    int half = size >>> 1;
    while (at < half) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].before(heap[child])) {
        child++;
      }
      if (!heap[child].before(event)) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, event);
  }

  private void put(int at, TimedEvent event) {
    heap[at] = event;
    event.agendaIndex = at;
  }
}
