package io.carrierlab.node.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node's devices report for the timeline. Events in excess of {@link #MOST} between two collections are
 * counted, not kept: a flapping router costs a number, not memory. Those that are {@link DeviceEvent.Judged} are all
 * kept: an event is 24 octets, and what it says 16 to 32. They are few by nature: a state of a group of routers lasts
 * for a timer of it, and a client needs round trips to connect again.
 */
public final class Journal {
  private static final int MOST = 10_000;

  /** @param what has happened */
  public record Event(long atNanos, String node, DeviceEvent what) {}

  private final String node;
  private List<Event> events = new ArrayList<>(0);
  /** Since the last collection. */
  private long notKept;
  private long lastNotKept;

  Journal(String node) {
    this.node = node;
  }

  /** Called by the node's actors. */
  public synchronized void record(long atNanos, DeviceEvent what) {
    if (events.size() < MOST || what instanceof DeviceEvent.Judged) {
      events.add(new Event(atNanos, node, what));
    } else {
      notKept++;
      lastNotKept = atNanos;
    }
  }

  /** Events since the last call, in order; the last one says how many were not kept, if there are such. */
  synchronized List<Event> take() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<Event> taken = events;
    if (notKept > 0) {
      taken.add(new Event(lastNotKept, node, new DeviceEvent.NotKept(notKept)));
    }
    events = new ArrayList<>(0);
    notKept = 0;
    return taken;
  }
}
