package io.carrierlab.node.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a node's devices report for the timeline. Events in excess of {@link #MOST} between two collections are
 * counted, not kept: a flapping router costs a number, not memory. Those of {@link #JUDGED} are all kept, as verdicts
 * rest on them: an event is 32 octets, and its text 64 where it is not shared. They are few by nature: a state of a
 * group of routers lasts for a timer of it, and a client needs round trips to connect again.
 */
public final class Journal {
  private static final int MOST = 10_000;
  /** Kinds of events by which runs are judged. */
  public static final Set<String> JUDGED = Set.of("hsrp", "crypto", "routes-via", "client");

  /**
   * @param kind such as {@code ospf-neighbor}, {@code bgp-session}: docs/results.md lists them
   * @param subject who or what, {@code 10.0.0.2} or a VRF's name
   * @param text for people
   */
  public record Event(long atNanos, String node, String kind, String subject, String text) {}

  private final String node;
  private List<Event> events = new ArrayList<>(0);
  private long notKept;

  Journal(String node) {
    this.node = node;
  }

  /** Called by the node's actors. */
  public synchronized void record(long atNanos, String kind, String subject, String text) {
    if (events.size() < MOST || JUDGED.contains(kind)) {
      events.add(new Event(atNanos, node, kind, subject, text));
    } else {
      notKept++;
    }
  }

  /** Events since the last call, in order. */
  synchronized List<Event> take() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<Event> taken = events;
    events = new ArrayList<>(0);
    return taken;
  }

  synchronized long notKept() {
    return notKept;
  }
}
