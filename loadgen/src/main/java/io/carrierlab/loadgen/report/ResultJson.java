package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evidence;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code result.json}: the same result gives the same octets. {@code docs/results.md} documents the fields. */
public final class ResultJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private ResultJson() {}

  /** @throws FileProblem if the file cannot be written */
  public static void write(RunResult result, Path file) throws FileProblem {
    WholeFile.write(file, pretty(of(result)));
  }

  /** The document as it stands in the file. */
  public static String text(RunResult result) {
    return pretty(of(result));
  }

  /** @throws IOException if the file cannot be read, is no JSON or is not a result; the message says where */
  public static RunResult read(Path file) throws IOException {
    JsonNode root = MAPPER.readTree(Files.readString(file));
    try {
      return read(root);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is not a result of Carrierlab: " + e.getMessage(), e);
    }
  }

  /** A text as JSON. @throws JsonProcessingException if it is none */
  static JsonNode tree(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** A node on one line. */
  static String line(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values is always JSON", e);
    }
  }

  static String pretty(JsonNode node) {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values is always JSON", e);
    }
  }

  static ObjectNode of(RunResult result) {
    RunResult.Run run = result.run();
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("scenario", run.scenario()).put("seed", run.seed());
    run.overrides().forEach(root.putArray("overrides")::add);
    root.put("verdict", result.verdict()).put("traceHash", run.traceHash())
        .put("virtualSeconds", Seconds.of(run.virtualNanos())).put("wallSeconds", run.cost().wallSeconds())
        .put("threads", run.cost().threads());
    run.cost().memoryOctets().ifPresent(octets -> root.put("memoryOctets", octets));
    run.cost().behindNanos().ifPresent(nanos -> root.put("behindSeconds", Seconds.of(nanos)));
    run.startedAt().ifPresent(at -> root.put("startedAt", at));
    run.versions().forEach(root.putObject("versions")::put);
    result.warnings().forEach(root.putArray("warnings")::add);
    result.drill().forEach(root.putArray("drill")::add);
    var unanswered = root.putArray("unanswered");
    result.unanswered().forEach(each -> unanswered.addObject().put("node", each.node())
        .put("questions", each.questions()).put("first", Seconds.of(each.firstNanos())));
    var expectations = root.putArray("expectations");
    result.expectations().forEach(verdict -> expectations.add(of(verdict)));
    result.counters().forEach(root.putObject("counters")::put);
    var nodes = root.putArray("nodes");
    for (RunResult.NodeResult node : result.nodes()) {
      ObjectNode object = nodes.addObject().put("name", node.name()).put("kind", node.kind());
      node.counters().forEach(object.putObject("counters")::put);
      if (!node.views().isEmpty()) {
        node.views().forEach(object.putObject("views")::set);
      }
    }
    return root;
  }

  private static ObjectNode of(Verdict verdict) {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("id", verdict.id()).put("what", verdict.what())
        .put("verdict", verdict.passed() ? "pass" : "fail")
        .put("evaluated", verdict.outcome() != Outcome.NOT_EVALUATED).put("observed", verdict.observed());
    var evidence = object.putArray("evidence");
    verdict.evidence().forEach(item -> evidence.add(EvidenceJson.of(item)));
    return object;
  }

  /** @throws IllegalArgumentException or ArithmeticException if it is no result; the message says why */
  static RunResult read(JsonNode root) {
    var overrides = new ArrayList<String>();
    root.path("overrides").forEach(each -> overrides.add(each.asText()));
    var run = new RunResult.Run(text(root, "scenario"), number(root, "seed"), overrides, text(root, "traceHash"),
        nanos(root, "virtualSeconds"), cost(root), texts(has(root, "versions")),
        Optional.ofNullable(root.get("startedAt")).map(JsonNode::textValue),
        root.path("verdict").asText().equals(RunResult.INTERRUPTED));
    var verdicts = new ArrayList<Verdict>();
    for (JsonNode node : has(root, "expectations")) {
      verdicts.add(verdict(node));
    }
    var nodes = new ArrayList<RunResult.NodeResult>();
    for (JsonNode node : has(root, "nodes")) {
      var views = new TreeMap<String, JsonNode>();
      node.path("views").properties().forEach(view -> views.put(view.getKey(), view.getValue()));
      nodes.add(new RunResult.NodeResult(text(node, "name"), text(node, "kind"), numbers(has(node, "counters")),
          views));
    }
    var warnings = new ArrayList<String>();
    root.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    var drill = new ArrayList<String>();
    root.path("drill").forEach(fault -> drill.add(fault.asText()));
    var unanswered = new ArrayList<RunResult.Unanswered>();
    root.path("unanswered").forEach(each -> unanswered.add(new RunResult.Unanswered(text(each, "node"),
        number(each, "questions"), nanos(each, "first"))));
    return new RunResult(run, verdicts, numbers(has(root, "counters")), nodes, drill, unanswered,
        warnings);
  }

  private static Verdict verdict(JsonNode node) {
    var evidence = new ArrayList<Evidence>();
    for (JsonNode item : has(node, "evidence")) {
      evidence.add(EvidenceJson.read(item));
    }
    Outcome outcome = text(node, "verdict").equals("pass") ? Outcome.PASS
        : has(node, "evaluated").booleanValue() ? Outcome.FAIL : Outcome.NOT_EVALUATED;
    return new Verdict(text(node, "id"), text(node, "what"), outcome, text(node, "observed"), evidence);
  }

  static JsonNode has(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw new IllegalArgumentException("field " + field + " is missing");
    }
    return value;
  }

  static String text(JsonNode object, String field) {
    JsonNode value = has(object, field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("field " + field + " is not a text");
    }
    return value.textValue();
  }

  static long number(JsonNode object, String field) {
    JsonNode value = has(object, field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field " + field + " is not a whole number of 64 bits");
    }
    return value.longValue();
  }

  static long nanos(JsonNode object, String field) {
    JsonNode value = has(object, field);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("field " + field + " is not a number");
    }
    return Seconds.nanos(value.decimalValue());
  }

  private static RunResult.Cost cost(JsonNode root) {
    double wallSeconds = has(root, "wallSeconds").doubleValue();
    if (!Double.isFinite(wallSeconds)) {
      throw new IllegalArgumentException("field wallSeconds is not a number");
    }
    return new RunResult.Cost(wallSeconds, Math.toIntExact(number(root, "threads")),
        root.has("memoryOctets") ? OptionalLong.of(number(root, "memoryOctets")) : OptionalLong.empty(),
        root.has("behindSeconds") ? OptionalLong.of(nanos(root, "behindSeconds")) : OptionalLong.empty());
  }

  private static SortedMap<String, Long> numbers(JsonNode object) {
    var map = new TreeMap<String, Long>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      map.put(entry.getKey(), number(object, entry.getKey()));
    }
    return map;
  }

  private static SortedMap<String, String> texts(JsonNode object) {
    var map = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      map.put(entry.getKey(), text(object, entry.getKey()));
    }
    return map;
  }
}
