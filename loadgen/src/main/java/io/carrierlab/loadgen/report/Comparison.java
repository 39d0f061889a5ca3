package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two runs: in what was run, in what was expected and seen, in how long clients were out, in who
 * took over, in what was counted.
 */
public final class Comparison {
  final FinishedRun a;
  final FinishedRun b;
  /** Why the runs are not of one kind, in sentences; none: they are. */
  final List<String> unlike;
  final List<Words> scenario;
  final List<Judged> expectations;
  final List<Outages> outages;
  final List<Number> switches;
  final List<Number> counters;

  /** Where these differ, two runs are of different things, and not of one before and after a change. */
  private static final Set<String> UNLIKE = Set.of("scenario", "seed", "duration");
  private static final int MOST_IDS = 12;

  /** Texts that may differ. */
  record Words(String name, String a, String b) {
    boolean same() {
      return a.equals(b);
    }
  }

  /** An expectation; empty where the run has none of this id. */
  record Judged(String id, Optional<Verdict> a, Optional<Verdict> b) {
    enum Change { VERDICT, OBSERVED, NONE }

    Change change() {
      if (a.isEmpty() || b.isEmpty() || a.get().outcome() != b.get().outcome()) {
        return Change.VERDICT;
      }
      return a.get().observed().equals(b.get().observed()) ? Change.NONE : Change.OBSERVED;
    }
  }

  record Outages(String about, Optional<OutageSpread> a, Optional<OutageSpread> b) {}

  /** A figure; empty where the run has none. Switch-overs are nanoseconds. */
  record Number(String name, OptionalLong a, OptionalLong b) {
    boolean same() {
      return a.equals(b);
    }

    /** Empty, too, where it has more than 64 bits: such figures are of no run. */
    OptionalLong difference() {
      if (a.isEmpty() || b.isEmpty()) {
        return OptionalLong.empty();
      }
      long difference = b.getAsLong() - a.getAsLong();
      boolean overflow = ((b.getAsLong() ^ a.getAsLong()) & (b.getAsLong() ^ difference)) < 0;
      return overflow ? OptionalLong.empty() : OptionalLong.of(difference);
    }

    /** Of the first, in percent; empty where that is 0 or missing. */
    Optional<Double> percent() {
      return difference().isPresent() && a.getAsLong() != 0
          ? Optional.of(100.0 * difference().getAsLong() / a.getAsLong()) : Optional.empty();
    }
  }

  private Comparison(FinishedRun a, FinishedRun b) {
    this.a = a;
    this.b = b;
    scenario = scenario(a.result().run(), b.result().run());
    expectations = expectations(a.result(), b.result());
    unlike = unlike(scenario, expectations);
    outages = outages(a.spreads(), b.spreads());
    switches = numbers(switches(a), switches(b));
    counters = numbers(counters(a), counters(b));
  }

  /** @throws RunProblem if one of them is no directory of a run, or of another version */
  public static Comparison of(Path a, Path b) throws RunProblem {
    return new Comparison(FinishedRun.read(a), FinishedRun.read(b));
  }

  /** For people, in aligned columns. */
  public String text() {
    return ComparisonText.of(this);
  }

  /** One document with all of it. */
  public String json() {
    return ResultJson.pretty(ComparisonJson.of(this));
  }

  /** One page that needs nothing else. */
  public String html() {
    return ReportPage.comparison(this);
  }

  private static List<Words> scenario(RunResult.Run a, RunResult.Run b) {
    return List.of(new Words("scenario", a.scenario(), b.scenario()),
        new Words("seed", Long.toString(a.seed()), Long.toString(b.seed())),
        new Words("overrides", String.join("; ", a.overrides()), String.join("; ", b.overrides())),
        new Words("duration", Seconds.of(a.virtualNanos()).toPlainString() + " s",
            Seconds.of(b.virtualNanos()).toPlainString() + " s"),
        new Words("trace hash", a.traceHash(), b.traceHash()),
        new Words("versions", a.versions().toString(), b.versions().toString()));
  }

  private static List<String> unlike(List<Words> scenario, List<Judged> expectations) {
    var sentences = new ArrayList<String>();
    for (Words each : scenario) {
      if (!each.same() && UNLIKE.contains(each.name())) {
        sentences.add("Not the same " + each.name() + ": A has " + each.a() + ", B has " + each.b() + ".");
      }
    }
    if (!sentences.isEmpty()) {
      sentences.add("What both have is compared, whatever that is worth; "
          + "what only one has has no figure in the other.");
    }
    only("A", expectations.stream().filter(each -> each.b().isEmpty()).map(Judged::id).toList(), sentences);
    only("B", expectations.stream().filter(each -> each.a().isEmpty()).map(Judged::id).toList(), sentences);
    return sentences;
  }

  private static void only(String run, List<String> ids, List<String> sentences) {
    if (!ids.isEmpty()) {
      sentences.add("Expected only in " + run + ": " + String.join(", ", ids.stream().limit(MOST_IDS).toList())
          + (ids.size() > MOST_IDS ? " and " + (ids.size() - MOST_IDS) + " more" : "") + ".");
    }
  }

  /** What changed first, then in the order of the first run. */
  private static List<Judged> expectations(RunResult a, RunResult b) {
    Map<String, Verdict> first = byId(a);
    Map<String, Verdict> second = byId(b);
    var ids = new LinkedHashMap<>(first);
    second.forEach(ids::putIfAbsent);
    var all = new ArrayList<Judged>();
    ids.keySet().forEach(id -> all.add(new Judged(id, Optional.ofNullable(first.get(id)),
        Optional.ofNullable(second.get(id)))));
    all.sort(Comparator.comparing(Judged::change));
    return all;
  }

  private static Map<String, Verdict> byId(RunResult result) {
    var verdicts = new LinkedHashMap<String, Verdict>();
    result.expectations().forEach(verdict -> verdicts.putIfAbsent(verdict.id(), verdict));
    return verdicts;
  }

  private static List<Outages> outages(Map<String, OutageSpread> a, Map<String, OutageSpread> b) {
    var names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    return names.stream().map(name -> new Outages(name, Optional.ofNullable(a.get(name)),
        Optional.ofNullable(b.get(name)))).toList();
  }

  private static TreeMap<String, Long> switches(FinishedRun run) {
    var times = new TreeMap<String, Long>();
    run.switches().forEach(each -> times.putIfAbsent(each.fault() + " at " + Seconds.of(each.faultNanos())
        .toPlainString() + " s: " + each.to() + " active in " + each.group(), each.afterNanos()));
    return times;
  }

  /** Of the whole run, and of requests as the timeline has them. */
  private static TreeMap<String, Long> counters(FinishedRun run) {
    var counters = new TreeMap<>(run.result().counters());
    counters.putAll(run.requests());
    return counters;
  }

  private static List<Number> numbers(Map<String, Long> a, Map<String, Long> b) {
    var names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    return names.stream().map(name -> new Number(name, of(a.get(name)), of(b.get(name)))).toList();
  }

  private static OptionalLong of(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
