package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ike.IkeFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Sums up what thousands of clients report: a line for each second and population instead of one for each client. */
final class ClientEvents {
  private static final long SECOND = 1_000_000_000L;

  /** @param node the aggregator that says so; empty: the clients themselves */
  private record Group(String node, String of) {}

  private static final class Second {
    private long connected;
    private long left;
    private long lost;
    private final TreeMap<String, Long> failed = new TreeMap<>();

    void lost(IkeFailure why, long sessions) {
      failed.merge(why.toString(), 1L, Long::sum);
      lost += sessions;
    }
  }

  /** Clients with a session, by their own last word. Only looked up. */
  private final Set<String> up = new HashSet<>();
  private final Map<String, String> populations = new HashMap<>();
  private final Map<Group, TreeMap<Long, Second>> groups =
      new TreeMap<>(java.util.Comparator.comparing(Group::node).thenComparing(Group::of));

  ClientEvents(Topology topology) {
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof ClientConfig client) {
        populations.put(client.name(), client.population().name());
      }
    }
  }

  /** @return false: it is about something else */
  boolean take(Journal.Event event) {
    switch (event.what()) {
      case DeviceEvent.OfClient said ->
          client(second(event, new Group("", populations.getOrDefault(event.node(), ""))), event.node(), said);
      case DeviceEvent.ClientSession(String vrf, var why) -> session(second(event, new Group(event.node(), vrf)), why);
      default -> {
        return false;
      }
    }
    return true;
  }

  private Second second(Journal.Event event, Group group) {
    return groups.computeIfAbsent(group, any -> new TreeMap<>())
        .computeIfAbsent(event.atNanos() / SECOND, any -> new Second());
  }

  private static void session(Second second, Optional<IkeFailure> why) {
    if (why.isEmpty()) {
      second.connected++;
    } else if (why.get() == IkeFailure.DELETED_BY_PEER || why.get() == IkeFailure.CLOSED_HERE) {
      second.left++;
    } else {
      second.lost(why.get(), 1);
    }
  }

  /** Who never was up is not counted out, and one that has crashed says nothing: it is counted in once. */
  private void client(Second second, String client, DeviceEvent.OfClient said) {
    if (said instanceof DeviceEvent.ClientConnected) {
      second.connected += up.add(client) ? 1 : 0;
      return;
    }
    long gone = up.remove(client) ? 1 : 0;
    switch (said) {
      case DeviceEvent.ClientLost(IkeFailure why) -> second.lost(why, gone);
      case DeviceEvent.ClientFailed(IkeFailure why) -> second.lost(why, gone);
      case DeviceEvent.ClientLeft _, DeviceEvent.ClientConnected _ -> second.left += gone;
    }
  }

  List<TimelineEvent> events(long endNanos) {
    var events = new ArrayList<TimelineEvent>();
    groups.forEach((group, seconds) -> {
      long now = 0;
      for (Map.Entry<Long, Second> each : seconds.entrySet()) {
        Second second = each.getValue();
        now += second.connected - second.left - second.lost;
        events.add(new TimelineEvent.Clients(Math.min(endNanos, (each.getKey() + 1) * SECOND), group.node, group.of,
            second.connected, second.left, second.failed, now));
      }
    });
    return events;
  }
}
