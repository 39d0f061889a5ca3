package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.report.TimelineEvent.Clients;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.loadgen.report.TimelineEvent.Requests;
import io.carrierlab.loadgen.report.TimelineEvent.RoutesVia;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is drawn of a drill over time, one lane below the other. */
final class DrillLanes {
  private static final int BANDS = 12;
  private static final int SPANS = 400;
  private static final int NODES = 6;
  private static final int ROUTERS = 3;
  private static final int POPULATIONS = 4;
  private static final int POINTS = 2_000;

  private final Report report;
  private final List<FaultMark> faults;
  private final long endNanos;

  /** A lane of states: one follows the other. */
  private static final class Band {
    private final String label;
    private final List<Span> spans = new ArrayList<>();

    private Band(String label) {
      this.label = label;
    }
  }

  /** @param state empty: none */
  private record Span(long fromNanos, String state, String text) {}

  DrillLanes(Report report, List<FaultMark> faults) {
    this.report = report;
    this.faults = faults;
    this.endNanos = report.seen().endNanos();
  }

  void into(ObjectNode root) {
    List<Band> hsrp = hsrp();
    bands(root, "hsrp", hsrp, hsrp.size());
    routesVia(root);
    aggregators(root.putArray("sas"));
    routes(root.putArray("routes"));
    clients(root.putArray("clients"));
    requests(root);
  }

  private List<Band> hsrp() {
    Map<String, Band> bands = new TreeMap<>();
    Map<String, List<Band>> ofNode = new TreeMap<>();
    for (TimelineEvent event : withPowerCuts()) {
      if (event instanceof Hsrp hsrp) {
        Band band = bands.computeIfAbsent(SwitchOver.Group.of(hsrp) + "\n" + hsrp.node(), any -> {
          var made = new Band(hsrp.node() + ", group " + hsrp.group() + " on " + hsrp.interfaceName());
          ofNode.computeIfAbsent(hsrp.node(), none -> new ArrayList<>()).add(made);
          return made;
        });
        band.spans.add(new Span(hsrp.atNanos(), hsrp.state(), hsrp.reason().orElse("")));
      } else if (event instanceof TimelineEvent.Power power) {
        ofNode.getOrDefault(power.node(), List.of()).forEach(band ->
            band.spans.add(new Span(power.atNanos(), "", "no power")));
      }
    }
    return List.copyOf(bands.values());
  }

  /** Events in order, and when the drill takes a node's power: it cannot say so itself. */
  private List<TimelineEvent> withPowerCuts() {
    var all = new ArrayList<>(report.events());
    faults.stream().filter(FaultMark::powerOff).forEach(fault ->
        all.add(new TimelineEvent.Power(fault.atNanos(), fault.place(), false)));
    all.sort(Comparator.comparingLong(TimelineEvent::atNanos));
    return all;
  }

  /** At PEs of customers: what aggregators know of one another is of interest only where there are no others. */
  private void routesVia(ObjectNode root) {
    Set<String> aggregators = report.topology().nodes().stream().filter(node -> node instanceof RouterConfig router
        && router.access().isPresent()).map(NodeConfig::name).collect(Collectors.toSet());
    Map<String, Band> bands = new TreeMap<>();
    Map<String, Band> ofAggregators = new TreeMap<>();
    for (TimelineEvent event : report.events()) {
      if (event instanceof RoutesVia via) {
        String key = via.vrf() + "\n" + via.node() + "\n" + via.nextHop();
        (aggregators.contains(via.node()) ? ofAggregators : bands).computeIfAbsent(key, any ->
            new Band(via.node() + ", " + via.vrf() + " via " + via.nextHop()))
            .spans.add(new Span(via.atNanos(), via.any() ? "routes" : "", via.text()));
      }
    }
    bands(root, "routesVia", List.copyOf((bands.isEmpty() ? ofAggregators : bands).values()),
        bands.size() + ofAggregators.size());
  }

  /** @param all that there are */
  private void bands(ObjectNode root, String name, List<Band> bands, int all) {
    ArrayNode out = root.putArray(name);
    root.put(name + "Omitted", all - Math.min(BANDS, bands.size()));
    for (Band band : bands.stream().limit(BANDS).toList()) {
      ArrayNode spans = out.addObject().put("label", band.label).putArray("spans");
      for (int i = 0; i < Math.min(SPANS, band.spans.size()); i++) {
        Span span = band.spans.get(i);
        long to = i + 1 < band.spans.size() ? band.spans.get(i + 1).fromNanos : endNanos;
        if (to > span.fromNanos) {
          spans.addObject().put("from", Seconds.of(span.fromNanos)).put("to", Seconds.of(to))
              .put("state", span.state).put("text", span.text);
        }
      }
    }
  }

