package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** A {@link Comparison} for a terminal: what changed, and how much is the same. */
final class ComparisonText {
  private static final String NONE = "-";
  private final StringBuilder out = new StringBuilder();
  private final Comparison all;

  private ComparisonText(Comparison all) {
    this.all = all;
  }

  static String of(Comparison comparison) {
    return new ComparisonText(comparison).text();
  }

  private String text() {
    table(List.of(head("A", all.a), head("B", all.b)), 0);
    if (!all.unlike.isEmpty()) {
      out.append('\n');
      all.unlike.forEach(sentence -> out.append(Printable.of(sentence)).append('\n'));
    }
    scenario();
    expectations();
    all.outages.forEach(this::outages);
    List<Comparison.Number> moved = all.switches.stream().filter(each -> !each.same()).toList();
    section("HSRP SWITCH-OVER", moved, all.switches.size() - moved.size(), DrillWords::seconds);
    List<Comparison.Number> counted = all.counters.stream().filter(each -> !each.same()).toList();
    section("COUNTERS", counted, all.counters.size() - counted.size(), DrillWords::count);
    cost();
    return out.toString();
  }

  private static List<String> head(String letter, FinishedRun run) {
    RunResult result = run.result();
    return List.of(letter, run.head().directory().toString(), result.run().scenario(),
        result.run().startedAt().orElse(NONE), "seed " + result.run().seed(),
        result.verdict() + ", " + result.expectations().stream().filter(Verdict::passed).count()
        + " of " + DrillWords.count(result.expectations().size(), "expectation", "expectations") + " held");
  }

