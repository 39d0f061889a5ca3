package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Evidence.Way;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges a run: a pure function of what was expected, what was observed and the network. What cannot be evaluated,
 * because a node is unknown, a time lies after the end or nothing was observed, does not pass, and says why.
 */
public final class Evaluation {
  private final Observations seen;
  private final Map<String, NodeConfig> nodes = new LinkedHashMap<>();
  private final Reach reach;
  private final Leaks leaks;
  private final RemoteAccess access;
  private final ClientOutages outages;
  private final Redundancy redundancy;
  private final WrongWays wrongWays;
  private final Losses losses;
  private final Settled settled;
  private final Silences silences;

  private Evaluation(Observations seen, Topology topology) {
    this.seen = seen;
    topology.nodes().forEach(node -> nodes.put(node.name(), node));
    this.reach = new Reach(seen, nodes);
    this.leaks = new Leaks(seen, topology);
    this.access = new RemoteAccess(seen, topology);
    this.outages = new ClientOutages(seen, topology);
    this.redundancy = new Redundancy(seen, topology);
    this.wrongWays = new WrongWays(seen, topology);
    this.losses = new Losses(seen, topology);
    this.settled = new Settled(seen, topology);
    this.silences = new Silences(seen);
  }

  /** One verdict for each expectation, in their order. */
  public static List<Verdict> evaluate(List<Expectation> expectations, Observations seen, Topology topology) {
    var evaluation = new Evaluation(seen, topology);
    return expectations.stream().map(evaluation::judge).toList();
  }

  /** How long clients were out because of the fault at a time, whether an expectation asks for it or not. */
  public static Optional<Evidence.OutageSpread> outages(Observations seen, Topology topology, Duration after) {
    return new ClientOutages(seen, topology).spread(after);
  }

  /** How long each flow was silent because of the fault at a time, as an expectation would judge it. */
  public static List<Evidence.Gap> silences(Observations seen, Duration after) {
    return seen.flows().stream().map(flow -> Outages.judge(new Expectation.Outage("", flow.traffic().name(), after,
        after, Optional.empty()), seen)).flatMap(verdict -> verdict.evidence().stream())
        .map(Evidence.Gap.class::cast).toList();
  }

  /** Where packets were dropped until a time, and why. Begins with {@code "; "}; empty: nobody knows of any drop. */
  public static String whyLost(Observations seen, Topology topology, Duration until) {
    return new WhyLost(seen, topology).until(until.toNanos());
  }

  /** When both ends of tunnels are looked at to judge whether they agree at a time, that time last. */
  public static List<Duration> looks(Duration at) {
    return Settled.looks(at);
  }