  /** Pairs of IPsec SAs of aggregators; one without power has none. */
  private void aggregators(ArrayNode out) {
    Set<String> routers = report.topology().nodes().stream().filter(RouterConfig.class::isInstance)
        .map(NodeConfig::name).collect(Collectors.toSet());
    Map<String, TreeMap<Long, Long>> byNode = new TreeMap<>();
    for (CountSample sample : report.seen().counts()) {
      // Of the device: those in a VRF are among them.
      if (sample.of() == What.SAS && sample.vrf().isEmpty() && routers.contains(sample.node())) {
        byNode.computeIfAbsent(sample.node(), any -> new TreeMap<>()).put(sample.atNanos(), sample.value());
      }
    }
    byNode.values().removeIf(points -> points.values().stream().allMatch(value -> value == 0));
    withoutPower(byNode);
    byNode.entrySet().stream().limit(NODES).forEach(each -> series(out, each.getKey(), each.getValue()));
  }

  /**
   * Of PEs, what is in use in all of their VRFs together, where it changes most. A BGP table would not show a PE that
   * has died: it keeps its routes, without using them, until the hold timer expires.
   */
  private void routes(ArrayNode out) {
    Map<String, TreeMap<Long, Long>> byNode = new TreeMap<>();
    for (CountSample sample : report.seen().counts()) {
      if (sample.of() == What.ROUTES && sample.vrf().isPresent()) {
        byNode.computeIfAbsent(sample.node(), any -> new TreeMap<>()).merge(sample.atNanos(), sample.value(),
            Long::sum);
      }
    }
    withoutPower(byNode);
    byNode.entrySet().stream().filter(each -> range(each.getValue()) > 0)
        .sorted(Comparator.comparingLong(each -> -range(each.getValue()))).limit(ROUTERS)
        .forEach(each -> series(out, each.getKey(), each.getValue()));
  }

  /** A node that has lost its power is not asked, and has nothing. */
  private void withoutPower(Map<String, TreeMap<Long, Long>> byNode) {
    faults.stream().filter(FaultMark::powerOff).filter(fault -> byNode.containsKey(fault.place()))
        .forEach(fault -> byNode.get(fault.place()).put(fault.atNanos(), 0L));
  }

  private static long range(TreeMap<Long, Long> points) {
    var sums = points.values().stream().mapToLong(Long::longValue).summaryStatistics();
    return sums.getMax() - sums.getMin();
  }

  /** Connected clients by their own word: all, and each population where there are few. */
  private void clients(ArrayNode out) {
    Map<String, TreeMap<Long, Long>> populations = new TreeMap<>();
    var now = new LinkedHashMap<String, Long>();
    var all = new TreeMap<Long, Long>();
    for (TimelineEvent event : report.events()) {
      if (event instanceof Clients clients && clients.node().isEmpty()) {
        populations.computeIfAbsent(clients.of(), any -> new TreeMap<>()).put(clients.atNanos(), clients.now());
        now.put(clients.of(), clients.now());
        all.put(clients.atNanos(), now.values().stream().mapToLong(Long::longValue).sum());
      }
    }
    if (populations.size() > 1) {
      series(out, "all", all);
    }
    if (populations.size() <= POPULATIONS) {
      populations.forEach((population, points) -> series(out, population, points));
    }
  }

  private static void series(ArrayNode out, String label, TreeMap<Long, Long> points) {
    ArrayNode list = out.addObject().put("label", label).putArray("points");
    long before = Long.MIN_VALUE;
    int every = points.size() / POINTS + 1;
    int index = 0;
    for (Map.Entry<Long, Long> point : points.entrySet()) {
      boolean last = point.getKey().equals(points.lastKey());
      if ((index++ % every == 0 || last) && point.getValue() != before) {
        list.addArray().add(Seconds.of(point.getKey())).add(point.getValue());
        before = point.getValue();
      }
    }
  }

  /** Of all populations together: a bucket for each span of time. */
  private void requests(ObjectNode root) {
    List<Requests> all = report.events().stream().filter(Requests.class::isInstance).map(Requests.class::cast)
        .toList();
    if (all.isEmpty()) {
      return;
    }
    long span = all.getFirst().spanNanos();
    int buckets = Math.toIntExact((endNanos - 1) / span + 1);
    var sums = new long[3][buckets];
    for (Requests each : all) {
      int bucket = Math.clamp((each.atNanos() - 1) / span, 0, buckets - 1);
      sums[0][bucket] += each.sent();
      sums[1][bucket] += each.answered();
      sums[2][bucket] += each.lost();
    }
    ObjectNode object = root.putObject("requests").put("width", Seconds.of(span));
    String[] names = {"sent", "answered", "lost"};
    for (int i = 0; i < names.length; i++) {
      ArrayNode list = object.putArray(names[i]);
      for (long sum : sums[i]) {
        list.add(sum);
      }
    }
  }
}
