package io.carrierlab.cluster.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.Report;
import io.carrierlab.loadgen.report.ResultJson;
import io.carrierlab.loadgen.report.RunHead;
import io.carrierlab.loadgen.report.RunResult;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.loadgen.report.TimelineWriter;
import io.carrierlab.loadgen.report.WholeFile;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The files of a run's directory, written and read back; docs/results.md describes each. */
public final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String RESULT = "result.json";
  static final String TIMELINE = "timeline.jsonl";
  static final String REPORT = "report.html";
  static final String STATE = "state.zip";

  /** What a finished run has kept of its devices, as they were at its end. */
  public record Kept(RunHead head, List<StateTable> tables) {}

  private RunFiles() {}

  /**
   * Marks the directory as that of this run, before it begins.
   *
   * @param scenarioFile as the user named it; @param startedAt ISO 8601
   * @return to be handed to {@link #write}
   * @throws FileProblem if the directory cannot be written
   */
  public static Replay begin(Path directory, Scenario scenario, RunOptions options, Path scenarioFile,
      List<String> overrides, String startedAt) throws FileProblem {
    var leaves = new ArrayList<String>();
    Captures.wanted(scenario, options).forEach(each ->
        leaves.add(Captures.DIRECTORY + "/" + Captures.fileName(each)));
    if (options.keys()) {
      KeyFiles.NAMES.forEach(name -> leaves.add(KeyFiles.DIRECTORY + "/" + name));
    }
    var replay = new Replay(scenario.name(), startedAt, scenarioFile,
        overrides.stream().map(Scenario::masked).toList(), scenario.files(), options.seed(),
        options.duration().toNanos(), options.virtual(), Optional.empty(), leaves);
    replay.write(directory);
    return replay;
  }

  /**
   * Writes everything but captures and keys, which are there already; the verdict last, so that it stands beside what
   * it rests on or nowhere.
   *
   * @param begun what {@link #begin} gave; {@code warnings}: of the scenario
   * @return what {@code result.json} holds
   */
  public static RunResult write(Path directory, Scenario scenario, RunOptions options, Runner.Outcome outcome,
      Replay begun, List<String> warnings) throws FileProblem {
    RunResult result = result(scenario, options, outcome, begun, warnings);
    var written = new ArrayList<TimelineEvent>();
    WholeFile.write(directory.resolve(TIMELINE), out -> {
      try (var timeline = new TimelineWriter(out)) {
        for (TimelineEvent event : new Timeline(scenario.topology()).events(outcome.journal(), outcome.requests(),
            outcome.seen(), outcome.verdicts())) {
          timeline.write(event);
        }
        written.addAll(timeline.written());
      }
    });
    new Report(result, scenario.topology(), outcome.seen(), written).write(directory.resolve(REPORT));
    writeState(directory.resolve(STATE), outcome.tables());
    begun.ended(outcome.traceHash(), outcome.seen().endNanos(), outcome.marks()).write(directory);
    ResultJson.write(result, directory.resolve(RESULT));
    return result;
  }

  private static RunResult result(Scenario scenario, RunOptions options, Runner.Outcome outcome,
      Replay begun, List<String> warnings) {
    var versions = new TreeMap<>(Map.of("carrierlab", version(), "java", Runtime.version().toString()));
    var cost = new RunResult.Cost(Math.round(outcome.wallSeconds() * 1e3) / 1e3, options.threads(), memory(),
        options.virtual() ? OptionalLong.empty() : OptionalLong.of(outcome.behindNanos()));
    var run = new RunResult.Run(scenario.name(), options.seed(), begun.overrides(),
        String.format("%016x", outcome.traceHash()), outcome.seen().endNanos(), cost, versions,
        Optional.of(begun.startedAt()), outcome.interrupted());
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
        RunResult.Unanswered.of(outcome.seen().devices().silences()), warnings);
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

  private static void writeState(Path file, List<StateTable> tables) throws FileProblem {
    Map<String, ArrayNode> byNode = new TreeMap<>();
    for (StateTable table : tables) {
      byNode.computeIfAbsent(table.node(), any -> JSON.createArrayNode()).add(JSON.valueToTree(table));
    }
    WholeFile.write(file, out -> {
      try (var zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, ArrayNode> node : byNode.entrySet()) {
          zip.putNextEntry(new ZipEntry(node.getKey() + ".json").setLastModifiedTime(
              java.nio.file.attribute.FileTime.fromMillis(0)));
          zip.write(JSON.writeValueAsBytes(node.getValue()));
          zip.closeEntry();
        }
      }
    });
  }

  /** The tables of a finished run. @throws Replayer.Refused if there is no such run, or its tables are damaged */
  public static Kept state(Path directory) throws Replayer.Refused {
    RunHead head = Replayer.finished(directory).head(directory);
    Path file = directory.resolve(STATE);
    var tables = new ArrayList<StateTable>();
    try (var zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().map(each -> (ZipEntry) each).toList()) {
        for (JsonNode table : JSON.readTree(zip.getInputStream(entry))) {
          tables.add(JSON.treeToValue(table, StateTable.class));
        }
      }
    } catch (NoSuchFileException e) {
      throw new Replayer.Refused(file + " is missing; run the scenario again");
    } catch (ZipException | JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      throw new Replayer.Refused(file + " is damaged, or of another version of Carrierlab; run the scenario again");
    } catch (IOException e) {
      throw new Replayer.Refused(new FileProblem(file, "cannot be read", e).getMessage());
    }
    return new Kept(head, tables);
  }
}
