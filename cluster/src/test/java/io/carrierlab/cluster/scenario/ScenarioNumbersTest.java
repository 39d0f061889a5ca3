package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problems;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every key of the schema that takes a number or a quantity: whatever is said is refused with its place, or is what the
 * scenario holds. Two different values that load as one scenario would be one value and a default.
 */
class ScenarioNumbersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, List<String>> EXTREMES = Map.of(
      "time", List.of("\"0s\"", "\"0.4ns\"", "\"1ns\"", "\"1500us\"", "\"87600h\"", "\"999999999h\""),
      "bandwidth", List.of("\"0bps\"", "\"0.5bps\"", "\"1bps\"", "\"1kbps\"", "\"1000.5bps\"", "\"999999999Gbps\""),
      "percent", List.of("\"0%\"", "\"0.000001%\"", "\"99.999999%\"", "\"100%\"", "\"100.1%\"", "\"999999999%\""),
      "rate", List.of("\"0/s\"", "\"0.000001/s\"", "\"0.001/s\"", "\"500k/s\"", "\"1000k/s\"", "\"999999999k/s\""),
      "octets", List.of("\"0B\"", "\"1B\"", "\"16B\"", "\"17.5B\"", "\"1.1kB\"", "\"2147483648B\"", "\"999999999kB\""),
      "number", List.of("-1", "0", "1.5", "1.1e1", "4097", "1000000000000000000", "9223372036854775807",
          "9223372036854775808"));
  private static final Map<String, List<String>> ORDINARY = Map.of(
      "time", List.of("\"7s\"", "\"3s\"", "\"30s\"", "\"200s\"", "\"61s\"", "\"20s\"", "\"50s\"", "\"35s\"", "\"1h\"",
          "\"90ms\"", "\"12s\"", "\"11s\"", "\"2s\""),
      "bandwidth", List.of("\"7Mbps\""), "percent", List.of("\"7%\""), "rate", List.of("\"7/s\""),
      "octets", List.of("\"77B\""), "number", List.of("7", "2", "1", "5", "14", "100", "255", "0"));
  /** Values that a default may well be, where it comes from other keys or is no bound. */
  private static final Set<String> NEUTRAL = Set.of("0", "1", "\"0s\"", "9223372036854775807");
  private static final int MOST_PLACES = 12;

  /** A key in a document; a list's item is named by its number. */
  private record Place(JsonNode document, List<String> path) {
    JsonNode with(Optional<String> value) throws IOException {
      JsonNode copy = document.deepCopy();
      JsonNode in = copy;
      for (String step : path.subList(0, path.size() - 1)) {
        in = in instanceof ArrayNode list ? list.get(Integer.parseInt(step)) : in.get(step);
      }
      if (value.isEmpty()) {
        ((ObjectNode) in).remove(path.getLast());
      } else {
        ((ObjectNode) in).set(path.getLast(), JSON.readTree(value.get()));
      }
      return copy;
    }
  }

  private final JsonNode schema = tree(Scenario.schema());
  private final Map<String, List<Place>> places = new TreeMap<>();
  private boolean meansNothing;
  private final List<String> silent = new ArrayList<>();
  private final Map<String, JsonNode> numeric = new LinkedHashMap<>();

  @TempDir
  Path folder;

  private static JsonNode tree(String text) {
    try {
      return JSON.reader().with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void findTheKeys() throws IOException {
    var documents = new ArrayList<String>();
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".cfg")) {
          Files.copy(file, folder.resolve(file.getFileName()));
        } else if (file.toString().endsWith(".yaml")) {
          documents.add(Files.readString(file));
        }
      }
    }
    documents.addAll(List.of(ScenarioErrorsTest.GOOD, ScenarioAccessErrorsTest.GOOD, ScenarioTunnelsTest.GOOD));
    // Making certificates takes long; and what a small network takes need not be tried in a large one.
    documents.sort(Comparator.comparing((String text) -> text.contains("certificate")).thenComparing(String::length));
    for (String text : documents) {
      JsonNode document = SchemaCheck.json(YamlReader.read("x", text, new Problems()).orElseThrow());
      document.path("load").path("clients").forEach(each -> ((ObjectNode) each).put("count", 12));
      walk(schema, "", document, document, List.of());
    }
    declared(schema, "", new HashSet<>());
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? schema.path("$defs").path(name(node)) : node;
  }

  private static String name(JsonNode node) {
    return node.path("$ref").asText().substring("#/$defs/".length());
  }

  private static String location(JsonNode node, String otherwise) {
    return node.has("$ref") ? name(node) : otherwise;
  }

  /** What the key takes: a kind of quantity, {@code number}, or nothing of these. */
  private Optional<String> kind(JsonNode property) {
    JsonNode node = resolve(property);
    if (node.has("quantity")) {
      return Optional.of(node.path("quantity").path("of").asText());
    }
    if (node.path("type").asText().equals("integer")) {
      return Optional.of("number");
    }
    return Stream.of(node.path("type")).flatMap(types -> Stream.iterate(0, i -> i < types.size(), i -> i + 1)
        .map(types::get)).anyMatch(type -> type.asText().equals("integer")) ? Optional.of("number") : Optional.empty();
  }

  private static List<JsonNode> branches(JsonNode node) {
    var branches = new ArrayList<JsonNode>();
    for (String key : List.of("then", "else")) {
      Optional.ofNullable(node.get(key)).ifPresent(branches::add);
    }
    for (String key : List.of("allOf", "anyOf", "oneOf")) {
      node.path(key).forEach(branches::add);
    }
    return branches;
  }

  /** Walks a document beside the schema: where could each of its keys be said? */
  private void walk(JsonNode said, String where, JsonNode value, JsonNode document, List<String> path) {
    JsonNode node = resolve(said);
    String at = location(said, where);
    branches(node).forEach(branch -> walk(branch, at, value, document, path));
    if (value.isObject()) {
      node.path("properties").properties().forEach(property -> {
        String key = at + "." + property.getKey();
        var below = new ArrayList<>(path);
        below.add(property.getKey());
        if (kind(property.getValue()).isPresent()) {
          List<Place> known = places.computeIfAbsent(key, _ -> new ArrayList<>());
          if (known.size() < MOST_PLACES) {
            known.add(new Place(document, below));
          }
        }
        if (value.has(property.getKey())) {
          walk(property.getValue(), key, value.get(property.getKey()), document, below);
        }
      });
      if (node.path("additionalProperties").isObject()) {
        value.properties().forEach(entry -> {
          var below = new ArrayList<>(path);
          below.add(entry.getKey());
          walk(node.path("additionalProperties"), at + ".*", entry.getValue(), document, below);
        });
      }
    }
    for (int i = 0; value.isArray() && node.has("items") && i < value.size(); i++) {
      var below = new ArrayList<>(path);
      below.add(Integer.toString(i));
      walk(node.get("items"), at + "[]", value.get(i), document, below);
    }
  }

  /** Every key of the schema that takes a number. */
  private void declared(JsonNode said, String where, Set<String> seen) {
    JsonNode node = resolve(said);
    String at = location(said, where);
    if (said.has("$ref") && !seen.add(at)) {
      return;
    }
    branches(node).forEach(branch -> declared(branch, at, seen));
    node.path("properties").properties().forEach(property -> {
      String key = at + "." + property.getKey();
      if (kind(property.getValue()).isPresent()) {
        numeric.put(key, property.getValue());
      }
      declared(property.getValue(), key, seen);
    });
    Stream.of("additionalProperties").filter(key -> node.path(key).isObject())
        .forEach(key -> declared(node.get(key), at + ".*", seen));
    if (node.has("items")) {
      declared(node.get("items"), at + "[]", seen);
    }
  }

  private Loaded load(JsonNode document) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, JSON.writeValueAsString(document));
    return Scenario.load(file, List.of());
  }

  /** Everything that a scenario says, as text; empty if it is refused. */
  private Optional<String> loaded(JsonNode document) throws IOException {
    return switch (load(document)) {
      case Loaded.Valid(var scenario, _) -> {
        var text = new StringBuilder();
        dump(scenario, text);
        meansNothing = false;
        yield Optional.of(text.toString());
      }
      case Loaded.Refused refused -> {
        assertThat(refused.errors()).isNotEmpty().allMatch(error -> error.at().line() > 0);
        meansNothing = refused.errors().stream().anyMatch(error -> error.what().contains("means nothing"));
        yield Optional.empty();
      }
    };
  }

  private static void dump(Object value, StringBuilder text) {
    switch (value) {
      case io.carrierlab.cluster.source.Digest _ -> { }                                  // of the text of the file
      case Record each -> {
        text.append(each.getClass().getSimpleName()).append('(');
        for (var component : each.getClass().getRecordComponents()) {
          try {
            component.getAccessor().setAccessible(true);
            dump(component.getAccessor().invoke(each), text);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
        text.append(')');
      }
      case Collection<?> all -> all.forEach(each -> dump(each, text));
      case Map<?, ?> map -> map.forEach((key, each) -> dump(each, text.append(key)));
      case Optional<?> maybe -> maybe.ifPresent(each -> dump(each, text));
      case Object each when each.getClass().getName().startsWith("java.") || each instanceof Enum ->
          text.append(each).append(',');
      default -> text.append(value.getClass().getSimpleName());      // keys and certificates
    }
  }

  @Test
  void isTakenAsSaidOrRefusedWithItsPlace() throws IOException {
    assertThat(numeric).hasSizeGreaterThan(120);
    var neverTaken = new LinkedHashSet<String>();
    for (var key : numeric.entrySet()) {
      String kind = kind(key.getValue()).orElseThrow();
      if (!check(key.getKey(), kind, places.getOrDefault(key.getKey(), List.of()))) {
        neverTaken.add(key.getKey());
      }
    }
    assertThat(silent).isEmpty();
    // Of mappings that stand in none of these documents.
    assertThat(numeric.size() - neverTaken.size()).as("keys that were tried; not: " + neverTaken).isGreaterThan(100);
  }

  /** Whether there is a place where the key means something. */
  private boolean check(String key, String kind, List<Place> where) throws IOException {
    for (Place place : where) {
      Optional<String> absent = Optional.empty();
      for (String ordinary : ORDINARY.get(kind)) {
        Optional<String> taken = loaded(place.with(Optional.of(ordinary)));
        if (meansNothing) {
          break;
        }
        if (taken.isPresent()) {
          absent = absent.isPresent() ? absent : loaded(place.with(Optional.empty()));
          if (!taken.equals(absent)) {
            extremes(key, kind, place, absent);
            return true;
          }
        }
      }
    }
    return false;
  }

  private void extremes(String key, String kind, Place place, Optional<String> absent) throws IOException {
    JsonNode usual = resolve(numeric.get(key)).path("default").isMissingNode() ? numeric.get(key).path("default")
        : resolve(numeric.get(key)).path("default");
    var scenarios = new HashMap<String, String>();
    absent.ifPresent(text -> scenarios.put(text, usual.isMissingNode() ? "nothing" : usual.toString()));
    for (String value : EXTREMES.get(kind)) {
      if (kind.equals("number") && makesNodes(key, new java.math.BigDecimal(value).toBigInteger())) {
        continue;
      }
      loaded(place.with(Optional.of(value))).ifPresent(text -> {
        String other = scenarios.putIfAbsent(text, value);
        boolean derived = "nothing".equals(other) && NEUTRAL.contains(value);
        if (other != null && !other.equals(value) && !derived) {
          silent.add(key + ": " + value + " at " + place.path() + " is the same as " + other);
        }
      });
    }
  }

  /** As many of them as are allowed would take long, and memory. */
  private static boolean makesNodes(String key, BigInteger value) {
    return value.compareTo(BigInteger.valueOf(100)) > 0 && value.bitLength() < 32
        && (key.endsWith(".count") || key.endsWith(".sites") || key.matches(".*topology\\.(p|pe|rr)"));
  }
}
