package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Typed reading of a mapping. What has not the right form counts as absent: the schema check has reported it, and
 * reading
 * goes on so that other errors are found in the same go.
 */
record Fields(Yaml.Mapping mapping) {
  static final Fields NONE = new Fields(Yaml.Mapping.empty(Position.whole("")));

  static Optional<Fields> of(Yaml yaml) {
    return yaml instanceof Yaml.Mapping mapping ? Optional.of(new Fields(mapping)) : Optional.empty();
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Of the key's value, or of the mapping if there is no such key. */
  Position at(String key) {
    return mapping.get(key).map(Yaml::at).orElse(mapping.at());
  }

  Position at() {
    return mapping.at();
  }

  Optional<String> text(String key) {
    return mapping.get(key).flatMap(Fields::text);
  }

  static Optional<String> text(Yaml yaml) {
    return yaml instanceof Yaml.Scalar(_, var text, var type) && type == Yaml.Type.TEXT
        ? Optional.of(text) : Optional.empty();
  }

  Optional<Long> number(String key) {
    return mapping.get(key).flatMap(yaml -> yaml instanceof Yaml.Scalar(_, var text, var type)
        && type == Yaml.Type.NUMBER && text.matches("[-+]?[0-9]{1,18}")
        ? Optional.of(Long.parseLong(text)) : Optional.empty());
  }

  /** A whole number in {@code least..most}. */
  Optional<Integer> integer(String key, int least, int most) {
    return number(key).filter(n -> n >= least && n <= most).map(Math::toIntExact);
  }

  boolean flag(String key) {
    return mapping.get(key).filter(yaml -> yaml instanceof Yaml.Scalar(_, var text, var type)
        && type == Yaml.Type.BOOLEAN && text.equals("true")).isPresent();
  }

  Optional<Duration> duration(String key) {
    return text(key).flatMap(Quantity::duration);
  }

  Optional<BigDecimal> quantity(String key, Quantity quantity) {
    return text(key).flatMap(quantity::read);
  }

  List<Yaml> list(String key) {
    return mapping.get(key).map(yaml -> yaml instanceof Yaml.Sequence sequence ? sequence.items() : List.<Yaml>of())
        .orElse(List.of());
  }

  Fields fields(String key) {
    return mapping.get(key).flatMap(Fields::of).orElse(NONE);
  }
}
