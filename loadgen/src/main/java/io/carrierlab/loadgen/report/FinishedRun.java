package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.report.RunProblem.What;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run as its {@code result.json} and {@code timeline.jsonl} tell it. They may come from anybody: nothing of them is
 * believed before it was looked at.
 *
 * @param requests sums over the run by what became of them, of all populations; empty: no clients asked anything
 */
record FinishedRun(Path directory, RunResult result, List<SwitchOver> switches, TreeMap<String, Long> requests) {
  private static final int MOST_BUCKETS = 100_000;

  static FinishedRun read(Path directory) throws RunProblem {
    if (!Files.isDirectory(directory)) {
      throw new RunProblem(new What.NoDirectory(directory));
    }
    RunResult result = result(present(directory.resolve("result.json")));
    return timeline(directory, result, present(directory.resolve("timeline.jsonl")));
  }

  private static Path present(Path file) throws RunProblem {
    if (!Files.isRegularFile(file)) {
      throw new RunProblem(new What.NoFile(file));
    }
    return file;
  }

  private static RunResult result(Path file) throws RunProblem {
    JsonNode root;
    try {
      root = ResultJson.tree(Files.readString(file));
    } catch (IOException e) {
      throw new RunProblem(new What.Malformed(file, 0, reason(e)));
    }
    try {
      RunResult result = ResultJson.read(root);
      result.expectations().stream().map(Verdict::evidence).flatMap(List::stream).forEach(evidence -> {
        if (evidence instanceof OutageSpread spread) {
          drawable(spread.outages());
          drawable(spread.reconnects());
        }
      });
      return result;
    } catch (IllegalArgumentException | ArithmeticException e) {
      JsonNode version = root.path("versions").path("carrierlab");
      throw new RunProblem(version.isTextual() ? new What.OtherVersion(file, version.textValue(), e.getMessage())
          : new What.Malformed(file, 0, "it is not a result of Carrierlab: " + e.getMessage()));
    }
  }

  private static void drawable(Buckets buckets) {
    if (buckets.widthNanos() <= 0 || buckets.counts().size() > MOST_BUCKETS) {
      throw new IllegalArgumentException("buckets must be wider than 0 and no more than " + MOST_BUCKETS);
    }
  }

  /** The parser's message has the place, and a line about the source that nobody needs. */
  private static String reason(IOException failure) {
    return failure instanceof JsonProcessingException json
        ? "it is not JSON: " + json.getOriginalMessage() + Optional.ofNullable(json.getLocation())
            .map(at -> " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")").orElse("")
        : "it cannot be read: " + FileProblem.why(failure);
  }

  private static FinishedRun timeline(Path directory, RunResult result, Path file) throws RunProblem {
    var faults = new ArrayList<FaultMark>();
    var states = new ArrayList<Hsrp>();
    var requests = new TreeMap<String, Long>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        event(ResultJson.tree(line), faults, states, requests);
      }
    } catch (JsonProcessingException e) {
      throw new RunProblem(new What.Malformed(file, number, "it is not JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new RunProblem(new What.Malformed(file, number + 1, reason(e)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new RunProblem(new What.Malformed(file, number, "it is not a line of a timeline: " + e.getMessage()));
    }
    return new FinishedRun(directory, result, SwitchOver.of(faults, states), requests);
  }

  private static void event(JsonNode line, List<FaultMark> faults, List<Hsrp> states, TreeMap<String, Long> requests) {
    long at = ResultJson.nanos(line, "t");
    switch (ResultJson.text(line, "kind")) {
      case "fault" -> faults.add(new FaultMark(at, at, ResultJson.text(line, "text")));
      case "hsrp" -> states.add(new Hsrp(at, ResultJson.text(line, "node"), ResultJson.text(line, "interface"),
          ResultJson.text(line, "link"), Math.toIntExact(ResultJson.number(line, "group")),
          ResultJson.text(line, "state"), Optional.empty()));
      case "requests" -> {
        requests.merge("requests sent", ResultJson.number(line, "sent"), Math::addExact);
        requests.merge("requests answered", ResultJson.number(line, "answered"), Math::addExact);
        requests.merge("requests lost", ResultJson.number(line, "lost"), Math::addExact);
      }
      default -> { }
    }
  }

  RunHead head() {
    RunResult.Run run = result.run();
    return new RunHead(run.scenario(), directory, run.startedAt().orElse(""), Duration.ofNanos(run.virtualNanos()));
  }

  /** The spreads of outages among the evidence, each once, by the expectation and the fault. */
  TreeMap<String, OutageSpread> spreads() {
    var spreads = new TreeMap<String, OutageSpread>();
    for (Verdict verdict : result.expectations()) {
      verdict.evidence().stream().filter(OutageSpread.class::isInstance).map(OutageSpread.class::cast)
          .filter(spread -> !spreads.containsValue(spread)).forEach(spread -> spreads.put(spread.fault() + " at "
              + Seconds.of(spread.faultNanos()).toPlainString() + " s, expectation " + verdict.id(), spread));
    }
    return spreads;
  }
}
