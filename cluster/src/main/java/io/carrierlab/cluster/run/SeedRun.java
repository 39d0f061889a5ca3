package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is kept of one run among many: a few hundred octets, and what failed.
 *
 * @param script the faults, by time
 * @param failed expectations that did not hold
 */
public record SeedRun(long seed, List<Fault> script, List<Verdict> failed, int expectations, long traceHash,
    double wallSeconds) {
  public SeedRun {
    script = List.copyOf(script);
    failed = failed.stream().map(verdict -> new Verdict(verdict.id(), verdict.what(), verdict.outcome(),
        verdict.observed(), List.of())).toList();
  }

  /** Runs a scenario to its end and keeps nothing but this. */
  public static SeedRun of(Scenario scenario, long seed, int threads, Duration duration) {
    var options = new RunOptions(seed, threads, false, true, duration, List.of(), false, Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      Runner.Outcome outcome = runner.run(reached -> { });
      return new SeedRun(seed, outcome.seen().faults(),
          outcome.verdicts().stream().filter(verdict -> !verdict.passed()).toList(), outcome.verdicts().size(),
          outcome.traceHash(), outcome.wallSeconds());
    } catch (IOException e) {
      throw new IllegalStateException("a run without files had to do with one", e);
    }
  }

  public boolean passed() {
    return failed.isEmpty();
  }

  public Set<String> failedIds() {
    return failed.stream().map(Verdict::id).collect(Collectors.toCollection(java.util.TreeSet::new));
  }
}
