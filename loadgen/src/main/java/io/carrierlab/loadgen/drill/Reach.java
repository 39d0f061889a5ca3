package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Cell;
import io.carrierlab.loadgen.drill.Evidence.Matrix;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations.Answer;
import io.carrierlab.loadgen.drill.Observations.Delivery;
import io.carrierlab.loadgen.drill.Observations.Ping;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges who reaches whom. */
final class Reach {
  /** Rows of a table in a verdict: what a person reads. */
  static final int ROWS = 200;
  /** Hosts on a side of a matrix that is still a picture; beyond it, a table of what was wrong. */
  static final int MATRIX = 40;

  private record Asked(String expectation, String from, String to) {}

  private record Pair(String from, String to) {}

  /** Whoever was asked so shortly before the end of the run may have answered after it. */
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private enum Seen { GOOD, BAD, UNKNOWN }

  private record Finding(Seen seen, String mark, String text) {}

  private final Map<Asked, List<Ping>> pings = new HashMap<>();
  private final Map<Pair, Long> delivered = new HashMap<>();
  private final Map<String, NodeConfig> nodes;
  private final Observations run;

  Reach(Observations seen, Map<String, NodeConfig> nodes) {
    this.nodes = nodes;
    this.run = seen;
    for (Ping ping : seen.pings()) {
      pings.computeIfAbsent(new Asked(ping.expectation(), ping.from(), ping.to()), _ -> new ArrayList<>()).add(ping);
    }
    for (Delivery delivery : seen.deliveries()) {
      delivered.merge(new Pair(delivery.origin(), delivery.receiver()), delivery.packets(), Long::sum);
    }
  }

  static String what(Expectation.Reachability e) {
    return "every host of " + hosts(e.from()) + " is answered by every "
        + (e.from().equals(e.to()) ? "other" : "host of " + hosts(e.to())) + " at " + Words.seconds(e.at());
  }

  static String what(Expectation.NoReachability e) {
    return "no host of " + hosts(e.from()) + " reaches a host of " + hosts(e.to()) + ", asked at "
        + Words.seconds(e.at());
  }

  private static String hosts(List<String> names) {
    return names.size() <= 8 ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " ... " + names.getLast() + " (" + names.size() + ")";
  }

  Verdict judge(Expectation.Reachability e) {
    return judge(e.id(), what(e), e.from(), e.to(), true);
  }

  Verdict judge(Expectation.NoReachability e) {
    return judge(e.id(), what(e), e.from(), e.to(), false);
  }

  private Verdict judge(String id, String what, List<String> from, List<String> to, boolean wanted) {
    Optional<String> noHost = Stream.concat(from.stream(), to.stream())
        .filter(name -> !(nodes.get(name) instanceof HostConfig)).findFirst();
    if (noHost.isPresent()) {
      return Evaluation.notEvaluated(id, what, "there is no host " + noHost.get());
    }
    var tally = new Tally(from, to);
    for (String asker : from) {
      var row = new ArrayList<Cell>();
      for (String target : to) {
        row.add(asker.equals(target) ? new Cell(true, "", "itself") : tally.add(asker, target,
            wanted ? answered(id, asker, target) : unanswered(id, asker, target, to)));
      }
      tally.matrix.add(row);
    }
    if (tally.pairs == 0) {
      return Evaluation.notEvaluated(id, what, "there is no pair of different hosts");
    }
    Outcome outcome = tally.bad > 0 ? Outcome.FAIL : tally.unknown > 0 ? Outcome.NOT_EVALUATED : Outcome.PASS;
    String summary = tally.good + " of " + Words.plural(tally.pairs, "pair")
        + (wanted ? " answered" : " kept apart");
    String observed = (outcome == Outcome.NOT_EVALUATED ? "not evaluated: " : "") + summary
        + (tally.wrong.isEmpty() ? "" : "; " + Words.some(tally.wrong.stream().map(r -> String.join(" ", r)).toList(),
            3));
    return new Verdict(id, what, outcome, observed, tally.evidence());
  }

  /** What was found for all pairs. */
  private static final class Tally {
    final List<String> from;
    final List<String> to;
    final List<List<Cell>> matrix = new ArrayList<>();
    final List<List<String>> wrong = new ArrayList<>();
    int pairs;
    int good;
    int bad;
    int unknown;

    Tally(List<String> from, List<String> to) {
      this.from = from;
      this.to = to;
    }

    Cell add(String asker, String target, Finding finding) {
      pairs++;
      switch (finding.seen()) {
        case GOOD -> good++;
        case BAD -> bad++;
        case UNKNOWN -> unknown++;
      }
      boolean isGood = finding.seen() == Seen.GOOD;
      if (!isGood) {
        wrong.add(List.of(asker, "to", target + ":", finding.text()));
      }
      return new Cell(isGood, finding.mark(), finding.text());
    }

