package io.carrierlab.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Keys that the schema of scenario files has beside others, with values of which many are at edges of its bounds. */
final class SchemaEdges {
  private static final int DEPTH = 4;
  private static final Map<String, List<String>> MODEST = Map.of("time", List.of("1s", "3s", "200ms", "7s", "40s"),
      "bandwidth", List.of("1Mbps", "10kbps"), "percent", List.of("0%", "10%", "100%"),
      "rate", List.of("3/s", "0.5/s"), "octets", List.of("77B", "1.1kB"));

  private final JsonNode schema;
  /** The {@code properties} that a key is one of. */
  private final Map<String, List<JsonNode>> places = new HashMap<>();
  private final Set<String> bounds = new TreeSet<>();

  SchemaEdges() {
    try {
      schema = new ObjectMapper().readTree(Scenario.schema());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    collect(schema);
  }

  private void collect(JsonNode in) {
    JsonNode properties = in.path("properties");
    properties.fieldNames().forEachRemaining(key -> places.computeIfAbsent(key, _ -> new ArrayList<>())
        .add(properties));
    for (String bound : List.of("minimum", "maximum")) {
      if (in.path(bound).isIntegralNumber()) {
        around(in.path(bound).bigIntegerValue()).forEach(bounds::add);
      }
    }
    for (String bound : List.of("least", "most")) {
      if (in.path(bound).isTextual()) {
        bounds.add(in.path(bound).asText());
      }
    }
    in.forEach(this::collect);
  }

  /** All numbers and quantities that bound a value, and those next to them. */
  Collection<String> bounds() {
    return bounds;
  }

  private static List<String> around(BigInteger number) {
    return List.of(number.subtract(BigInteger.ONE).toString(), number.toString(),
        number.add(BigInteger.ONE).toString());
  }

  /** Another key with a value, as it may stand beside this one; empty if the schema has no such key. */
  Optional<String> beside(String key, RandomGenerator random, Supplier<String> words) {
    return Optional.ofNullable(places.get(key)).map(found -> {
      JsonNode properties = one(found, random);
      String other = one(names(properties), random);
      return other + ": " + value(properties.path(other), 0, random, words);
    });
  }

  private static List<String> names(JsonNode properties) {
    var names = new ArrayList<String>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static <T> T one(List<T> of, RandomGenerator random) {
    return of.get(random.nextInt(of.size()));
  }

  private String value(JsonNode said, int depth, RandomGenerator random, Supplier<String> words) {
    JsonNode of = said;
    while (of.has("$ref")) {
      of = schema.at(of.path("$ref").asText().substring(1));
    }
    String way = random.nextBoolean() ? "then" : "else";
    if (of.has(way)) {
      return value(of.path(way), depth, random, words);
    } else if (of.has("oneOf")) {
      return value(of.path("oneOf").path(random.nextInt(of.path("oneOf").size())), depth, random, words);
    } else if (of.has("enum")) {
      return of.path("enum").path(random.nextInt(of.path("enum").size())).asText();
    } else if (of.has("const")) {
      return of.path("const").asText();
    } else if (of.has(QuantityRule.KEYWORD)) {
      return quantity(of.path(QuantityRule.KEYWORD), random);
    }
    JsonNode type = of.path("type");
    return switch (type.isArray() ? type.path(random.nextInt(type.size())).asText() : type.asText()) {
      case "integer" -> integer(of, random);
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "array" -> list(of, depth, random, words);
      case "object" -> object(of, depth, random, words);
      default -> words.get();
    };
  }

  private static String quantity(JsonNode rule, RandomGenerator random) {
    var values = new ArrayList<>(MODEST.get(rule.path("of").asText()));
    values.addAll(rule.findValuesAsText("least"));
    values.addAll(rule.findValuesAsText("most"));
    return one(values, random);
  }

  private static String integer(JsonNode of, RandomGenerator random) {
    BigInteger least = of.path("minimum").bigIntegerValue();
    BigInteger most = of.path("maximum").bigIntegerValue();
    return switch (random.nextInt(4)) {
      case 0 -> one(around(least), random);
      case 1 -> one(around(most), random);
      default -> least.add(BigInteger.valueOf(random.nextInt(10))).toString();
    };
  }

  private String list(JsonNode of, int depth, RandomGenerator random, Supplier<String> words) {
    var items = new ArrayList<String>();
    for (int more = random.nextInt(3); more >= 0 && depth < DEPTH; more--) {
      items.add(value(of.path("items"), depth + 1, random, words));
    }
    return items.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private String object(JsonNode of, int depth, RandomGenerator random, Supplier<String> words) {
    JsonNode properties = of.path("properties");
    var keys = new TreeSet<String>();
    of.path("required").forEach(key -> keys.add(key.asText()));
    names(properties).stream().filter(_ -> random.nextInt(4) == 0 && depth < DEPTH).forEach(keys::add);
    return keys.stream().map(key -> key + ": " + value(properties.path(key), depth + 1, random, words))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }
}