  private void scenario() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SCENARIO", "A", "B"));
    all.scenario.stream().filter(each -> !each.same()).forEach(each -> rows.add(List.of(each.name(), dash(each.a()),
        dash(each.b()))));
    if (rows.size() > 1) {
      out.append('\n');
      table(rows, 0);
    } else {
      out.append("\nThe same scenario, seed, overrides, duration and versions, and the same trace hash.\n");
    }
  }

  private void expectations() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("EXPECTATIONS", "A", "B", "OBSERVED"));
    int same = 0;
    for (Comparison.Judged each : all.expectations) {
      if (each.change() == Comparison.Judged.Change.NONE) {
        same++;
        continue;
      }
      rows.add(List.of(each.id(), word(each.a()), word(each.b()), "A: " + observed(each.a())));
      rows.add(List.of("", "", "", "B: " + observed(each.b())));
    }
    out.append('\n');
    if (rows.size() > 1) {
      table(rows, 0);
    } else {
      out.append("EXPECTATIONS\n");
    }
    same(same);
  }

  private void outages(Comparison.Outages outages) {
    Map<String, Long> a = outages.a().map(ComparisonText::figures).orElse(Map.of());
    Map<String, Long> b = outages.b().map(ComparisonText::figures).orElse(Map.of());
    var names = new ArrayList<>(outages.a().isPresent() ? a.keySet() : b.keySet());
    new TreeSet<>(b.keySet()).stream().filter(name -> !names.contains(name)).forEach(names::add);
    out.append("\nOUTAGES after ").append(Printable.of(outages.about())).append('\n');
    var clients = new ArrayList<List<String>>();
    clients.add(List.of("", "A", "B", "B - A", ""));
    clients.add(row(new Comparison.Number("clients that lost answers", of(outages.a(), true),
        of(outages.b(), true)), DrillWords::count));
    clients.add(row(new Comparison.Number("of them not back", of(outages.a(), false), of(outages.b(), false)),
        DrillWords::count));
    if (outages.a().or(outages::b).map(OutageSpread::left).orElse(0)
        + outages.b().map(OutageSpread::left).orElse(0) > 0) {
      clients.add(row(new Comparison.Number("others that left", left(outages.a()), left(outages.b())),
          DrillWords::count));
    }
    names.forEach(name -> clients.add(row(name, a.get(name), b.get(name))));
    table(clients, 4);
  }

  /** Longer than the run is no figure that one could subtract. */
  private static List<String> row(String name, Long a, Long b) {
    LongFunction<String> words = nanos -> nanos == Quantiles.NOT_BACK ? "not back" : DrillWords.seconds(nanos);
    boolean known = a != null && b != null && a != Quantiles.NOT_BACK && b != Quantiles.NOT_BACK;
    return known ? row(new Comparison.Number(name, OptionalLong.of(a), OptionalLong.of(b)), words)
        : List.of(name, said(optional(a), words), said(optional(b), words), NONE, "");
  }

  private static OptionalLong left(Optional<OutageSpread> spread) {
    return spread.map(it -> OptionalLong.of(it.left())).orElse(OptionalLong.empty());
  }

  private static OptionalLong of(Optional<OutageSpread> spread, boolean affected) {
    return spread.map(it -> OptionalLong.of(affected ? it.affected() : it.affected() - it.back()))
        .orElse(OptionalLong.empty());
  }

  /** In nanoseconds. */
  private static Map<String, Long> figures(OutageSpread spread) {
    var figures = new LinkedHashMap<String, Long>();
    figures.put("p50", spread.total().p50Nanos());
    figures.put("p90", spread.total().p90Nanos());
    figures.put("p99", spread.total().p99Nanos());
    figures.put("last", spread.total().lastNanos());
    figures.put("mean of those back", spread.total().meanNanos());
    spread.parts().forEach(part -> figures.put("mean of " + part.name(), part.spread().meanNanos()));
    return figures;
  }

  private void section(String name, List<Comparison.Number> numbers, int same, LongFunction<String> words) {
    if (numbers.isEmpty() && same == 0) {
      return;
    }
    out.append('\n');
    var rows = new ArrayList<List<String>>();
    rows.add(numbers.isEmpty() ? List.of(name, "", "", "", "") : List.of(name, "A", "B", "B - A", ""));
    numbers.forEach(each -> rows.add(row(each, words)));
    table(rows, 4);
    same(same);
  }

  private void cost() {
    RunResult.Cost a = all.a.result().run().cost();
    RunResult.Cost b = all.b.result().run().cost();
    out.append('\n');
    table(List.of(List.of("FOR INFORMATION", "A", "B"),
        List.of("wall time", DrillWords.seconds(Math.round(a.wallSeconds() * 1e9)),
            DrillWords.seconds(Math.round(b.wallSeconds() * 1e9))),
        List.of("threads", Integer.toString(a.threads()), Integer.toString(b.threads())),
        List.of("memory", memory(a), memory(b))), 2);
  }

  private static String memory(RunResult.Cost cost) {
    return cost.memoryOctets().isPresent() ? DrillWords.count(cost.memoryOctets().getAsLong() / 1_000_000) + " MB"
        : NONE;
  }

  private void same(int count) {
    if (count > 0) {
      out.append(count == 1 ? "1 is the same\n" : count + " are the same\n");
    }
  }

  private static List<String> row(Comparison.Number number, LongFunction<String> words) {
    String difference = number.difference().isPresent()
        ? (number.difference().getAsLong() > 0 ? "+" : "") + words.apply(number.difference().getAsLong()) : NONE;
    String percent = number.percent().map(each -> String.format(Locale.ROOT, "%+.1f %%", each)).orElse("");
    return List.of(number.name(), said(number.a(), words), said(number.b(), words), difference,
        number.same() ? "" : percent);
  }

  private static String said(OptionalLong value, LongFunction<String> words) {
    return value.isPresent() ? words.apply(value.getAsLong()) : NONE;
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static String dash(String text) {
    return text.isEmpty() ? NONE : text;
  }

  private static String word(Optional<Verdict> verdict) {
    return verdict.map(it -> it.passed() ? "PASS" : "FAIL").orElse(NONE);
  }

  private static String observed(Optional<Verdict> verdict) {
    return verdict.map(Verdict::observed).orElse("it is not expected there");
  }

  /** Columns two blanks apart. @param numbers columns after the first that are numbers, and stand to the right */
  private void table(List<List<String>> rows, int numbers) {
    int[] widths = new int[rows.getFirst().size()];
    rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], Printable.of(row.get(i)).length())));
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = Printable.of(row.get(i));
        String fill = " ".repeat(widths[i] - cell.length());
        line.append(i >= 1 && i <= numbers ? fill + cell : cell + fill).append("  ");
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
