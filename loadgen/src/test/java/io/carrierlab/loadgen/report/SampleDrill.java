package io.carrierlab.loadgen.report;

import static java.time.Duration.ofSeconds;

import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Part;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.drill.SampleRun;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.report.TimelineEvent.Clients;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.loadgen.report.TimelineEvent.Requests;
import io.carrierlab.loadgen.report.TimelineEvent.RoutesVia;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The script of stateless failover, laid out by hand: clients connect to pe1 through the virtual address, pe1 crashes
 * at 180 s, pe2 takes over, clients find out by DPD and come back; at 360 s pe1 is started again.
 */
final class SampleDrill {
  private static final long SECOND = 1_000_000_000L;
  private static final int CLIENTS = 10_000;

  private SampleDrill() {}

  static Report report() {
    return report(Map.of("dpd", 21L));
  }

  /** With other counts of devices. */
  static Report report(List<CountSample> counts) {
    return report(21, counts);
  }

  /** @param halfBack seconds after which half of the clients are back, under {@code dpd} */
  static Report report(Map<String, Long> halfBack) {
    return report(halfBack.get("dpd"), counts(halfBack.get("dpd")));
  }

  private static Report report(long half, List<CountSample> counts) {
    Topology topology = SampleNetwork.healthy();
    Observations seen = new Observations(600 * SECOND, faults(), List.of(), List.of(), List.of(),
        SampleRun.healthy().isolation(), List.of(), counts, List.of(),
        List.of(new Observations.AccessSample(600 * SECOND, List.of(), List.of())), Observations.DeviceRecord.NONE);
    var run = new RunResult.Run("hsrp-failover", 7, "5f3a91c2d07be614", seen.endNanos(), 41.84, 4,
        new TreeMap<>(Map.of("carrierlab", "0.1.0", "java", "25.0.1")), Optional.empty());
    var nodes = topology.nodes().stream().map(node -> new RunResult.NodeResult(node.name(), node.kind(), Map.of()))
        .toList();
    var counters = new TreeMap<>(Map.of("framesSent", 4_312_114L, "droppedFault", 631L + half, "clients", 10_000L));
    return new Report(new RunResult(run, verdicts(half), counters, nodes), topology, seen, events(half));
  }

  static List<Fault> faults() {
    return List.of(new Fault.Crash(ofSeconds(180), "pe1"), new Fault.Restart(ofSeconds(360), "pe1"));
  }

  static List<Verdict> verdicts(long half) {
    var stale = new Table("SAs of clients that are gone", List.of("node", "VRF", "peer", "since"),
        List.of(List.of("pe1", "acme", "198.51.100.17", "180 s"),
            List.of("pe1", "acme", "198.51.100.18", "180 s")), 3);
    return List.of(
        new Verdict("outage", "half of the clients are back within 25 s of crash pe1 at 180 s, all within 60 s",
            half <= 25 ? Verdict.Outcome.PASS : Verdict.Outcome.FAIL, "p50 " + half + " s, last " + (half + 17) + " s",
            List.of(spread(half))),
        new Verdict("no-stale", "no SA is left on pe1 at 590 s", Verdict.Outcome.FAIL, "5 are left", List.of(stale)));
  }

  static OutageSpread spread(long half) {
    var outages = new ArrayList<Integer>();
    for (int i = 0; i < 60; i++) {
      double distance = (i - half) / 5.5;
      outages.add((int) (CLIENTS / 5.5 / 2.507 * Math.exp(-distance * distance / 2)));
    }
    var reconnects = new ArrayList<Integer>();
    for (int i = 0; i < 60; i++) {
      reconnects.add(i < 10 || i > half + 17 ? 0 : Math.min(330, (i - 9) * 60));
    }
    List<Part> parts = List.of(
        part("detection", "until DPD gives the gateway up: idle time, tries and their spacing", half * 6 / 10),
        part("waiting", "until the next attempt: the client's back-off", half / 10),
        part("handshake", "IKE with thousands at once: the aggregator's processor", half * 2 / 10),
        part("convergence", "from SAs to the first answer: BGP takes the new route to the other PEs", half / 10));
    return new OutageSpread("crash pe1", 180 * SECOND, CLIENTS, 9_998, 9_996, 0, total(half), parts,
        new Buckets(0, SECOND, outages), new Buckets(180 * SECOND, SECOND, reconnects));
  }

  private static Part part(String name, String what, long seconds) {
    return new Part(name, what, quantiles(seconds));
  }

