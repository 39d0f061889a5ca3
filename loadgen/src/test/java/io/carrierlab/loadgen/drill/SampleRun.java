package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Observations.Answer;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Observations.Delivery;
import io.carrierlab.loadgen.drill.Observations.Hop;
import io.carrierlab.loadgen.drill.Observations.NodeCounters;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.loadgen.drill.Observations.Ping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a run of the sample network could have observed, laid out by hand: a link of the core is cut at 60 s and
 * restored at 90 s, under a flow of 100 packets/s.
 */
public final class SampleRun {
  static final long SECOND = 1_000_000_000L;
  static final long END = 120 * SECOND;
  static final List<String> A = List.of("a1", "a2", "a3");
  static final List<String> B = List.of("b1", "b2", "b3");

  private SampleRun() {}

  public static List<Expectation> expectations() {
    return List.of(
        new Expectation.Reachability("reach-a", A, ofSeconds(40)),
        new Expectation.Reachability("reach-b", B, ofSeconds(40)),
        new Expectation.NoReachability("apart", A, B, ofSeconds(42)),
        new Expectation.Isolation("isolation"),
        new Expectation.Path("path-a", "a1", "a2", List.of("a1", "ce-a1", "pe1", "p1", "pe2", "ce-a2", "a2"),
            ofSeconds(45)),
        new Expectation.Outage("failover", "voice", ofSeconds(60), ofMillis(3200), Optional.of(ofMillis(2000))),
        new Expectation.Count("routes-pe1", "pe1", What.ROUTES, Optional.of("A"), 6, 6, ofSeconds(50)),
        new Expectation.Count("sessions-rr1", "rr1", What.BGP_SESSIONS, Optional.empty(), 3, Long.MAX_VALUE,
            ofSeconds(50)));
  }

  public static Observations healthy() {
    return run(new IsolationRecord(48_211, List.of(), List.of()), false);
  }

  /** As in {@link SampleNetwork#leaking}: a2's packets to 10.3.0.10 go to the site of B. */
  public static Observations leaking() {
    var log = new IsolationRecord.Log(50);
    log.checked(48_300);
    for (int i = 0; i < 57; i++) {
      log.add(new IsolationRecord.Violation(31 * SECOND + i * SECOND / 10, "A", "a2", 17 + i, "ce-b3--pe3", "ce-b3",
          "ge0", "B", "VPN A may not reach VPN B"));
    }
    return run(log.record(), true);
  }

  private static Observations run(IsolationRecord isolation, boolean leaking) {
    var pings = new ArrayList<Ping>();
    var deliveries = new ArrayList<Delivery>();
    ask(pings, "reach-a", A, A, 40, leaking ? "a2" : "");
    ask(pings, "reach-b", B, B, 40, "");
    for (String a : A) {
      for (String b : B) {
        String own = "a" + b.charAt(1);
        pings.add(new Ping("apart", a, b, 42 * SECOND, a.equals(own) ? new Answer.Silence()
            : new Answer.Reply(42 * SECOND + 18_000_000, leaking && a.equals("a2") && own.equals("a3") ? b : own,
                59)));
      }
    }
    return new Observations(END, faults(), pings, flows(), deliveries, isolation, paths(), counts(), counters(),
        List.of(), Observations.DeviceRecord.NONE);
  }

  private static void ask(List<Ping> pings, String id, List<String> from, List<String> to, int second, String broken) {
    for (String a : from) {
      for (String b : to) {
        long at = second * SECOND;
        if (!a.equals(b)) {
          boolean wrong = a.equals(broken) && b.equals("a3");
          pings.add(new Ping(id, a, b, at, new Answer.Reply(at + 12_400_000L + 2_000_000L * (b.charAt(1) - '0'),
              wrong ? "b3" : b, 59)));
        }
      }
    }
  }

  static List<Fault> faults() {
    return List.of(new Fault.Cut(ofSeconds(60), "p1--p2"), new Fault.Restore(ofSeconds(90), "p1--p2"));
  }

