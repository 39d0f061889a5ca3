package io.carrierlab.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.AbstractJsonValidator;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.cluster.source.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds a document to the published JSON Schema and says what is wrong in the terms of the file: a position instead
 * of a
 * JSON pointer, and the {@code title} of the schema that refused as what was expected.
 */
final class SchemaCheck {
  private final JsonNode schemaTree;
  private final JsonSchema schema;

  SchemaCheck() {
    try {
      schemaTree = new ObjectMapper().readTree(text());
    } catch (IOException e) {
      throw new UncheckedIOException("scenario.schema.json is part of this program", e);
    }
    var terms = JsonMetaSchema.builder(JsonMetaSchema.getV202012()).keyword(new Bounds()).build();
    schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, factory -> factory.metaSchema(terms))
        .getSchema(schemaTree, SchemaValidatorsConfig.builder().regularExpressionFactory(SchemaCheck::pattern).build());
  }

  /** The keyword {@link QuantityRule#KEYWORD}. */
  private static final class Bounds extends AbstractKeyword {
    Bounds() {
      super(QuantityRule.KEYWORD);
    }

    @Override
    public JsonValidator newValidator(SchemaLocation location, JsonNodePath path, JsonNode said, JsonSchema parent,
        ValidationContext context) {
      QuantityRule rule = QuantityRule.of(said);
      return new AbstractJsonValidator(location, path, this, said) {
        @Override
        public Set<ValidationMessage> validate(ExecutionContext run, JsonNode value, JsonNode root, JsonNodePath at) {
          return !value.isTextual() || rule.allows(value.asText()) ? Set.of()
              : Set.of(ValidationMessage.builder().type(getValue()).instanceLocation(at).instanceNode(value)
                  .schemaLocation(location).schemaNode(said).evaluationPath(path).message("").build());
        }
      };
    }
  }

  /** The time that this text is, if it is one that the definition of this name allows; else what it allows. */
  Optional<Duration> time(String definition, String text) {
    JsonNode defined = schemaTree.path("$defs").path(definition);
    return text.matches(defined.path("pattern").asText()) && QuantityRule.of(defined.path(QuantityRule.KEYWORD))
        .allows(text) ? Quantity.duration(text) : Optional.empty();
  }

  /** In a JSON Schema the end is the end; in Java, $ also stands before a line feed there. */
  private static RegularExpression pattern(String regex) {
    Pattern compiled = Pattern.compile(regex.replaceFirst("(?<!\\\\)\\$\\z", "\\\\z"));
    return text -> compiled.matcher(text).find();
  }

  /** The schema as published. */
  static String text() {
    try (var in = SchemaCheck.class.getResourceAsStream("scenario.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void check(Yaml.Mapping document, Problems problems) {
    Set<String> told = new HashSet<>();
    for (ValidationMessage message : schema.validate(json(document))) {
      explain(document, message, told, problems);
    }
  }

  static JsonNode json(Yaml yaml) {
    var make = JsonNodeFactory.instance;
    return switch (yaml) {
      case Yaml.Mapping mapping -> {
        var object = make.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
        yield object;
      }
      case Yaml.Sequence sequence -> {
        var array = make.arrayNode();
        sequence.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case Yaml.Scalar(_, var text, var type) -> switch (type) {
        case TEXT -> make.textNode(text);
        case NUMBER -> {
          var number = new BigDecimal(text);
          boolean whole = text.matches("[-+]?[0-9]{1,18}");
          yield whole ? make.numberNode(number.longValue()) : make.numberNode(number);
        }
        case BOOLEAN -> make.booleanNode(text.equals("true"));
        case NULL -> make.nullNode();
      };
    };
  }

  /** The value that a message is about, what to call it, and where it stands. */
  private record Place(Yaml value, String label) {}

  private static Place place(Yaml.Mapping document, JsonNodePath path) {
    Yaml value = document;
    String label = "the file";
    for (int i = 0; i < path.getNameCount(); i++) {
      Object step = path.getElement(i);
      if (value instanceof Yaml.Mapping mapping && mapping.entries().containsKey(String.valueOf(step))) {
        value = mapping.entries().get(String.valueOf(step)).value();
        label = String.valueOf(step);
      } else if (value instanceof Yaml.Sequence sequence && step instanceof Number index) {
        value = sequence.items().get(index.intValue());
        label = label + "[" + index + "]";
      }
    }
    return new Place(value, label);
  }

  private JsonNode refusing(ValidationMessage message) {
    JsonNode at = schemaTree;
    JsonNodePath fragment = message.getSchemaLocation().getFragment();
    for (int i = 0; i < fragment.getNameCount() - 1; i++) {
      Object step = fragment.getElement(i);
      JsonNode next = step instanceof Number index ? at.path(index.intValue()) : at.path(String.valueOf(step));
      at = next;
    }
    return at;
  }

  private void explain(Yaml.Mapping document, ValidationMessage message, Set<String> told, Problems problems) {
    Place place = place(document, message.getInstanceLocation());
    Position at = place.value().at();
    JsonNode refusing = refusing(message);
    String keyword = message.getType();
    if (message.getEvaluationPath().contains("oneOf") && !keyword.equals("oneOf")) {
      return;
    }
    switch (keyword) {
      case "additionalProperties" -> unknownKey(place, message.getProperty(), refusing, problems);
      case "required" -> {
        String key = message.getProperty();
        String expected = title(resolve(refusing.path("properties").path(key)));
        problems.error(at, "missing key " + Problem.quote(key) + inside(place), expected.isEmpty() ? "" : expected);
      }
      case "oneOf" -> exclusive(place, refusing, problems);
      default -> {
        if (place.value() instanceof Yaml.Mapping mapping && message.getEvaluationPath().contains("propertyNames")) {
          badNames(mapping, place.label(), refusing, problems);
        } else if (told.add(message.getInstanceLocation().toString())) {
          wrongValue(place, refusing, message, problems);
        }
      }
    }
  }

  private static String inside(Place place) {
    return place.label().equals("the file") ? "" : " in " + place.label();
  }

  private static void unknownKey(Place place, String key, JsonNode refusing, Problems problems) {
    var known = new ArrayList<String>();
    refusing.path("properties").fieldNames().forEachRemaining(known::add);
    Position at = ((Yaml.Mapping) place.value()).entries().get(key).keyAt();
    problems.error(at, "unknown key " + Problem.quote(key) + inside(place), "one of " + String.join(", ", known),
        Nearest.to(key, known));
  }

  private static void exclusive(Place place, JsonNode refusing, Problems problems) {
    List<String> all = new ArrayList<>();
    refusing.path("oneOf").forEach(branch -> all.add(branch.path("required").path(0).asText()));
    if (place.value() instanceof Yaml.Mapping mapping) {
      List<String> present = all.stream().filter(mapping.entries()::containsKey).toList();
      problems.error(mapping.at(), present.isEmpty() ? place.label() + " says nothing to do"
          : place.label() + " has " + String.join(" and ", present) + " together",
          "exactly one of " + String.join(", ", all));
    }
  }

  private void badNames(Yaml.Mapping mapping, String label, JsonNode refused, Problems problems) {
    JsonNode refusing = refused.has("pattern") ? refused : resolve(refused.path("propertyNames"));
    String pattern = refusing.path("pattern").asText();
    mapping.entries().forEach((key, entry) -> {
      if (!key.matches(pattern)) {
        problems.error(entry.keyAt(), label + " has the name " + Problem.quote(key), title(refusing));
      }
    });
  }

  private void wrongValue(Place place, JsonNode refusing, ValidationMessage message, Problems problems) {
    Yaml value = place.value();
    String expected = title(refusing);
    if (message.getType().equals("minItems") || message.getType().equals("maxItems")) {
      problems.error(value.at(), place.label() + " has " + ((Yaml.Sequence) value).items().size() + " items",
          (message.getType().equals("minItems") ? "at least " : "at most ") + message.getSchemaNode().asText());
      return;
    }
    var problem = new Problem(value.at(), place.label() + " is " + value.what(), expected, "");
    if (value instanceof Yaml.Scalar scalar) {
      var known = new ArrayList<String>();
      refusing.path("properties").fieldNames().forEachRemaining(known::add);
      if (known.stream().anyMatch(Secrets::name) && !known.contains("kind")) {
        problems.secrets().add(scalar.text());           // instead of a mapping with a password: rather the password
      }
      JsonNode quantity = refusing.path(QuantityRule.KEYWORD);
      if (message.getType().equals(QuantityRule.KEYWORD)) {
        problem = new Problem(value.at(), place.label() + " is " + scalar.text(),
            QuantityRule.of(quantity).instead(scalar.text()), "");
      } else if (!quantity.isMissingNode()) {
        problem = QuantityRule.of(quantity).of().explain(place.label(), scalar.text(), problem);
      } else if (refusing.has("enum")) {
        var words = new ArrayList<String>();
        refusing.path("enum").forEach(e -> words.add(e.asText()));
        problem = new Problem(problem.at(), problem.what(), expected, Nearest.to(scalar.text(), words));
      } else if (message.getType().equals("type") && refusing.path("type").asText().equals("string")
          && scalar.type() == Yaml.Type.NUMBER) {
        problem = new Problem(problem.at(), problem.what(), expected.isEmpty() ? "text in quotes" : expected, "");
      }
    }
    problems.refuse(problem);
  }

  private JsonNode resolve(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.startsWith("#/$defs/") ? schemaTree.path("$defs").path(ref.substring("#/$defs/".length())) : node;
  }

  /** What a part of the schema wants, in words. */
  private static String title(JsonNode schema) {
    if (schema.has("title")) {
      return schema.path("title").asText();
    }
    String noun = switch (schema.path("type").asText()) {
      case "object" -> "a mapping";
      case "array" -> "a list";
      case "string" -> "text";
      case "integer" -> "a whole number";
      default -> "";
    };
    return schema.has("description") && !noun.isEmpty() ? noun + ": " + schema.path("description").asText() : noun;
  }
}
