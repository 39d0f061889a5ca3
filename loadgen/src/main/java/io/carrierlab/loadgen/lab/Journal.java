package io.carrierlab.loadgen.lab;

import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.network.NodeReport.Reported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Keeps what devices report for the timeline. Events of a node in excess of {@link #MOST} between two collections are
 * counted, not kept: a flapping router costs a number, not memory. Those that are {@link DeviceEvent.Judged} are all
 * kept: an event is 24 octets, and what it says 16 to 32. They are few by nature: a state of a group of routers lasts
 * for a timer of it, and a client needs round trips to connect again.
 */
public final class Journal {
  private static final int MOST = 10_000;

  /** @param what has happened */
  public record Event(long atNanos, String node, DeviceEvent what) {}

  private final IntFunction<String> names;
  private final List<Event> events = new ArrayList<>();
  /** By node, since the last collection: how many were kept, how many were not, and when the last of those was. */
  private final TreeMap<Integer, long[]> counts = new TreeMap<>();

  /** @param names of nodes, by index */
  public Journal(IntFunction<String> names) {
    this.names = names;
  }

  /** Takes a report, if it is of an event. */
  public void take(Reported report) {
    if (report.what() instanceof NodeReport.Event(DeviceEvent what)) {
      long[] count = counts.computeIfAbsent(report.node(), _ -> new long[3]);
      if (count[0] < MOST || what instanceof DeviceEvent.Judged) {
        count[0]++;
        events.add(new Event(report.atNanos(), names.apply(report.node()), what));
      } else {
        count[1]++;
        count[2] = report.atNanos();
      }
    }
  }

  /** Events since the last call, by time; of each node, how many were not kept, if there are such. */
  public List<Event> collect() {
    var taken = new ArrayList<>(events);
    counts.forEach((node, count) -> {
      if (count[1] > 0) {
        taken.add(new Event(count[2], names.apply(node), new DeviceEvent.NotKept(count[1])));
      }
    });
    taken.sort(Comparator.comparingLong(Event::atNanos));
    events.clear();
    counts.clear();
    return taken;
  }
}