    List<Evidence> evidence() {
      if (from.size() <= MATRIX && to.size() <= MATRIX) {
        return List.of(new Matrix(from, to, matrix));
      }
      var rows = wrong.stream().limit(ROWS).map(row -> List.of(row.get(0), row.get(2).replaceFirst(":$", ""),
          row.get(3))).toList();
      return List.of(new Table(pairs + " pairs, " + wrong.size() + " not as expected", List.of("from", "to", "seen"),
          rows, wrong.size() - rows.size()));
    }
  }

  private Finding answered(String id, String from, String to) {
    List<Ping> tries = pings.getOrDefault(new Asked(id, from, to), List.of());
    Finding last = new Finding(Seen.UNKNOWN, "not asked", "never asked");
    for (Ping ping : tries) {
      last = switch (ping.answer()) {
        case Answer.Reply(long at, String by, int ttl) when by.equals(to) -> new Finding(Seen.GOOD,
            Words.millis(at - ping.askedNanos()), "answered after " + Words.millis(at - ping.askedNanos())
            + ", TTL " + ttl + (tries.indexOf(ping) == 0 ? "" : ", try " + (tries.indexOf(ping) + 1)));
        case Answer.Reply(_, String by, _) -> new Finding(Seen.BAD, "wrong host",
            "answered by " + by + ", which has the same address");
        case Answer.Refused(_, String by, String error) -> new Finding(Seen.BAD, "ICMP error",
            error + " from " + by);
        case Answer.Silence() -> unheard(tries).orElseGet(() -> new Finding(Seen.BAD, "no reply", "no reply"
            + (tries.size() > 1 ? " in " + tries.size() + " tries" : "")));
      };
      if (last.seen() == Seen.GOOD) {
        return last;
      }
    }
    return last;
  }

  /** An answer of somebody else is no breach: the address may be in use in the asker's own VPN as well. */
  private Finding unanswered(String id, String from, String to, List<String> forbidden) {
    List<Ping> tries = pings.getOrDefault(new Asked(id, from, to), List.of());
    for (Ping ping : tries) {
      if (ping.answer() instanceof Answer.Reply(_, String by, _) && (by.equals(to) || forbidden.contains(by))) {
        return new Finding(Seen.BAD, "answered", "answered by " + by);
      }
    }
    long packets = delivered.getOrDefault(new Pair(from, to), 0L);
    if (packets > 0) {
      return new Finding(Seen.BAD, "arrived", Words.plural(packets, "packet") + " arrived, though none was answered");
    }
    if (tries.isEmpty()) {
      return new Finding(Seen.UNKNOWN, "not asked", "never asked");
    }
    return switch (tries.getLast().answer()) {
      case Answer.Reply(_, String by, _) -> new Finding(Seen.GOOD, "other host",
          "answered by " + by + ", which has the same address and may");
      case Answer.Refused(_, String by, String error) -> new Finding(Seen.GOOD, "refused", error + " from " + by);
      case Answer.Silence() -> unheard(tries).orElseGet(() ->
          new Finding(Seen.GOOD, "no reply", "no reply, no packet arrived"));
    };
  }

  /** Where silence says nothing: who should ask had no power, or there was no time to answer. */
  private Optional<Finding> unheard(List<Ping> tries) {
    List<String> why = tries.stream().flatMap(ping -> unheard(ping.from(), ping.askedNanos(), "asked").stream())
        .toList();
    return why.size() < tries.size() ? Optional.empty()
        : Optional.of(new Finding(Seen.UNKNOWN, "not known", why.getFirst()));
  }

  /** Why it says nothing that a packet has not arrived, if that is so. @param sent in words, what was done with it */
  Optional<String> unheard(String from, long sentNanos, String sent) {
    return off(from, sentNanos) ? Optional.of(from + " had no power")
        : run.endNanos() - sentNanos < PATIENCE_NANOS ? Optional.of(sent + " "
        + Words.seconds(run.endNanos() - sentNanos) + " before the end of the run") : Optional.empty();
  }

  /** By the drill: since its last crash there was no restart. */
  private boolean off(String node, long atNanos) {
    return run.faults().stream().flatMap(fault -> fault.steps().stream())
        .filter(step -> step.at().toNanos() <= atNanos && step.place().name().equals(node))
        .filter(step -> step instanceof Fault.Crash || step instanceof Fault.Restart)
        .max(Comparator.comparing(Fault::at)).filter(Fault.Crash.class::isInstance).isPresent();
  }
}
