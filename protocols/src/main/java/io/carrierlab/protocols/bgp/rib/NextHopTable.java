package io.carrierlab.protocols.bgp.rib;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is known of BGP next hops. Only ever asked for one address, so its order decides nothing. */
final class NextHopTable {
  static final long UNREACHABLE = -1;

  /** A next hop that attribute sets refer to, or of which something is known. */
  static final class Entry {
    final int address;
    long metric;
    /** Number of the last change, as counted by {@link NextHopTable#epoch}. */
    int changedAt;
    private int uses;

    private Entry(int address, long metric) {
      this.address = address;
      this.metric = metric;
    }
  }

  private final Map<Integer, Entry> entries = new HashMap<>();
  private final long unknown;
  private final List<SpeakerAction> actions = new ArrayList<>();
  private int epoch;

  NextHopTable(SpeakerConfig.NextHopDefault unknown) {
    this.unknown = switch (unknown) {
      case REACHABLE -> 0;
      case UNREACHABLE -> UNREACHABLE;
    };
  }

  Entry retain(int address) {
    Entry entry = entries.computeIfAbsent(address, key -> new Entry(key, unknown));
    if (entry.uses++ == 0) {
      actions.add(new SpeakerAction.Track(address));
    }
    return entry;
  }

  void release(Entry entry) {
    if (--entry.uses == 0) {
      entries.remove(entry.address);
      actions.add(new SpeakerAction.Untrack(entry.address));
    }
  }

  /** Takes news in. @return whether a next hop in use has changed */
  boolean change(List<SpeakerEvent.NextHop> news) {
    epoch++;
    boolean any = false;
    for (SpeakerEvent.NextHop each : news) {
      long metric = metric(each.metric());
      Entry entry = entries.computeIfAbsent(each.address(), key -> new Entry(key, unknown));
      if (entry.metric != metric) {
        entry.metric = metric;
        entry.changedAt = epoch;
        any |= entry.uses > 0;
      }
    }
    return any;
  }

  int epoch() {
    return epoch;
  }

  /** Moves the wishes to track or not to track, in order, to {@code to}. */
  void drain(List<SpeakerAction> to) {
    to.addAll(actions);
    actions.clear();
  }

  private static long metric(OptionalLong metric) {
    return metric.isPresent() ? metric.getAsLong() : UNREACHABLE;
  }
}
