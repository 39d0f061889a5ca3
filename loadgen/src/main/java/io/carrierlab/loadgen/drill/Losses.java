package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Judges how much was lost, came twice, or was sent to who is not there; and says where what was lost was dropped. */
final class Losses {
  private final Observations seen;
  private final WhyLost why;
  private final Silences silences;
  private final Clients all;

  Losses(Observations seen, Topology topology) {
    this.seen = seen;
    silences = new Silences(seen);
    all = new Clients(topology);
    this.why = new WhyLost(seen, topology);
  }

  static String what(Expectation.Lost e) {
    return "at most " + e.atMost() + (e.of() instanceof Expectation.Whose.Clients ? " requests" : " packets")
        + of(e.of(), e.at()) + (e.from().isZero() ? "" : ", from " + Words.seconds(e.from()) + " on,") + " are lost";
  }

  static String what(Expectation.Duplicates e) {
    return "at most " + e.atMost() + (e.of() instanceof Expectation.Whose.Clients ? " answers" : " packets")
        + of(e.of(), e.at()) + " come twice";
  }

  private static String what(Expectation.SentToDead e) {
    return "at most " + e.atMost() + " frames are sent to " + e.node() + " while it is off";
  }

  private static String of(Expectation.Whose whose, Duration at) {
    return switch (whose) {
      case Expectation.Whose.Clients(var population) ->
          " of clients" + RemoteAccess.of(population) + " until " + Words.seconds(at);
      case Expectation.Whose.Flow(String name) -> " of flow " + name;
    };
  }

  /** What was counted. @param all that could have been; {@code of}: in words */
  private record Counted(long count, long all, String of, Table table) {}

  Verdict judge(Expectation.Lost e) {
    // Of whoever was silent at the beginning nobody knows what was lost before it.
    return unknown(e.of(), e.from()).map(silent -> Evaluation.notEvaluated(e.id(), what(e), silent))
        .orElseGet(() -> judge(unknown(e.of(), e.at()), e.id(), what(e), e.atMost(),
            counted(e.of(), e.from(), e.at(), false), () -> why.sentence(e.from().toNanos(), e.at().toNanos())));
  }

  Verdict judge(Expectation.Duplicates e) {
    return judge(unknown(e.of(), e.at()), e.id(), what(e), e.atMost(),
        counted(e.of(), Duration.ZERO, e.at(), true), () -> "");
  }

  /** Which clients have not said what they counted; of a flow, hosts count at the end of the run. */
  private Optional<String> unknown(Expectation.Whose whose, Duration at) {
    return switch (whose) {
      case Expectation.Whose.Flow _ -> Optional.empty();
      case Expectation.Whose.Clients(var population) -> silences.why(at, all.of(population));
    };
  }

  /** What some have not said at the end could only be more: too many is too many without it. */
  private Verdict judge(Optional<String> unknown, String id, String what, long atMost, Optional<Counted> counted,
      Supplier<String> why) {
    if (unknown.isPresent() && counted.filter(it -> it.count > atMost).isEmpty()) {
      return Evaluation.notEvaluated(id, what, unknown.get());
    }
    if (counted.isEmpty()) {
      return Evaluation.notEvaluated(id, what, "nothing was counted then");
    }
    Counted it = counted.get();
    if (it.all == 0) {
      return Evaluation.notEvaluated(id, what, "there was nothing to count: 0 of " + it.of);
    }
    String because = it.count > 0 ? why.get() : "";
    return new Verdict(id, what, Evaluation.passIf(it.count <= atMost), it.count + " of " + it.of + because,
        List.of(it.table));
  }

  private Optional<Counted> counted(Expectation.Whose whose, Duration from, Duration at,
      boolean duplicates) {
    return switch (whose) {
      case Expectation.Whose.Flow(String name) -> seen.flows().stream()
          .filter(flow -> flow.traffic().name().equals(name)).findFirst()
          .map(flow -> new Counted(duplicates ? flow.duplicates() : flow.lost(),
              duplicates ? flow.received() : flow.sent(), flow.sent() + " packets",
              new Table("Flow " + name, List.of("sent", "received", "lost", "duplicates"),
                  List.of(List.of(Long.toString(flow.sent()), Long.toString(flow.received()),
                      Long.toString(flow.lost()), Long.toString(flow.duplicates()))), 0)));
      case Expectation.Whose.Clients(var population) -> sample(at).flatMap(sample -> from.isZero()
          ? Optional.of(clients(talked(sample), Map.of(), population, duplicates))
          : sample(from).map(before -> clients(talked(sample), talked(before), population, duplicates)));
    };
  }

