package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is kept of one run among many: a few hundred octets, and what failed.
 *
 * @param script the faults, by time
 * @param unmet expectations that did not hold, or could not be evaluated
 * @param expectations how many there are; 0 if the run did not come to its end
 * @param error why it did not; empty: it did
 */
public record SeedRun(long seed, List<Fault> script, List<Verdict> unmet, int expectations, Optional<String> error,
    long traceHash, double wallSeconds) {
  private static final int CAUSES = 5;

  /** What became of a run. */
  public enum Outcome {
    PASS, FAIL,
    /** Nothing failed, but what the seed did left something that nothing can be said of. */
    NOT_EVALUATED;

    /** As in {@code summary.json}. */
    public String text() {
      return switch (this) {
        case PASS -> "pass";
        case FAIL -> "fail";
        case NOT_EVALUATED -> "not-evaluated";
      };
    }
  }

  public SeedRun {
    script = List.copyOf(script);
    unmet = unmet.stream().map(verdict -> new Verdict(verdict.id(), verdict.what(), verdict.outcome(),
        verdict.observed(), List.of())).toList();
  }

  /** Runs a scenario to its end and keeps nothing but this. What goes wrong inside is a failure of the seed. */
  public static SeedRun of(Scenario scenario, long seed, int threads, Duration duration) {
    var options = new RunOptions(seed, threads, false, true, duration, List.of(), false, Optional.empty());
    long begun = System.nanoTime();
    try (var runner = new Runner(scenario, options)) {
      Runner.Outcome outcome = runner.run(reached -> { });
      return new SeedRun(seed, outcome.seen().faults(),
          outcome.verdicts().stream().filter(verdict -> !verdict.passed()).toList(), outcome.verdicts().size(),
          Optional.empty(), outcome.traceHash(), outcome.wallSeconds());
    } catch (IOException | RuntimeException e) {
      if (Memory.exhausted(e).isPresent()) {
        throw new IllegalStateException("memory ran out", e);     // says nothing about the seed
      }
      return new SeedRun(seed, scenario.script(seed), List.of(), 0, Optional.of(cause(e)), 0,
          (System.nanoTime() - begun) / 1e9);
    }
  }

  private static String cause(Throwable error) {
    var text = new StringBuilder(error.toString());
    Throwable each = error.getCause();
    for (int i = 0; each != null && i < CAUSES; i++) {
      text.append("; because of ").append(each);
      each = each.getCause();
    }
    return text.toString();
  }

  public Outcome outcome() {
    return error.isPresent() || !failedIds().isEmpty() ? Outcome.FAIL
        : unmet.isEmpty() ? Outcome.PASS : Outcome.NOT_EVALUATED;
  }

  /** Expectations that were evaluated and did not hold. */
  public Set<String> failedIds() {
    return ids(Verdict.Outcome.FAIL);
  }

  /** Expectations of which nothing can be said. */
  public Set<String> notEvaluatedIds() {
    return ids(Verdict.Outcome.NOT_EVALUATED);
  }

  private Set<String> ids(Verdict.Outcome outcome) {
    return unmet.stream().filter(verdict -> verdict.outcome() == outcome).map(Verdict::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether it has one of the failures of another run: the same expectation, or the same error. */
  public boolean failsAs(SeedRun other) {
    return other.error.isPresent() ? error.equals(other.error)
        : failedIds().stream().anyMatch(other.failedIds()::contains);
  }

  /** What the script does, without what mends it. */
  public int faults() {
    return (int) script.stream().filter(fault -> !(fault instanceof Fault.Restore || fault instanceof Fault.Restart))
        .count();
  }
}