  private Verdict judge(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Reachability e -> orLate(e.id(), Reach.what(e), e.at(), () -> reach.judge(e));
      case Expectation.NoReachability e -> orLate(e.id(), Reach.what(e), e.at(), () -> reach.judge(e));
      case Expectation.Isolation e -> leaks.judge(e);
      case Expectation.Path e -> orLate(e.id(), what(e), e.at(), () -> path(e));
      case Expectation.Outage e -> orLate(e.id(), Outages.what(e), e.after(), () -> Outages.judge(e, seen));
      case Expectation.Count e -> orLate(e.id(), what(e), e.at(), () -> count(e));
      case Expectation.Connected e -> orLate(e.id(), RemoteAccess.what(e), e.at(), () -> access.judge(e));
      case Expectation.Failed e -> orLate(e.id(), RemoteAccess.what(e), e.at(), () -> access.judge(e));
      case Expectation.Answered e -> orLate(e.id(), RemoteAccess.what(e), e.at(), () -> access.judge(e));
      case Expectation.Accounting e -> orLate(e.id(), RemoteAccess.what(e), e.at(), () -> access.judge(e));
      case Expectation.ClientOutage e -> orLate(e.id(), ClientOutages.what(e), e.after(), () -> outages.judge(e));
      case Expectation.ReconnectRate e -> orLate(e.id(), ClientOutages.what(e), e.after(), () -> outages.judge(e));
      case Expectation.HsrpActive e -> orLate(e.id(), Redundancy.what(e), e.at(), () -> redundancy.judge(e));
      case Expectation.HsrpTakeover e -> orLate(e.id(), Redundancy.what(e), e.after(), () -> redundancy.judge(e));
      case Expectation.SingleActive e -> redundancy.judge(e);
      case Expectation.WrongWay e -> orLate(e.id(), WrongWays.what(e), e.after(), () -> wrongWays.judge(e));
      case Expectation.Lost e -> orLate(e.id(), Losses.what(e), e.at(), () -> losses.judge(e));
      case Expectation.Duplicates e -> orLate(e.id(), Losses.what(e), e.at(), () -> losses.judge(e));
      case Expectation.SentToDead e -> losses.judge(e);
      case Expectation.SasConsistent e -> orLate(e.id(), Settled.what(e), e.at(), () -> settled.judge(e));
      case Expectation.NothingLeaks e -> orLate(e.id(), Settled.what(e), e.at(), () -> settled.judge(e));
    };
  }

  private Verdict orLate(String id, String what, Duration at, Supplier<Verdict> judge) {
    return at.toNanos() <= seen.endNanos() ? judge.get() : notEvaluated(id, what,
        Words.seconds(at) + " was never reached: the run ended at " + Words.seconds(seen.endNanos()));
  }

  static Verdict notEvaluated(String id, String what, String why) {
    return new Verdict(id, what, Outcome.NOT_EVALUATED, "not evaluated: " + why, List.of());
  }

  static Outcome passIf(boolean good) {
    return good ? Outcome.PASS : Outcome.FAIL;
  }

  private static String what(Expectation.Path e) {
    return "a packet from " + e.from() + " to " + e.to() + " at " + Words.seconds(e.at()) + " goes "
        + String.join(" - ", e.nodes());
  }

  private Verdict path(Expectation.Path e) {
    for (String name : e.nodes()) {
      if (!nodes.containsKey(name)) {
        return notEvaluated(e.id(), what(e), "there is no node " + name);
      }
    }
    Optional<PathRecord> found = seen.paths().stream().filter(path -> path.expectation().equals(e.id())).findFirst();
    if (found.isEmpty()) {
      return notEvaluated(e.id(), what(e), "no packet was traced");
    }
    PathRecord path = found.get();
    Optional<String> unknown = path.dropped().flatMap(_ -> reach.unheard(path.from(), path.sentNanos(), "sent"));
    if (unknown.isPresent()) {
      return notEvaluated(e.id(), what(e), unknown.get());
    }
    List<String> went = path.hops().stream().map(Observations.Hop::node).toList();
    String end = path.dropped().map(why -> "dropped at " + (went.isEmpty() ? path.from() : went.getLast()) + ": " + why)
        .orElse("delivered");
    boolean held = went.equals(e.nodes()) && path.dropped().isEmpty();
    String observed = held ? "it went so" : (went.isEmpty() ? "it was nowhere seen"
        : "it went " + String.join(" - ", went)) + path.dropped().map(_ -> ", and was " + end).orElse("");
    return new Verdict(e.id(), what(e), passIf(held), observed, List.of(new Way(e.nodes(), path.hops(), end)));
  }

  private static String what(Expectation.Count e) {
    String table = e.vrf().map(vrf -> " in VRF " + vrf).orElse("");
    return e.node() + " has " + amount(e.atLeast(), e.atMost()) + " " + words(e.of()) + table + " at "
        + Words.seconds(e.at());
  }

  static String amount(long atLeast, long atMost) {
    return atLeast == atMost ? "exactly " + atLeast
        : atMost == Long.MAX_VALUE ? "at least " + atLeast : atLeast + " to " + atMost;
  }

  /** What is counted, as people say it. */
  public static String words(Expectation.Count.What of) {
    return switch (of) {
      case LABELS -> "labels";
      case ROUTES -> "routes";
      case BGP_SESSIONS -> "BGP sessions";
      case LDP_SESSIONS -> "LDP sessions";
      case OSPF_NEIGHBORS -> "OSPF neighbours";
      case VPNV4_ROUTES -> "VPNv4 routes";
      case SAS -> "IPsec SA pairs";
      case IKE_SAS -> "IKE SAs";
      case CLIENTS -> "clients";
      case RADIUS_SESSIONS -> "accounting sessions";
    };
  }

  private Verdict count(Expectation.Count e) {
    if (!nodes.containsKey(e.node())) {
      return notEvaluated(e.id(), what(e), "there is no node " + e.node());
    }
    if (e.vrf().isPresent() && !hasVrf(nodes.get(e.node()), e.vrf().get())) {
      return notEvaluated(e.id(), what(e), e.node() + " has no VRF " + e.vrf().get());
    }
    var samples = new ArrayList<CountSample>();
    for (CountSample sample : seen.counts()) {
      if (sample.node().equals(e.node()) && sample.of() == e.of() && sample.vrf().equals(e.vrf())) {
        samples.add(sample);
      }
    }
    // Only a reading at that very time will do: between readings the count can have been anything.
    Optional<CountSample> at = samples.stream().filter(s -> s.atNanos() == e.at().toNanos()).reduce((a, b) -> b);
    if (at.isEmpty()) {
      return notEvaluated(e.id(), what(e), silences.why(e.at(), e.node()::equals).orElse(e.node()
          + " gave no count of " + words(e.of()) + e.vrf().map(vrf -> " in VRF " + vrf).orElse("")
          + " at that time"));
    }
    Optional<String> partly = silences.why(e.at(), e.node()::equals);
    if (partly.isPresent()) {
      return notEvaluated(e.id(), what(e), partly.get() + " with all of its parts");
    }
    long value = at.get().value();
    var changes = new ArrayList<CountSample>();
    for (CountSample sample : samples) {
      if (changes.isEmpty() || changes.getLast().value() != sample.value() || sample == at.get()) {
        changes.add(sample);
      }
    }
    var rows = changes.stream().limit(Reach.ROWS)
        .map(s -> List.of(Words.seconds(s.atNanos()), Long.toString(s.value()))).toList();
    return new Verdict(e.id(), what(e), passIf(value >= e.atLeast() && value <= e.atMost()),
        value + " " + words(e.of()),
        List.of(new Table("Readings at which it changed, and the one asked for", List.of("time", words(e.of())), rows,
            changes.size() - rows.size())));
  }

  private static boolean hasVrf(NodeConfig node, String vrf) {
    return node instanceof RouterConfig router && router.vrfs().stream().anyMatch(v -> v.name().equals(vrf));
  }
}
