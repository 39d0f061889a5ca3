package io.carrierlab.cluster.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.source.Digest;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.Report;
import io.carrierlab.loadgen.report.ResultJson;
import io.carrierlab.loadgen.report.RunResult;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.loadgen.report.TimelineWriter;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.NodeConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The files of a run's directory, written and read back; docs/results.md describes each. */
public final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATE = "state.zip";
  private static final String REPLAY = "replay.json";
  private static final String VIRTUAL = "virtual";
  private static final String REAL = "real";

  /**
   * How a finished run can be run again; see {@link Replayer}.
   *
   * @param files that the scenario was read from, as they were
   * @param virtual in virtual time; else nobody can run it again
   */
  public record Replay(Path scenario, List<String> overrides, List<Digest> files, long seed, long durationNanos,
      boolean virtual, long traceHash) {}

  private RunFiles() {}

  /** Writes everything but captures, which are there already. @return what {@code result.json} holds */
  public static RunResult write(Path directory, Scenario scenario, RunOptions options, Runner.Outcome outcome,
      Replay replay) throws IOException {
    Files.createDirectories(directory);
    RunResult result = result(scenario, options, outcome, replay.overrides());
    ResultJson.write(result, directory.resolve("result.json"));
    List<TimelineEvent> written;
    try (var timeline = TimelineWriter.create(directory.resolve("timeline.jsonl"))) {
      for (TimelineEvent event : new Timeline(scenario.topology()).events(outcome.journal(), outcome.requests(),
          outcome.seen(), outcome.verdicts())) {
        timeline.write(event);
      }
      written = timeline.written();
    }
    new Report(result, scenario.topology(), outcome.seen(), written).write(directory.resolve("report.html"));
    writeState(directory.resolve(STATE), outcome.tables());
    ObjectNode again = JSON.createObjectNode().put("scenario", replay.scenario().toAbsolutePath().toString())
        .put("seed", replay.seed()).put("durationNanos", replay.durationNanos())
        .put("time", replay.virtual() ? VIRTUAL : REAL).put("traceHash", String.format("%016x", replay.traceHash()));
    replay.overrides().forEach(again.putArray("overrides")::add);
    ArrayNode files = again.putArray("files");
    replay.files().forEach(each -> files.addObject().put("file", each.file().toString()).put("sha256", each.sha256()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(directory.resolve(REPLAY).toFile(), again);
    return result;
  }

  private static RunResult result(Scenario scenario, RunOptions options, Runner.Outcome outcome,
      List<String> overrides) {
    var versions = new TreeMap<>(Map.of("carrierlab", version(), "java", Runtime.version().toString()));
    var cost = new RunResult.Cost(Math.round(outcome.wallSeconds() * 1e3) / 1e3, options.threads(), memory());
    var run = new RunResult.Run(scenario.name(), options.seed(), overrides,
        String.format("%016x", outcome.traceHash()), outcome.seen().endNanos(), cost, versions,
        java.util.Optional.empty());
    var totals = new TreeMap<String, Long>();
    var nodes = new ArrayList<RunResult.NodeResult>();
    Map<String, Map<String, Long>> counters = new TreeMap<>();
    for (Observations.NodeCounters each : outcome.seen().counters()) {
      counters.put(each.node(), each.values());
      each.values().forEach((name, value) -> totals.merge(name, value, Long::sum));
    }
    access(outcome.seen(), totals);
    Map<String, TreeMap<String, JsonNode>> views = views(outcome.tables());
    for (NodeConfig node : scenario.topology().nodes()) {
      nodes.add(new RunResult.NodeResult(node.name(), node.kind(), new TreeMap<>(counters.get(node.name())),
          views.getOrDefault(node.name(), new TreeMap<>())));
    }
    return new RunResult(run, outcome.verdicts(), totals, nodes,
        outcome.seen().faults().stream().map(Fault::text).toList(),
        RunResult.Unanswered.of(outcome.seen().devices().silences()));
  }

  /** The most that this process had resident so far, where the system is a Linux. */
  private static OptionalLong memory() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM:")).map(line -> line.replaceAll("[^0-9]", ""))
          .filter(digits -> !digits.isEmpty()).mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1_024).findFirst();
    } catch (IOException | UncheckedIOException unknown) {
      return OptionalLong.empty();
    }
  }

  private static void access(Observations seen, TreeMap<String, Long> totals) {
    if (seen.access().isEmpty()) {
      return;
    }
    Observations.AccessSample last = seen.access().getLast();
    totals.put("clients", (long) last.clients().size());
    totals.put("clientsConnected", last.clients().stream().filter(ClientView::connected).count());
    for (ClientView client : last.clients()) {
      totals.merge("clientRequests", client.requests(), Long::sum);
      totals.merge("clientAnswers", client.answers(), Long::sum);
      totals.merge("clientSessions", (long) client.sessions(), Long::sum);
      client.failures().forEach((reason, count) -> totals.merge("clientFailures." + reason, (long) count, Long::sum));
    }
    for (AccountingView session : last.accounting()) {
      totals.merge("accountingSessions", 1L, Long::sum);
      totals.merge("accountingStops", session.stopped() ? 1L : 0, Long::sum);
      totals.merge("accountingInputOctets", session.inputOctets(), Long::sum);
      totals.merge("accountingOutputOctets", session.outputOctets(), Long::sum);
    }
  }

  /** Of aggregators and RADIUS servers: what their sessions came to, in the form of {@code show KIND NODE --json}. */
  private static Map<String, TreeMap<String, JsonNode>> views(List<StateTable> tables) {
    Set<String> aggregators = tables.stream().filter(table -> table.kind().equals("ipsec-causes"))
        .map(StateTable::node).collect(Collectors.toSet());
    var views = new TreeMap<String, TreeMap<String, JsonNode>>();
    for (StateTable table : tables) {
      boolean kept = switch (table.kind()) {
        case "ipsec-causes", "pools", "radius", "radius-counters" -> true;
        case "bgp" -> aggregators.contains(table.node());
        default -> false;
      };
      if (kept) {
        ObjectNode one = ((ArrayNode) views.computeIfAbsent(table.node(), any -> new TreeMap<>())
            .computeIfAbsent(table.kind(), any -> JSON.createArrayNode())).addObject().put("vrf", table.vrf());
        ArrayNode rows = one.putArray("rows");
        for (List<Object> row : table.rows()) {
          ObjectNode fields = rows.addObject();
          for (int i = 0; i < row.size(); i++) {
            fields.set(table.columns().get(i), JSON.valueToTree(row.get(i)));
          }
        }
      }
    }
    return views;
  }

  /** As the build names it; {@code development} from class files. */
  public static String version() {
    String version = RunFiles.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static void writeState(Path file, List<StateTable> tables) throws IOException {
    Map<String, ArrayNode> byNode = new TreeMap<>();
    for (StateTable table : tables) {
      byNode.computeIfAbsent(table.node(), any -> JSON.createArrayNode()).add(JSON.valueToTree(table));
    }
    try (OutputStream out = Files.newOutputStream(file); var zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, ArrayNode> node : byNode.entrySet()) {
        zip.putNextEntry(new ZipEntry(node.getKey() + ".json").setLastModifiedTime(
            java.nio.file.attribute.FileTime.fromMillis(0)));
        zip.write(JSON.writeValueAsBytes(node.getValue()));
        zip.closeEntry();
      }
    }
  }

  /** The tables of a finished run. @throws IOException if there is no such run */
  public static List<StateTable> state(Path directory) throws IOException {
    var tables = new ArrayList<StateTable>();
    try (var zip = new ZipFile(directory.resolve(STATE).toFile())) {
      for (ZipEntry entry : zip.stream().map(each -> (ZipEntry) each).toList()) {
        for (JsonNode table : JSON.readTree(zip.getInputStream(entry))) {
          tables.add(JSON.treeToValue(table, StateTable.class));
        }
      }
    }
    return tables;
  }

  /** How the run of this directory was started. @throws IOException if there is no such run */
  public static Replay replay(Path directory) throws IOException {
    JsonNode again = JSON.readTree(directory.resolve(REPLAY).toFile());
    try {
      var overrides = new ArrayList<String>();
      again.required("overrides").forEach(each -> overrides.add(each.asText()));
      var files = new ArrayList<Digest>();
      again.required("files").forEach(each -> files.add(
          new Digest(Path.of(each.required("file").asText()), each.required("sha256").asText())));
      return new Replay(Path.of(again.required("scenario").asText()), overrides, files,
          again.required("seed").longValue(), again.required("durationNanos").longValue(),
          again.required("time").asText().equals(VIRTUAL),
          Long.parseUnsignedLong(again.required("traceHash").asText(), 16));
    } catch (IllegalArgumentException incomplete) {
      throw new IOException(REPLAY + " is not complete", incomplete);
    }
  }
}
