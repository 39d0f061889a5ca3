package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evidence;
import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.Gap;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The data behind the page: bounded, whatever the size of the run. */
final class ReportData {
  /** Events of each kind that the page lists. */
  static final int EVENTS = 400;
  private static final int LANES = 48;
  private static final int MARKS = 400;
  private static final int FLOWS = 12;
  private static final int WINDOWS = 6;
  private static final int DEVICES = 2_000;
  private static final int BUCKETS = 360;

  /** A stretch of the run to look at; the first is all of it. */
  private record Window(String label, boolean fault, long fromNanos, long toNanos) {}

  private final Report report;
  private final Observations seen;
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  private ReportData(Report report) {
    this.report = report;
    this.seen = report.seen();
  }

  static ObjectNode of(Report report) {
    return new ReportData(report).build();
  }

  private ObjectNode build() {
    ObjectNode result = ResultJson.of(report.result());
    ArrayNode nodes = (ArrayNode) result.get("nodes");
    root.put("devicesOmitted", Math.max(0, nodes.size() - DEVICES));
    while (nodes.size() > DEVICES) {
      nodes.remove(nodes.size() - 1);
    }
    nodes.forEach(node -> ((ObjectNode) node).remove("views"));
    // The page's numbers are doubles: a seed of 64 bits does not fit.
    List<FaultMark> marks = FaultMark.of(seen.faults(), report.topology(), seen.endNanos());
    Outages outages = Outages.of(report, marks);
    root.set("summary", Summary.of(report, marks, outages).json());
    root.set("result", result.put("seed", Long.toString(report.result().run().seed())));
    root.put("end", Seconds.of(seen.endNanos()));
    root.set("topology", TopologyJson.of(report.topology(), seen.faults()));
    ArrayNode faults = root.putArray("faults");
    for (Fault fault : seen.faults()) {
      faults.addObject().put("t", Seconds.of(fault.at().toNanos())).put("text", fault.what())
          .put("until", Seconds.of(fault.until().toNanos()));
    }
    List<Window> windows = windows();
    ArrayNode list = root.putArray("windows");
    windows.forEach(window -> list.addObject().put("label", window.label).put("fault", window.fault)
        .put("from", Seconds.of(window.fromNanos)).put("to", Seconds.of(window.toNanos)));
    flows(windows);
    lanes();
    root.set("counts", CountPlots.of(report));
    root.set("access", AccessJson.of(report));
    root.set("drill", DrillJson.of(report, marks, outages));
    events();
    return root;
  }

  /** The whole run, its start, and each fault with what it took to get over it. */
  private List<Window> windows() {
    var windows = new ArrayList<Window>();
    windows.add(new Window("Whole run", false, 0, Math.max(1, seen.endNanos())));
    long converged = lastUpBeforeFaults();
    if (converged > 0 && converged * 2 < seen.endNanos()) {
      windows.add(new Window("Start", false, 0, converged + converged / 5));
    }
    for (Fault fault : seen.faults()) {
      if (windows.size() <= WINDOWS) {
        long at = fault.at().toNanos();
        long span = Math.max(3_000_000_000L, silence(at) * 3 / 2);
        windows.add(new Window(fault.what() + " at " + Seconds.of(at).toPlainString() + " s", true,
            Math.max(0, at - span / 4), Math.min(Math.max(1, seen.endNanos()), at + span)));
      }
    }
    return windows;
  }

  private long lastUpBeforeFaults() {
    long first = seen.faults().isEmpty() ? seen.endNanos() : seen.faults().getFirst().at().toNanos();
    return report.events().stream().filter(event -> event instanceof TimelineEvent.Session && event.atNanos() < first)
        .mapToLong(TimelineEvent::atNanos).max().orElse(0);
  }

  private long silence(long fault) {
    long longest = 0;
    for (Verdict verdict : report.result().expectations()) {
      for (Evidence evidence : verdict.evidence()) {
        if (evidence instanceof Gap gap && gap.faultNanos() == fault) {
          longest = Math.max(longest, gap.toNanos() - fault);
        } else if (evidence instanceof OutageSpread spread && spread.faultNanos() == fault) {
          longest = Math.max(longest, spread.total().lastNanos());
        }
      }
    }
    return longest;
  }

