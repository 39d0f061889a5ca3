package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.node.inspect.Inspect;
import io.carrierlab.node.inspect.Inspection;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** When clients and RADIUS servers are asked what they have counted: where expectations say so, and at the end. */
final class AccessPlan {
  private final TreeMap<Long, Inspection> samples = new TreeMap<>();

  AccessPlan(Network network, List<Expectation> expectations, Duration end) {
    var asked = new ArrayList<Integer>();
    List<NodeConfig> nodes = network.topology().nodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.get(node) instanceof ClientConfig || nodes.get(node) instanceof RadiusConfig) {
        asked.add(node);
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
        case Expectation.Reachability other -> { }
        case Expectation.NoReachability other -> { }
        case Expectation.Isolation other -> { }
        case Expectation.Path other -> { }
        case Expectation.Outage other -> { }
        case Expectation.Count other -> { }
      }
    }
    for (Duration at : times) {
      var inspection = new Inspection(true);
      samples.put(at.toNanos(), inspection);
      asked.forEach(node -> network.tell(node, at, new Inspect(inspection)));
    }
  }

  /** What was answered until {@code endNanos}. */
  List<AccessSample> samples(long endNanos) {
    return samples.headMap(endNanos, true).entrySet().stream().map(each ->
        new AccessSample(each.getKey(), each.getValue().clients(), each.getValue().accounting())).toList();
  }
}
