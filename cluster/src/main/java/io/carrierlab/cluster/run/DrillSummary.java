package io.carrierlab.cluster.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code summary.json} of {@code carrierlab drill}; docs/results.md describes its fields.
 *
 * @param virtualSeconds of one run
 * @param runs by seed
 */
public record DrillSummary(String scenario, int jobs, double virtualSeconds, double wallSeconds, List<SeedRun> runs,
    List<Failure> failures) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public DrillSummary {
    runs = List.copyOf(runs);
    failures = List.copyOf(failures);
  }

  /**
   * A seed that failed.
   *
   * @param shortest empty: it was not shrunk, or is not yet
   * @param replay a command line that runs the shortest script
   * @param verified the command's run has the same failures and the same trace hash
   */
  public record Failure(SeedRun run, Optional<SeedRuns.Shortest> shortest, String replay, boolean verified) {}

  /** The same with what became of its failures. */
  public DrillSummary with(List<Failure> shrunk) {
    return new DrillSummary(scenario, jobs, virtualSeconds, wallSeconds, runs, shrunk);
  }

  public long count(SeedRun.Outcome outcome) {
    return runs.stream().filter(run -> run.outcome() == outcome).count();
  }

  /** Expectations of which no seed can say anything: nobody knows whether they hold. */
  public Set<String> neverEvaluated() {
    var never = new TreeSet<String>();
    List<SeedRun> ended = runs.stream().filter(run -> run.error().isEmpty()).toList();
    ended.stream().limit(1).forEach(run -> never.addAll(run.notEvaluatedIds()));
    ended.forEach(run -> never.retainAll(run.notEvaluatedIds()));
    return never;
  }

  /** No seed failed, and each expectation was evaluated with one of them at least. */
  public boolean passed() {
    return count(SeedRun.Outcome.FAIL) == 0 && neverEvaluated().isEmpty();
  }

  public double runsPerSecond() {
    return runs.size() / Math.max(1e-9, wallSeconds);
  }

  public double virtualHours() {
    return runs.size() * virtualSeconds / 3_600;
  }

  /** @throws IOException if the file cannot be written */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    ObjectNode root = JSON.createObjectNode().put("scenario", scenario).put("jobs", jobs).put("seeds", runs.size())
        .put("passed", count(SeedRun.Outcome.PASS)).put("failed", count(SeedRun.Outcome.FAIL))
        .put("notEvaluated", count(SeedRun.Outcome.NOT_EVALUATED)).put("wallSeconds", rounded(wallSeconds))
        .put("virtualSeconds", virtualSeconds).put("virtualHours", rounded(virtualHours()))
        .put("runsPerSecond", rounded(runsPerSecond()));
    var list = root.putArray("runs");
    runs.forEach(run -> put(list.addObject(), run));
    var failed = root.putArray("failures");
    for (Failure failure : failures) {
      ObjectNode object = put(failed.addObject(), failure.run());
      object.put("replay", failure.replay()).put("verified", failure.verified());
      failure.shortest().ifPresent(shortest ->
          put(object.putObject("shortest"), shortest.run()).put("trials", shortest.trials())
              .put("exhausted", shortest.exhausted()));
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  private static ObjectNode put(ObjectNode object, SeedRun run) {
    object.put("seed", run.seed()).put("verdict", run.outcome().text())
        .put("traceHash", String.format("%016x", run.traceHash())).put("wallSeconds", rounded(run.wallSeconds()))
        .put("faults", run.faults());
    run.error().ifPresent(error -> object.put("error", error));
    run.script().stream().map(Fault::text).forEach(object.putArray("drill")::add);
    put(object.putArray("failed"), run, Verdict.Outcome.FAIL);
    put(object.putArray("notEvaluated"), run, Verdict.Outcome.NOT_EVALUATED);
    return object;
  }

  private static void put(ArrayNode array, SeedRun run, Verdict.Outcome outcome) {
    run.unmet().stream().filter(verdict -> verdict.outcome() == outcome).forEach(verdict -> array.addObject()
        .put("id", verdict.id()).put("what", verdict.what()).put("observed", verdict.observed()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