  private void flows(List<Window> windows) {
    ArrayNode flows = root.putArray("flows");
    root.put("flowsOmitted", Math.max(0, seen.flows().size() - FLOWS));
    for (FlowRecord flow : seen.flows().stream().limit(FLOWS).toList()) {
      var traffic = flow.traffic();
      ObjectNode object = flows.addObject().put("name", traffic.name()).put("from", traffic.from())
          .put("to", traffic.to()).put("sent", flow.sent()).put("received", flow.received()).put("lost", flow.lost())
          .put("duplicates", flow.duplicates())
          .put("perSecond", traffic.burst() * 1e9 / traffic.every().toNanos());
      flow.latency().ifPresent(l -> object.putObject("latency").put("min", Seconds.millis(l.minNanos()))
          .put("average", Seconds.millis(l.averageNanos())).put("max", Seconds.millis(l.maxNanos())));
      ArrayNode parts = object.putArray("windows");
      for (Window window : windows) {
        Buckets rate = Buckets.of(flow.arrivals(), window.fromNanos, window.toNanos, BUCKETS,
            traffic.every().toNanos());
        ObjectNode part = parts.addObject().put("from", Seconds.of(rate.startNanos()))
            .put("width", Seconds.of(rate.widthNanos()));
        rate.counts().forEach(part.putArray("counts")::add);
      }
    }
  }

  /** @return how many marks there was no room for */
  private static int mark(Map<String, ArrayNode> marks, TimelineEvent.Session session) {
    ArrayNode lane = marks.computeIfAbsent(session.node(), _ -> JsonNodeFactory.instance.arrayNode());
    if (lane.size() >= MARKS) {
      return 1;
    }
    lane.addObject().put("t", Seconds.of(session.atNanos())).put("protocol", session.protocol().name())
        .put("up", session.up()).put("text", TimelineJson.of(session).get("text").textValue());
    return 0;
  }

  /**
   * For each node when sessions came up and went down. The steps on the way up are left out, but a session that
   * failed before it ever came up is marked once: its reason is what a wrong key is found by.
   */
  private void lanes() {
    record Peering(String node, TimelineEvent.Protocol protocol, String peer) {}

    var up = new LinkedHashMap<Peering, Boolean>();
    var failed = new HashSet<Peering>();
    var marks = new LinkedHashMap<String, ArrayNode>();
    report.topology().nodes().forEach(node -> marks.put(node.name(), JsonNodeFactory.instance.arrayNode()));
    long omitted = 0;
    for (TimelineEvent event : report.events()) {
      if (event instanceof TimelineEvent.FaultHappened(long at, Fault fault)
          && new FaultMark(at, at, fault.what()).powerOff()) {
        // It cannot say so itself, and what comes up afterwards comes up again.
        for (Peering peering : List.copyOf(up.keySet())) {
          if (peering.node.equals(fault.place().name()) && up.remove(peering)) {
            omitted += mark(marks, new TimelineEvent.Session(at, peering.node, peering.protocol, peering.peer, "down",
                false, Optional.of("no power")));
          }
        }
      } else if (event instanceof TimelineEvent.Session session) {
        var peering = new Peering(session.node(), session.protocol(), session.peer());
        boolean before = Boolean.TRUE.equals(up.put(peering, session.up()));
        boolean firstFailure = session.reason().isPresent() && failed.add(peering);
        if (before != session.up() || firstFailure) {
          omitted += mark(marks, session);
        }
      }
    }
    ArrayNode lanes = root.putArray("lanes");
    var busy = marks.entrySet().stream().filter(entry -> !entry.getValue().isEmpty()).toList();
    busy.stream().limit(LANES).forEach(entry -> lanes.addObject().put("node", entry.getKey())
        .set("marks", entry.getValue()));
    root.put("lanesOmitted", Math.max(0, busy.size() - LANES)).put("marksOmitted", omitted);
  }

  private void events() {
    ArrayNode events = root.putArray("events");
    var perKind = new TreeMap<String, Integer>();
    for (TimelineEvent event : report.events()) {
      ObjectNode line = TimelineJson.of(event);
      if (perKind.merge(line.get("kind").textValue(), 1, Integer::sum) <= EVENTS) {
        events.add(line.retain("t", "node", "kind", "text"));
      }
    }
    ObjectNode omitted = root.putObject("eventsOmitted");
    perKind.forEach((kind, count) -> {
      if (count > EVENTS) {
        omitted.put(kind, count - EVENTS);
      }
    });
  }
}
