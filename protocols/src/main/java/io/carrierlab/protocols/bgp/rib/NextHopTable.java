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
    /** Imported best host routes with it, now and at most since there was one: kept by {@link HostRoutes}. */
    int hosts;
    int mostHosts;
    boolean hostsTouched;
    private int uses;
    /** The owner tells us about it. */
    private boolean tracked;
    private boolean pending;

    private Entry(int address, long metric) {
      this.address = address;
      this.metric = metric;
    }
  }

  private final Map<Integer, Entry> entries = new HashMap<>();
  private final long unknown;
  /** Entries that have come into use or out of it since the owner was last told. */
  private final List<Entry> pending = new ArrayList<>();
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
      note(entry);
    }
    return entry;
  }

  void release(Entry entry) {
    if (--entry.uses == 0) {
      note(entry);
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

  /** Adds the wishes to track or not to track: only what is different at the end of an event, as sets come and go. */
  void drain(List<SpeakerAction> to) {
    for (Entry entry : pending) {
      entry.pending = false;
      boolean used = entry.uses > 0;
      if (used && !entry.tracked) {
        to.add(new SpeakerAction.Track(entry.address));
      } else if (!used && entry.tracked) {
        to.add(new SpeakerAction.Untrack(entry.address));
      }
      entry.tracked = used;
      if (!used) {
        entries.remove(entry.address);
      }
    }
    pending.clear();
  }

  private void note(Entry entry) {
    if (!entry.pending) {
      entry.pending = true;
      pending.add(entry);
    }
  }

  private static long metric(OptionalLong metric) {
    return metric.isPresent() ? metric.getAsLong() : UNREACHABLE;
  }
}
