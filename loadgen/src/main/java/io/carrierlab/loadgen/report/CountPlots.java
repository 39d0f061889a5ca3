package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Observations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts of devices over time, as plots with no more lines than eyes can tell apart: a device with more has a plot for
 * each sort of count, and where that is still too much, the rest of its VRFs are one line.
 */
final class CountPlots {
  /** Colours that the page has, and so lines of a plot. */
  static final int LINES = 8;
  private static final int PLOTS = 60;
  private static final int POINTS = 300;

  private enum Sort { SESSIONS, ROUTES, LABELS, SAS, CLIENTS }

  private record Series(What of, Optional<String> vrf) {}

  private record Line(String label, TreeMap<Long, Long> points) {
    long most() {
      return points.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  private record Plot(String name, List<Line> lines) {}

  private CountPlots() {}

  static ObjectNode of(Report report) {
    Map<String, Map<Series, TreeMap<Long, Long>>> byNode = new LinkedHashMap<>();
    report.topology().nodes().forEach(node -> byNode.put(node.name(), new LinkedHashMap<>()));
    for (Observations.CountSample sample : report.seen().counts()) {
      point(byNode, sample.node(), new Series(sample.of(), sample.vrf()), sample.atNanos(), sample.value());
    }
    for (TimelineEvent event : report.events()) {
      if (event instanceof TimelineEvent.Count(long at, String node, What of, Optional<String> vrf, long value)) {
        point(byNode, node, new Series(of, vrf), at, value);
      }
    }
    // A node that has lost its power is not asked, and has nothing.
    report.seen().faults().stream().filter(fault -> new FaultMark(fault.at().toNanos(), fault.at().toNanos(),
        fault.what()).powerOff()).forEach(fault -> byNode.getOrDefault(fault.place().name(), Map.of()).values()
            .forEach(points -> points.put(fault.at().toNanos(), 0L)));
    byNode.values().removeIf(Map::isEmpty);
    var plots = new ArrayList<Plot>();
    byNode.forEach((node, series) -> plots.addAll(plots(node, series)));
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("omitted", Math.max(0, plots.size() - PLOTS));
    ArrayNode list = root.putArray("plots");
    plots.stream().limit(PLOTS).forEach(plot -> {
      ArrayNode lines = list.addObject().put("name", plot.name).putArray("series");
      plot.lines.forEach(line -> steps(lines.addObject().put("label", line.label).putArray("points"), line.points));
    });
    return root;
  }

  private static void point(Map<String, Map<Series, TreeMap<Long, Long>>> byNode, String node, Series series, long at,
      long value) {
    byNode.computeIfAbsent(node, _ -> new LinkedHashMap<>())
        .computeIfAbsent(series, _ -> new TreeMap<>()).put(at, value);
  }

  private static List<Plot> plots(String node, Map<Series, TreeMap<Long, Long>> series) {
    if (series.size() <= LINES) {
      return List.of(new Plot(node, lines(series)));
    }
    var plots = new ArrayList<Plot>();
    for (Sort sort : Sort.values()) {
      Map<Series, TreeMap<Long, Long>> some = new LinkedHashMap<>();
      series.forEach((key, points) -> {
        if (sort(key.of) == sort) {
          some.put(key, points);
        }
      });
      if (!some.isEmpty()) {
        plots.add(new Plot(node + ": " + words(sort), some.size() <= LINES ? lines(some) : largest(some)));
      }
    }
    return plots;
  }

  private static Sort sort(What of) {
    return switch (of) {
      case BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS -> Sort.SESSIONS;
      case ROUTES, VPNV4_ROUTES -> Sort.ROUTES;
      case LABELS -> Sort.LABELS;
      case SAS, IKE_SAS -> Sort.SAS;
      case CLIENTS, RADIUS_SESSIONS -> Sort.CLIENTS;
    };
  }

  private static String words(Sort sort) {
    return switch (sort) {
      case SESSIONS -> "sessions";
      case ROUTES -> "routes";
      case LABELS -> "labels";
      case SAS -> "SAs";
      case CLIENTS -> "clients";
    };
  }

  private static List<Line> lines(Map<Series, TreeMap<Long, Long>> series) {
    var lines = new ArrayList<Line>();
    series.forEach((key, points) -> lines.add(new Line(Evaluation.words(key.of)
        + key.vrf.map(vrf -> " in VRF " + vrf).orElse(""), points)));
    return lines;
  }

  private static List<Line> largest(Map<Series, TreeMap<Long, Long>> series) {
    List<Line> lines = lines(series).stream().sorted(Comparator.comparingLong((Line line) -> -line.most())).toList();
    var kept = new ArrayList<>(lines.subList(0, LINES - 1));
    List<Line> rest = lines.subList(LINES - 1, lines.size());
    kept.add(new Line("in the other " + rest.size() + " tables", sum(rest)));
    return kept;
  }

  /** At each time at which one of them changes. */
  private static TreeMap<Long, Long> sum(List<Line> lines) {
    var changes = new TreeMap<Long, Long>();
    for (Line line : lines) {
      long before = 0;
      for (Map.Entry<Long, Long> point : line.points.entrySet()) {
        changes.merge(point.getKey(), point.getValue() - before, Long::sum);
        before = point.getValue();
      }
    }
    long now = 0;
    for (Map.Entry<Long, Long> change : changes.entrySet()) {
      now += change.getValue();
      change.setValue(now);
    }
    return changes;
  }

  /** Only where the value changes, and of these no more than can be told apart. */
  private static void steps(ArrayNode out, TreeMap<Long, Long> points) {
    var steps = new ArrayList<Map.Entry<Long, Long>>();
    for (Map.Entry<Long, Long> point : points.entrySet()) {
      if (steps.isEmpty() || !steps.getLast().getValue().equals(point.getValue())) {
        steps.add(point);
      }
    }
    int every = (steps.size() + POINTS - 1) / POINTS;
    for (int i = 0; i < steps.size(); i++) {
      if (i % every == 0 || i == steps.size() - 1) {
        out.addArray().add(Seconds.of(steps.get(i).getKey())).add(steps.get(i).getValue());
      }
    }
  }
}
