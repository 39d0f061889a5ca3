package io.carrierlab.protocols.bgp.rib;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of BGP next hops: how far they are for packets without labels, and by label-switched path. In a VRF
 * these are two worlds, as a CE may have the address of a PE. Its order decides nothing.
 */
final class NextHopTable {
  static final long UNREACHABLE = -1;

  /** A next hop that attribute sets refer to, or of which something is known. */
  static final class Entry {
    final int address;
    /** To it by the table that the speaker is part of; {@link #UNREACHABLE} if there is no route. */
    long metric;
    /** To it by label-switched path, once there is word of such; {@link #UNREACHABLE} if there is none. */
    private long tunnelMetric = UNREACHABLE;
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
  private final int own;
  /** Null until we have been told. */
  private TunnelMetrics tunnels;
  /** Entries that have come into use or out of it since the owner was last told. */
  private final List<Entry> pending = new ArrayList<>();
  private int epoch;

  /** @param own our address: routes from one VRF of ours to another need no path */
  NextHopTable(SpeakerConfig.NextHopDefault unknown, int own) {
    this.own = own;
    this.unknown = switch (unknown) {
      case REACHABLE -> 0;
      case UNREACHABLE -> UNREACHABLE;
    };
  }

  Entry retain(int address) {
    Entry entry = entry(address);
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
      Entry entry = entry(each.address());
      if (entry.metric != metric) {
        entry.metric = metric;
        entry.changedAt = epoch;
        any |= entry.uses > 0;
      }
    }
    return any;
  }

  /** Takes news of label-switched paths in. @return whether a next hop in use has changed */
  boolean change(TunnelMetrics news) {
    epoch++;
    boolean any = false;
    boolean first = tunnels == null;
    tunnels = news;
    for (Entry entry : entries.values()) {
      long before = first ? entry.metric : entry.tunnelMetric;
      entry.tunnelMetric = byTunnel(entry.address);
      if (entry.tunnelMetric != before) {
        entry.changedAt = epoch;
        any |= entry.uses > 0;
      }
    }
    return any;
  }

  /** The metric to a VPN route's next hop, or {@link #UNREACHABLE}. */
  long tunnelMetric(Entry entry) {
    return tunnels == null ? entry.metric : entry.tunnelMetric;
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

  private Entry entry(int address) {
    return entries.computeIfAbsent(address, key -> {
      var entry = new Entry(key, unknown);
      if (tunnels != null) {
        entry.tunnelMetric = byTunnel(key);
      }
      return entry;
    });
  }

  private long byTunnel(int address) {
    return address == own ? 0 : metric(tunnels.metric(address));
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