  static List<FlowRecord> flows() {
    return List.of(
        flow(new Traffic("voice", "a1", "a2", ofSeconds(35), ofSeconds(115), ofMillis(10), 172, 1), 7_000_000,
            60 * SECOND, 63_050_000_000L),
        flow(new Traffic("backup", "b1", "b3", ofSeconds(40), ofSeconds(110), ofMillis(40), 1400, 4), 9_000_000,
            60 * SECOND, 61_000_000_000L));
  }

  /** A flow whose packets are lost when sent in [lostFrom, lostTo), and take {@code latency} otherwise. */
  static FlowRecord flow(Traffic traffic, long latency, long lostFrom, long lostTo) {
    var sent = new Times.Log();
    var receiver = new FlowRecord.Receiver(1_000_000);
    long stop = traffic.stop().toNanos();
    for (long at = traffic.start().toNanos(); at < stop; at += traffic.every().toNanos()) {
      for (int i = 0; i < traffic.burst(); i++) {
        if (at < lostFrom || at >= lostTo) {
          receiver.arrived(sent.count(), at, at + latency + i * 1_000L);
        }
        sent.add(at);
      }
    }
    return FlowRecord.of(traffic, sent, receiver);
  }

  private static List<PathRecord> paths() {
    long at = 45 * SECOND;
    return List.of(new PathRecord("path-a", "a1", "a2", at, List.of(
        new Hop("a1", at, List.of("10.2.0.10 is not on the LAN: to the gateway 10.1.0.1")),
        new Hop("ce-a1", at + 1_000_000, List.of("10.2.0.0/16 via 172.16.1.1 (BGP)")),
        new Hop("pe1", at + 2_000_000, List.of("VRF A: 10.2.0.0/16 via 192.0.2.12, VPN label 24",
            "tunnel to 192.0.2.12: push 17, out ge0")),
        new Hop("p1", at + 4_000_000, List.of("label 17: implicit null, pop, out ge2")),
        new Hop("pe2", at + 7_000_000, List.of("label 24: VRF A", "10.2.0.0/16 via ce-a2, out ge2")),
        new Hop("ce-a2", at + 8_000_000, List.of("10.2.0.0/24 connected, eth1")),
        new Hop("a2", at + 9_000_000, List.of("ours"))), Optional.empty()));
  }

  private static List<CountSample> counts() {
    var counts = new ArrayList<CountSample>();
    for (String node : List.of("p1", "p2", "pe1", "pe2", "pe3", "rr1")) {
      for (int second = 0; second <= 120; second++) {
        long at = second * SECOND;
        boolean cut = second > 62 && second < 91;
        counts.add(new CountSample(at, node, What.ROUTES, Optional.empty(),
            Math.min(cut ? 17 : 18, second < 2 ? 4 : second / 2)));
        if (!node.equals("rr1")) {
          counts.add(new CountSample(at, node, What.LABELS, Optional.empty(),
              Math.min(cut ? 15 : 17, second < 12 ? 0 : second - 10)));
        }
        if (node.startsWith("pe")) {
          counts.add(new CountSample(at, node, What.ROUTES, Optional.of("A"), second < 30 ? 2 : 6));
          counts.add(new CountSample(at, node, What.ROUTES, Optional.of("B"), second < 33 ? 2 : 6));
        }
      }
    }
    counts.add(new CountSample(50 * SECOND, "rr1", What.BGP_SESSIONS, Optional.empty(), 3));
    return counts;
  }

  private static List<NodeCounters> counters() {
    var random = new SplittableRandom(1);
    return SampleNetwork.healthy().nodes().stream().map(node -> new NodeCounters(node.name(), Map.of(
        "frames received", random.nextLong(4_000, 40_000), "frames sent", random.nextLong(4_000, 40_000),
        "octets received", random.nextLong(1_000_000, 9_000_000), "drop: TTL expired", 0L,
        "drop: no label", node.name().equals("p2") ? 14L : 0L))).toList();
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