  /** Two are not back. */
  private static Quantiles total(long seconds) {
    Quantiles back = quantiles(seconds);
    return new Quantiles(back.p50Nanos(), back.p90Nanos(), back.p99Nanos(), Quantiles.NOT_BACK, back.meanNanos());
  }

  private static Quantiles quantiles(long seconds) {
    long nanos = seconds * SECOND;
    return new Quantiles(nanos + 40_000_000, nanos + nanos / 3, nanos + nanos / 2, nanos + nanos * 17 / 21, nanos);
  }

  private static List<CountSample> counts(long half) {
    var counts = new ArrayList<CountSample>();
    for (int second = 5; second <= 600; second += 5) {
      long up = Math.min(CLIENTS, Math.max(0, (second - 10) * 200L));
      long back = Math.clamp((second - 190) * (CLIENTS / (2 * half - 20)), 0, CLIENTS);
      if (second < 180 || second > 360) {
        counts.add(new CountSample(second * SECOND, "pe1", What.SAS, Optional.empty(), second < 180 ? up : 0));
      }
      counts.add(new CountSample(second * SECOND, "pe2", What.SAS, Optional.empty(), second < 180 ? 0 : back));
      counts.add(new CountSample(second * SECOND, "pe3", What.ROUTES, Optional.of("acme"),
          second < 185 ? up + 12 : back + 12));
    }
    return counts;
  }

  static List<TimelineEvent> events(long half) {
    var events = new ArrayList<TimelineEvent>();
    faults().forEach(fault -> events.add(new TimelineEvent.FaultHappened(fault.at().toNanos(), fault)));
    hsrp(events, 4, "pe1", "Standby", "");
    hsrp(events, 4.2, "pe2", "Speak", "");
    hsrp(events, 5, "pe1", "Active", "");
    hsrp(events, 6, "pe2", "Standby", "");
    hsrp(events, 182.613, "pe2", "Active", "no hello of 203.0.113.2 for 3 s");
    hsrp(events, 366, "pe1", "Standby", "");
    events.add(new RoutesVia(11_200_000_000L, "pe3", "acme", "pe1", true, "first of 1"));
    events.add(new RoutesVia(185_000_000_000L, "pe3", "acme", "pe1", false, "none left"));
    events.add(new RoutesVia(190_700_000_000L, "pe3", "acme", "pe2", true, "first of 1"));
    events.add(new TimelineEvent.Session(185_000_000_000L, "pe3", TimelineEvent.Protocol.BGP, "pe1", "DOWN", false,
        Optional.of("hold timer expired")));
    events.add(new TimelineEvent.OfPart(366_000_000_000L, "pe1", TimelineEvent.Part.CRYPTO, "outside",
        "does not clean up: 5 sessions stay"));
    long now = 0;
    for (int second = 10; second < 60; second++) {
      now += 200;
      events.add(clients(second + 1, "", 200, 0, now));
      events.add(clients(second + 1, "pe1", 200, 0, now));
    }
    for (int second = 190; second < 190 + half; second++) {
      long each = second == 190 + half - 1 ? CLIENTS - (CLIENTS / half) * (half - 1) : CLIENTS / half;
      now -= each;
      events.add(clients(second + 1, "", 0, each, now));
    }
    for (int second = 191; second < 191 + half; second++) {
      long each = CLIENTS / half;
      now += each;
      events.add(clients(second + 1, "", each, 0, now));
      events.add(clients(second + 1, "pe2", each, 0, now));
    }
    for (int second = 12; second < 600; second++) {
      long sent = Math.min(2_000, (second - 10) * 40L);
      long lost = second >= 180 && second < 220 ? sent * (220 - second) / 40 : 0;
      events.add(new Requests((second + 1) * SECOND, SECOND, "staff", sent, sent - lost, lost));
    }
    events.sort(Comparator.comparingLong(TimelineEvent::atNanos));
    return events;
  }

  private static void hsrp(List<TimelineEvent> events, double second, String node, String state, String reason) {
    events.add(new Hsrp(Math.round(second * SECOND), node, "ge2", "outside", 1, state,
        reason.isEmpty() ? Optional.empty() : Optional.of(reason)));
  }

  private static Clients clients(int second, String node, long connected, long lost, long now) {
    return new Clients(second * SECOND, node, node.isEmpty() ? "staff" : "acme", connected, 0,
        new TreeMap<>(lost == 0 ? Map.of() : Map.of("PEER_DEAD", lost)), now);
  }
}
