package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.loadgen.drill.Observations.DropSample;
import io.carrierlab.loadgen.drill.Observations.Holdings;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** When clients, RADIUS servers and gateways are asked what they have: where expectations say so, and at the end. */
final class AccessPlan {
  /** Clients and RADIUS servers at the times that expectations name, and who else is asked then. */
  private final Questions questions;
  private final TreeMap<Long, Inspection> samples = new TreeMap<>();
  /** When all routers are asked what they have dropped. */
  private final TreeSet<Long> drops = new TreeSet<>();
  /** Shortly before that, and gateways just before they lose their power. */
  private final TreeMap<Long, Inspection> looks = new TreeMap<>();
  private final Map<Long, TreeSet<Integer>> who = new HashMap<>();
  private final Set<Long> ofClients = new HashSet<>();

  AccessPlan(Network network, Questions questions, List<Expectation> expectations, List<Fault> faults, Duration end) {
    this.questions = questions;
    var clients = new TreeSet<Integer>();
    var gateways = new TreeSet<Integer>();
    var routers = new TreeSet<Integer>();
    var peers = new TreeSet<Integer>();
    List<NodeConfig> nodes = network.topology().nodes();
    for (int node = 0; node < nodes.size(); node++) {
      switch (nodes.get(node)) {
        case ClientConfig _, RadiusConfig _ -> clients.add(node);
        case IpsecPeerConfig _ -> peers.add(node);
        case RouterConfig router -> {
          routers.add(node);
          (router.access().isPresent() ? gateways : router.tunnels().isEmpty() ? new TreeSet<Integer>() : peers)
              .add(node);
        }
        default -> { }
      }
    }
    if (clients.isEmpty() && gateways.isEmpty()) {
      return;
    }
    ask(end, clients);
    TreeSet<Duration> settled = asked(expectations, end, clients, routers);
    settled.forEach(at -> ask(at, clients));
    ofClients.addAll(who.keySet());
    faults.stream().map(Fault::at).filter(at -> !at.isZero()).findFirst().ifPresent(first -> {
      ask(first.minusNanos(1), routers);                  // what was lost before anything was broken is told apart
      drops.add(first.minusNanos(1).toNanos());
    });
    who.keySet().forEach(at -> samples.put(at, questions.ask(Depth.DROPS)));
    for (Duration at : settled) {
      for (Duration look : Evaluation.looks(at)) {
        look(look, clients);
        look(look, gateways);
        look(look, peers);
      }
    }
    if (expectations.stream().anyMatch(Expectation.NothingLeaks.class::isInstance)) {
      faults.stream().flatMap(fault -> fault.steps().stream()).filter(step -> step instanceof Fault.Crash
          && !step.at().isZero()).forEach(crash -> gateways.stream()
              .filter(node -> nodes.get(node).name().equals(crash.place().name()))
              .forEach(node -> look(crash.at().minusNanos(1), Set.of(node))));
    }
    who.forEach((at, asked) -> asked.forEach(node ->
        questions.of(node, Duration.ofNanos(at), samples.containsKey(at) ? samples.get(at) : looks.get(at))));
  }

  /** Asks what each expectation wants to know. @return when both ends of SAs are to be at rest */
  private TreeSet<Duration> asked(List<Expectation> expectations, Duration end, Set<Integer> clients,
      Set<Integer> routers) {
    var settled = new TreeSet<Duration>();
    for (Expectation expectation : expectations) {
      switch (expectation) {
        case Expectation.Connected e -> ask(e.at(), clients);
        case Expectation.Failed e -> ask(e.at(), clients);
        case Expectation.Answered e -> ask(e.at(), clients);
        case Expectation.Accounting e -> ask(e.at(), clients);
        case Expectation.Lost e -> {
          ask(e.from(), clients);
          ask(e.at(), clients);
          if (!e.from().isZero()) {
            drops.add(e.from().toNanos());
            ask(e.from(), routers);
          }
          if (e.at().compareTo(end) < 0) {
            drops.add(e.at().toNanos());
            ask(e.at(), routers);
          }
        }
        case Expectation.Duplicates e -> ask(e.at(), clients);
        case Expectation.SasConsistent e -> settled.add(e.at());
        case Expectation.NothingLeaks e -> settled.add(e.at());
        case Expectation.Reachability _, Expectation.NoReachability _, Expectation.Isolation _, Expectation.Path _,
            Expectation.Outage _, Expectation.Count _, Expectation.ClientOutage _, Expectation.ReconnectRate _,
            Expectation.HsrpActive _, Expectation.HsrpTakeover _, Expectation.SingleActive _,
            Expectation.WrongWay _, Expectation.SentToDead _ -> { }
      }
    }
    return settled;
  }

  private void ask(Duration at, Set<Integer> nodes) {
    who.computeIfAbsent(at.toNanos(), _ -> new TreeSet<>()).addAll(nodes);
  }

  /** Not a question for counts: from one of these to the next, clients tell what is lost from what is on its way. */
  private void look(Duration at, Set<Integer> nodes) {
    ask(at, nodes);
    looks.computeIfAbsent(at.toNanos(), time -> samples.containsKey(time) ? samples.get(time)
        : questions.ask(Depth.HOLDINGS));
  }

  /** What both ends of tunnels, and RADIUS servers, held. */
  List<Holdings> holdings(long endNanos) {
    return looks.headMap(endNanos, true).entrySet().stream().map(each -> new Holdings(each.getKey(),
        each.getValue().sas(), each.getValue().gateways(), each.getValue().clients(), each.getValue().accounting()))
        .toList();
  }

  /** What routers and clients had dropped. */
  List<DropSample> drops(long endNanos) {
    return drops.headSet(endNanos, true).stream().map(at -> new DropSample(at, samples.get(at).tables()))
        .toList();
  }

  /** What was answered until {@code endNanos}. */
  List<AccessSample> samples(long endNanos) {
    return samples.headMap(endNanos, true).entrySet().stream().filter(each -> ofClients.contains(each.getKey()))
        .map(each -> new AccessSample(each.getKey(), each.getValue().clients(), each.getValue().accounting())).toList();
  }

  /** All that were asked until {@code endNanos}, by time. */
  SortedMap<Long, Inspection> asked(long endNanos) {
    var all = new TreeMap<>(looks);
    all.putAll(samples);
    return all.headMap(endNanos, true);
  }
}
