package io.carrierlab.cluster.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
   * @param shortest empty: it was not shrunk
   * @param replay a command line that runs the shortest script
   * @param verified the command's run has the same failures and the same trace hash
   */
  public record Failure(SeedRun run, Optional<SeedRuns.Shortest> shortest, String replay, boolean verified) {}

  public long passed() {
    return runs.stream().filter(SeedRun::passed).count();
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
        .put("passed", passed()).put("failed", runs.size() - passed()).put("wallSeconds", rounded(wallSeconds))
        .put("virtualSeconds", virtualSeconds).put("virtualHours", rounded(virtualHours()))
        .put("runsPerSecond", rounded(runsPerSecond()));
    var list = root.putArray("runs");
    runs.forEach(run -> put(list.addObject(), run));
    var failed = root.putArray("failures");
    for (Failure failure : failures) {
      ObjectNode object = put(failed.addObject(), failure.run());
      object.put("replay", failure.replay()).put("verified", failure.verified());
      failure.shortest().ifPresent(shortest ->
          put(object.putObject("shortest"), shortest.run()).put("trials", shortest.trials()));
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  private static ObjectNode put(ObjectNode object, SeedRun run) {
    object.put("seed", run.seed()).put("verdict", run.passed() ? "pass" : "fail")
        .put("traceHash", String.format("%016x", run.traceHash())).put("wallSeconds", rounded(run.wallSeconds()));
    run.script().stream().map(Fault::text).forEach(object.putArray("drill")::add);
    var failed = object.putArray("failed");
    run.failed().forEach(verdict -> failed.addObject().put("id", verdict.id()).put("what", verdict.what())
        .put("observed", verdict.observed()));
    return object;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
