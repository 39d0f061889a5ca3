package io.carrierlab.cluster.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.WholeFile;
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
 * @param ended no more seeds are going to be run; else it is of those that were until now
 * @param runs by seed
 */
public record DrillSummary(Asked asked, boolean ended, double wallSeconds, List<SeedRun> runs,
    List<Failure> failures) {
  static final String FILE = "summary.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  public DrillSummary {
    runs = List.copyOf(runs);
    failures = List.copyOf(failures);
  }

  /**
   * What was to be run.
   *
   * @param seeds how many; without --keep-going fewer are run once one has failed
   * @param virtualSeconds of one run
   */
  public record Asked(String scenario, long seeds, int jobs, double virtualSeconds) {}

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
    return new DrillSummary(asked, ended, wallSeconds, runs, shrunk);
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
    return runs.size() * asked.virtualSeconds / 3_600;
  }

  /** Whether a directory has one of a drill of ours. */
  static boolean isIn(Path directory) {
    try {
      JsonNode summary = JSON.readTree(Files.readString(directory.resolve(FILE)));
      return summary.has("runsPerSecond") && summary.has("virtualHours");
    } catch (IOException none) {
      return false;
    }
  }

  /** @return the file @throws FileProblem if it cannot be written */
  public Path write(Path directory) throws FileProblem {
    Path file = directory.resolve(FILE);
    ObjectNode root = JSON.createObjectNode().put("scenario", asked.scenario).put("jobs", asked.jobs)
        .put("asked", asked.seeds).put("ended", ended).put("seeds", runs.size())
        .put("passed", count(SeedRun.Outcome.PASS)).put("failed", count(SeedRun.Outcome.FAIL))
        .put("notEvaluated", count(SeedRun.Outcome.NOT_EVALUATED)).put("wallSeconds", rounded(wallSeconds))
        .put("virtualSeconds", asked.virtualSeconds).put("virtualHours", rounded(virtualHours()))
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
    WholeFile.write(file, out -> JSON.writerWithDefaultPrettyPrinter().writeValue(out, root));
    return file;
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
