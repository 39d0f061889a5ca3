package io.carrierlab.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The values that the schema's keyword {@code quantity} allows: bounds of a number with a unit, which plain JSON Schema
 * cannot compare. The schema is the only place of bounds; readers take what it let through.
 *
 * @param zero whether 0 is allowed too, below {@code least}
 * @param whole the unit that a value is a whole number of; the smallest one if the schema does not say it
 * @param rule the document that says so; may be empty
 */
record QuantityRule(Quantity of, boolean zero, Optional<String> least, Optional<String> most, Optional<String> whole,
    String rule) {
  static final String KEYWORD = "quantity";

  static QuantityRule of(JsonNode said) {
    Quantity of = Quantity.named(said.path("of").asText());
    return new QuantityRule(of, said.path("zero").asBoolean(), text(said, "least"), text(said, "most"),
        text(said, "whole").or(of::whole), said.path("rule").asText());
  }

  private static Optional<String> text(JsonNode said, String key) {
    return Optional.ofNullable(said.get(key)).map(JsonNode::asText);
  }

  /** Whether the text, or each of the two of a range, is allowed. Text of another form is not for bounds to refuse. */
  boolean allows(String text) {
    return values(text).stream().allMatch(value -> inRange(value) && inWholes(value));
  }

  private List<BigDecimal> values(String text) {
    return List.of(text.split("\\.\\.", 2)).stream().flatMap(each -> of.read(each).stream()).toList();
  }

  private boolean inRange(BigDecimal value) {
    return zero && value.signum() == 0
        || least.map(this::value).filter(bound -> value.compareTo(bound) < 0).isEmpty()
        && most.map(this::value).filter(bound -> value.compareTo(bound) > 0).isEmpty();
  }

  private boolean inWholes(BigDecimal value) {
    return whole.map(unit -> value.remainder(value("1" + unit)).signum() == 0).orElse(true);
  }

  private BigDecimal value(String text) {
    return of.read(text).orElseThrow(() -> new IllegalStateException("the schema bounds a value by " + text));
  }

  /** What is allowed instead of this text, in words: {@code whole seconds, 1s to 65535s (RFC 2328 §A.3.2)}. */
  String instead(String text) {
    String range = least.isPresent() && most.isPresent() ? least.get() + " to " + most.get()
        : least.map(bound -> "at least " + bound).or(() -> most.map(bound -> "at most " + bound)).orElse("");
    String unit = whole.filter(each -> !whole.equals(of.whole()) || !values(text).stream().allMatch(this::inWholes))
        .map(each -> "whole " + Quantity.nameOf(each) + ", ").orElse("");
    return unit + (zero ? "0s or " : "") + range + (rule.isEmpty() ? "" : " (" + rule + ")");
  }
}
