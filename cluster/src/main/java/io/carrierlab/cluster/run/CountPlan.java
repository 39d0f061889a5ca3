package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** When devices are asked for their counts: where expectations say so, and at intervals for the plots. */
final class CountPlan {
  private static final int MOST_SAMPLES = 120;
  private static final long MOST_QUESTIONS = 600_000;
  /** What a fault does is seen by the second, for so long and so many faults. */
  private static final int SECONDS_AFTER = 30;
  private static final int FAULTS = 3;
  private final TreeMap<Long, Inspection> samples = new TreeMap<>();

  private record Question(int node, Duration at) {}

  CountPlan(Network network, Questions questions, List<Expectation> expectations, List<Fault> faults,
      Duration duration) {
    // What thousands of clients count is in their events and in AccessPlan: they are asked only where they are named.
    int[] asked = IntStream.range(0, network.topology().nodes().size())
        .filter(node -> !(network.topology().nodes().get(node) instanceof ClientConfig
            || network.topology().nodes().get(node) instanceof LastMileConfig)).toArray();
    Set<String> clients = network.topology().nodes().stream().filter(ClientConfig.class::isInstance)
        .map(NodeConfig::name).collect(Collectors.toSet());
    long nodes = asked.length;
    var times = new TreeSet<Long>();
    var named = new ArrayList<Expectation.Count>();
    long count = Math.clamp(MOST_QUESTIONS / Math.max(1, nodes), 1, MOST_SAMPLES);
    for (long sample = 1; sample <= count; sample++) {
      times.add(duration.toNanos() / count * sample);
    }
    long close = Math.min(SECONDS_AFTER, MOST_QUESTIONS / 2 / Math.max(1, nodes));
    faults.stream().filter(fault -> !(fault instanceof Fault.Restore || fault instanceof Fault.Restart)).limit(FAULTS)
        .forEach(fault -> {
          for (long second = 1; second <= close; second++) {
            times.add(Math.min(duration.toNanos(), fault.at().plusSeconds(second).toNanos()));
          }
        });
    for (Expectation expectation : expectations) {
      if (expectation instanceof Expectation.Count wanted) {
        times.add(wanted.at().toNanos());
        named.add(wanted);
      }
    }
    for (long at : times) {
      Inspection inspection = questions.ask(Depth.COUNTS);
      samples.put(at, inspection);
      for (int node : asked) {
        questions.of(node, Duration.ofNanos(at), inspection);
      }
    }
    // Once for each time, whatever is wanted of it then: an answer is added to what was counted.
    named.stream().filter(wanted -> clients.contains(wanted.node()))
        .map(wanted -> new Question(network.links().index(wanted.node()), wanted.at())).distinct()
        .forEach(it -> questions.of(it.node, it.at, samples.get(it.at.toNanos())));
  }

  /** All that were asked until {@code endNanos}, by time. */
  SortedMap<Long, Inspection> asked(long endNanos) {
    return samples.headMap(endNanos, true);
  }

  /** What was answered until {@code endNanos}, in order of time. */
  List<CountSample> samples(long endNanos) {
    var all = new ArrayList<CountSample>();
    for (Map.Entry<Long, Inspection> sample : samples.headMap(endNanos, true).entrySet()) {
      for (Inspection.Count count : sample.getValue().counts()) {
        all.add(new CountSample(sample.getKey(), count.node(), what(count.of()),
            count.vrf().isEmpty() ? Optional.empty() : Optional.of(count.vrf()), count.value()));
      }
    }
    return all;
  }

  private static Expectation.Count.What what(Countable countable) {
    return switch (countable) {
      case LABELS -> Expectation.Count.What.LABELS;
      case ROUTES -> Expectation.Count.What.ROUTES;
      case BGP_SESSIONS -> Expectation.Count.What.BGP_SESSIONS;
      case LDP_SESSIONS -> Expectation.Count.What.LDP_SESSIONS;
      case OSPF_NEIGHBORS -> Expectation.Count.What.OSPF_NEIGHBORS;
      case VPNV4_ROUTES -> Expectation.Count.What.VPNV4_ROUTES;
      case SAS -> Expectation.Count.What.SAS;
      case IKE_SAS -> Expectation.Count.What.IKE_SAS;
      case CLIENTS -> Expectation.Count.What.CLIENTS;
      case RADIUS_SESSIONS -> Expectation.Count.What.RADIUS_SESSIONS;
    };
  }
}
