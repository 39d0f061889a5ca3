package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.drill.SampleRun;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports of the sample run. */
final class SampleReport {
  private static final long SECOND = 1_000_000_000L;

  private SampleReport() {}

  static Report healthy() {
    return report(SampleNetwork.healthy(), SampleRun.healthy());
  }

  static Report leaking() {
    return report(SampleNetwork.leaking(), SampleRun.leaking());
  }

  static Report report(Topology topology, Observations seen) {
    return new Report(result(topology, seen), topology, seen, events(seen));
  }

  static RunResult result(Topology topology, Observations seen) {
    var run = new RunResult.Run(topology.name(), 7, "5f3a91c2d07be614", seen.endNanos(), 1.84, 4,
        new TreeMap<>(Map.of("Carrierlab", "0.1.0", "JDK", "25.0.1")), Optional.empty());
    Map<String, Observations.NodeCounters> counters = new TreeMap<>();
    seen.counters().forEach(c -> counters.put(c.node(), c));
    var nodes = new ArrayList<RunResult.NodeResult>();
    for (NodeConfig node : topology.nodes()) {
      nodes.add(new RunResult.NodeResult(node.name(), node.kind(),
          counters.containsKey(node.name()) ? counters.get(node.name()).values() : Map.of()));
    }
    return new RunResult(run, Evaluation.evaluate(SampleRun.expectations(), seen, topology),
        new TreeMap<>(Map.of("frames delivered", 312_114L, "frames lost", 631L, "VPN packets checked", 48_211L)),
        nodes);
  }

  static List<TimelineEvent> events(Observations seen) {
    var events = new ArrayList<TimelineEvent>();
    seen.faults().forEach(f -> events.add(new TimelineEvent.FaultHappened(f.at().toNanos(), f)));
    session(events, 10, "p1", "p2", TimelineEvent.Protocol.OSPF, "Full");
    session(events, 14, "p1", "p2", TimelineEvent.Protocol.LDP, "Operational");
    for (int i = 1; i <= 3; i++) {
      session(events, 9 + i, "pe" + i, "p1", TimelineEvent.Protocol.OSPF, "Full");
      session(events, 10 + i, "pe" + i, "p2", TimelineEvent.Protocol.OSPF, "Full");
      session(events, 14 + i, "pe" + i, "p1", TimelineEvent.Protocol.LDP, "Operational");
      session(events, 15 + i, "pe" + i, "p2", TimelineEvent.Protocol.LDP, "Operational");
      session(events, 20 + i, "pe" + i, "rr1", TimelineEvent.Protocol.BGP, "Established");
      session(events, 24 + i, "pe" + i, "ce-a" + i, TimelineEvent.Protocol.BGP, "Established");
      session(events, 25 + i, "pe" + i, "ce-b" + i, TimelineEvent.Protocol.BGP, "Established");
      events.add(new TimelineEvent.Route(26 * SECOND, "pe" + i, Optional.of("A"), "10.2.0.0/16", true, "192.0.2.12"));
    }
    for (String[] pair : new String[][] {{"p1", "p2"}, {"p2", "p1"}}) {
      events.add(new TimelineEvent.Session(60 * SECOND, pair[0], TimelineEvent.Protocol.OSPF, pair[1], "Down", false,
          Optional.of("carrier lost")));
      events.add(new TimelineEvent.Session(63 * SECOND, pair[0], TimelineEvent.Protocol.LDP, pair[1], "Nonexistent",
          false, Optional.of("hold timer of the hello adjacency expired")));
    }
    session(events, 91, "p1", "p2", TimelineEvent.Protocol.OSPF, "Full");
    session(events, 95, "p1", "p2", TimelineEvent.Protocol.LDP, "Operational");
    for (int second = 12; second < 120; second += 30) {
      events.add(new TimelineEvent.Session(second * SECOND, "rr1", TimelineEvent.Protocol.BGP, "192.0.2.99", "Idle",
          false, Optional.of("TCP segments without the MD5 signature that is configured")));
    }
    events.add(new TimelineEvent.FlowGap(63_057_000_000L, "a2", "voice", 59_997_000_000L, 305));
    seen.isolation().first().forEach(v -> events.add(new TimelineEvent.Isolation(v)));
    events.sort(Comparator.comparingLong(TimelineEvent::atNanos));
    return events;
  }

  private static void session(List<TimelineEvent> events, int second, String a, String b,
      TimelineEvent.Protocol protocol, String state) {
    long at = second * SECOND + (a.hashCode() & 0xff) * 1_000_000L;
    events.add(new TimelineEvent.Session(at, a, protocol, b, state, true, Optional.empty()));
    events.add(new TimelineEvent.Session(at + 2_000_000, b, protocol, a, state, true, Optional.empty()));
  }
}
