package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.loadgen.drill.Observations.DeviceSample;
import io.carrierlab.node.inspect.Inspect;
import io.carrierlab.node.inspect.Inspection;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** When clients, RADIUS servers and gateways are asked what they have: where expectations say so, and at the end. */
final class AccessPlan {
  /** Tables of gateways and routers. */
  private static final Set<String> KEPT = Set.of("pools", "ipsec-causes", "radius-counters", "counters");

  private final TreeMap<Long, Inspection> samples = new TreeMap<>();
  /** When gateways are asked, too. */
  private final TreeSet<Duration> settled = new TreeSet<>();
  /** When all routers are asked what they have dropped. */
  private final TreeSet<Duration> drops = new TreeSet<>();
  /** Gateways just before they lose their power. */
  private final TreeMap<Long, Inspection> dying = new TreeMap<>();

  AccessPlan(Network network, List<Expectation> expectations, List<Fault> faults, Duration end) {
    var asked = new ArrayList<Integer>();
    var gateways = new ArrayList<Integer>();
    var routers = new ArrayList<Integer>();
    List<NodeConfig> nodes = network.topology().nodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.get(node) instanceof ClientConfig || nodes.get(node) instanceof RadiusConfig) {
        asked.add(node);
      } else if (nodes.get(node) instanceof RouterConfig router) {
        routers.add(node);
        if (router.access().isPresent()) {
          gateways.add(node);
        }
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    var times = new TreeSet<Duration>();
    times.add(end);
    for (Expectation expectation : expectations) {
      switch (expectation) {
        case Expectation.Connected e -> times.add(e.at());
        case Expectation.Failed e -> times.add(e.at());
        case Expectation.Answered e -> times.add(e.at());
        case Expectation.Accounting e -> times.add(e.at());
        case Expectation.Lost e -> {
          times.add(e.from());
          times.add(e.at());
          if (!e.from().isZero()) {
            drops.add(e.from());
          }
          if (e.at().compareTo(end) < 0) {
            drops.add(e.at());
          }
        }
        case Expectation.Duplicates e -> times.add(e.at());
        case Expectation.SasConsistent e -> settled.add(e.at());
        case Expectation.NothingLeaks e -> settled.add(e.at());
        case Expectation.Reachability _, Expectation.NoReachability _, Expectation.Isolation _, Expectation.Path _,
            Expectation.Outage _, Expectation.Count _, Expectation.ClientOutage _, Expectation.ReconnectRate _,
            Expectation.HsrpActive _, Expectation.HsrpTakeover _, Expectation.SingleActive _,
            Expectation.WrongWay _, Expectation.SentToDead _ -> { }
      }
    }
    times.addAll(settled);
    for (Duration at : times) {
      var inspection = new Inspection(true);
      samples.put(at.toNanos(), inspection);
      asked.forEach(node -> network.tell(node, at, new Inspect(inspection)));
      (drops.contains(at) ? routers : settled.contains(at) ? gateways : List.<Integer>of())
          .forEach(node -> network.tell(node, at, new Inspect(inspection)));
    }
    if (expectations.stream().anyMatch(Expectation.NothingLeaks.class::isInstance)) {
      faults.stream().flatMap(fault -> fault.steps().stream()).filter(step -> step instanceof Fault.Crash
          && !step.at().isZero()).forEach(crash -> gateways.stream()
              .filter(node -> nodes.get(node).name().equals(crash.place().name()))
              .forEach(node -> dying(network, node, crash.at().minusNanos(1))));
    }
  }

  private void dying(Network network, int node, Duration at) {
    network.tell(node, at, new Inspect(dying.computeIfAbsent(at.toNanos(), _ -> new Inspection(true))));
  }

  /** What gateways and clients had of each other, and routers had dropped, where expectations ask for it. */
  List<DeviceSample> devices(long endNanos) {
    var all = new ArrayList<DeviceSample>();
    samples.headMap(endNanos, true).forEach((at, inspection) -> {
      Duration when = Duration.ofNanos(at);
      if (settled.contains(when) || drops.contains(when)) {
        all.add(new DeviceSample(at, settled.contains(when) ? inspection.sas() : List.of(), kept(inspection)));
      }
    });
    dying.headMap(endNanos, true).forEach((at, inspection) -> all.add(new DeviceSample(at, List.of(),
        kept(inspection))));
    return all;
  }

  private static List<StateTable> kept(Inspection inspection) {
    return inspection.tables().stream().filter(table -> KEPT.contains(table.kind())).toList();
  }

  /** What was answered until {@code endNanos}. */
  List<AccessSample> samples(long endNanos) {
    return samples.headMap(endNanos, true).entrySet().stream().map(each ->
        new AccessSample(each.getKey(), each.getValue().clients(), each.getValue().accounting())).toList();
  }
}