  private Optional<AccessSample> sample(Duration at) {
    return seen.access().stream().filter(sample -> sample.atNanos() == at.toNanos()).findFirst();
  }

  /** What a client had talked by then. @param answers to that: those that were still under way, too */
  private record Talked(ClientView client, long answers) {}

  /** By client. What was under way at the time of a sample is told by the next one; of the last, nobody can tell. */
  private Map<String, Talked> talked(AccessSample sample) {
    var late = new HashMap<String, Long>();
    seen.access().stream().filter(each -> each.atNanos() > sample.atNanos()).findFirst().ifPresent(next ->
        next.clients().forEach(client -> late.put(client.client(), client.lateAnswers())));
    var talked = new LinkedHashMap<String, Talked>();
    sample.clients().forEach(client -> talked.put(client.client(), new Talked(client,
        client.answers() + late.getOrDefault(client.client(), client.lateAnswers()) - client.lateAnswers())));
    return talked;
  }

  /** A client's requests and the answers to them. */
  private record Talk(ClientView client, long requests, long answers, long count) {
    static Talk of(Talked now, Optional<Talked> before, boolean duplicates) {
      ClientView client = now.client;
      long requests = client.requests() - before.map(it -> it.client.requests()).orElse(0L);
      long answers = now.answers - before.map(it -> it.answers).orElse(0L);
      return new Talk(client, requests, answers, duplicates ? client.duplicates() : Math.max(0, requests - answers));
    }
  }

  private static Counted clients(Map<String, Talked> now, Map<String, Talked> before, Optional<String> population,
      boolean duplicates) {
    List<Talk> talks = now.entrySet().stream()
        .filter(each -> population.isEmpty() || each.getValue().client.population().equals(population.get()))
        .map(each -> Talk.of(each.getValue(), Optional.ofNullable(before.get(each.getKey())), duplicates)).toList();
    long count = talks.stream().mapToLong(Talk::count).sum();
    long of = talks.stream().mapToLong(duplicates ? Talk::answers : Talk::requests).sum();
    List<Talk> losers = talks.stream().filter(talk -> talk.count > 0)
        .sorted(Comparator.comparing((Talk talk) -> -talk.count).thenComparing(talk -> talk.client.client())).toList();
    var rows = losers.stream().limit(Reach.ROWS).map(talk -> List.of(talk.client.client(), talk.client.population(),
        Long.toString(talk.requests), Long.toString(talk.answers), Long.toString(talk.client.duplicates()))).toList();
    return new Counted(count, of, of + (duplicates ? " answers" : " requests") + " of " + talks.size() + " clients",
        new Table(duplicates ? "Clients that got answers twice" : "Clients that lack answers",
            List.of("client", "population", "requests", "answers", "duplicates"), rows,
            losers.size() - rows.size()));
  }

  Verdict judge(Expectation.SentToDead e) {
    Optional<Observations.NodeCounters> counters = seen.counters().stream()
        .filter(each -> each.node().equals(e.node())).findFirst();
    boolean crashed = seen.faults().stream().flatMap(fault -> fault.steps().stream())
        .anyMatch(step -> step instanceof Fault.Crash && step.place().name().equals(e.node()));
    if (counters.isEmpty() || !crashed) {
      return Evaluation.notEvaluated(e.id(), what(e), counters.isEmpty() ? "there is no node " + e.node()
          : e.node() + " was never off");
    }
    Long sent = counters.get().values().get("droppedNoOwner");
    if (sent == null) {
      return Evaluation.notEvaluated(e.id(), what(e), "nobody counted them");
    }
    return new Verdict(e.id(), what(e), Evaluation.passIf(sent <= e.atMost()), Words.plural(sent, "frame"),
        List.of(new Table("Counters of " + e.node(), List.of("counter", "count"), counters.get().values().entrySet()
            .stream().map(each -> List.of(each.getKey(), Long.toString(each.getValue()))).toList(), 0)));
  }
}
