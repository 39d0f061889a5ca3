package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** A {@link Comparison} as JSON, for programs and for the page; {@code docs/results.md} documents the fields. */
final class ComparisonJson {
  private ComparisonJson() {}

  static ObjectNode of(Comparison comparison) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("a", run(comparison.a));
    root.set("b", run(comparison.b));
    comparison.unlike.forEach(root.putArray("unlike")::add);
    ArrayNode scenario = root.putArray("scenario");
    comparison.scenario.forEach(each -> scenario.addObject().put("name", each.name()).put("a", each.a())
        .put("b", each.b()).put("same", each.same()));
    ArrayNode expectations = root.putArray("expectations");
    for (Comparison.Judged each : comparison.expectations) {
      ObjectNode object = expectations.addObject().put("id", each.id()).put("changed", switch (each.change()) {
        case VERDICT -> "verdict";
        case OBSERVED -> "observed";
        case NONE -> "nothing";
      }).put("what", each.a().or(each::b).map(Verdict::what).orElse(""));
      each.a().ifPresent(verdict -> object.set("a", verdict(verdict)));
      each.b().ifPresent(verdict -> object.set("b", verdict(verdict)));
    }
    ArrayNode outages = root.putArray("outages");
    for (Comparison.Outages each : comparison.outages) {
      ObjectNode object = outages.addObject().put("about", each.about());
      spread(object, "a", each.a());
      spread(object, "b", each.b());
    }
    numbers(root.putArray("switchOvers"), comparison.switches, 9);
    numbers(root.putArray("counters"), comparison.counters, 0);
    return root;
  }

  private static ObjectNode run(FinishedRun run) {
    RunResult result = run.result();
    // Not the number: a page's numbers are doubles, and a seed has 64 bits.
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("directory", run.head().directory().toString())
        .put("startedAt", run.head().startedAt()).put("scenario", result.run().scenario())
        .put("seed", Long.toString(result.run().seed())).put("verdict", result.verdict())
        .put("held", result.expectations().stream().filter(Verdict::passed).count())
        .put("expectations", result.expectations().size()).put("wallSeconds", result.run().cost().wallSeconds())
        .put("threads", result.run().cost().threads());
    result.run().cost().memoryOctets().ifPresent(octets -> object.put("memoryOctets", octets));
    return object;
  }

  private static ObjectNode verdict(Verdict verdict) {
    return JsonNodeFactory.instance.objectNode().put("verdict", verdict.passed() ? "pass" : "fail")
        .put("evaluated", verdict.outcome() != Verdict.Outcome.NOT_EVALUATED).put("observed", verdict.observed());
  }

  private static void spread(ObjectNode object, String name, Optional<OutageSpread> spread) {
    spread.ifPresent(it -> object.set(name, EvidenceJson.of(it)));
  }

  /** @param decimals that the whole numbers have: 9 for nanoseconds, which become seconds */
  private static void numbers(ArrayNode out, List<Comparison.Number> numbers, int decimals) {
    for (Comparison.Number each : numbers) {
      ObjectNode object = out.addObject().put("name", each.name());
      each.a().ifPresent(value -> object.put("a", decimal(value, decimals)));
      each.b().ifPresent(value -> object.put("b", decimal(value, decimals)));
      each.difference().ifPresent(value -> object.put("difference", decimal(value, decimals)));
      each.percent().ifPresent(value -> object.put("percent", BigDecimal.valueOf(value)
          .setScale(1, RoundingMode.HALF_UP)));
    }
  }

  private static BigDecimal decimal(long value, int decimals) {
    return decimals == 0 ? BigDecimal.valueOf(value) : Seconds.of(value);
  }
}
