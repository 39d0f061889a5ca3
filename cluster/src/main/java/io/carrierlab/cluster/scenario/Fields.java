package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Typed reading of a mapping. A key that is absent is empty. A value that is there and cannot be read is empty as well,
 * and an error: the schema check has told it, as all bounds are the schema's; what it let through and nobody can read
 * is told here. So whatever a user wrote is taken as it stands or refused, and reading goes on so that other errors are
 * found in the same go.
 */
record Fields(Yaml.Mapping mapping, Problems problems) {
  static final Fields NONE = new Fields(Yaml.Mapping.empty(Position.whole("")), new Problems());

  static Optional<Fields> of(Yaml yaml, Problems problems) {
    return yaml instanceof Yaml.Mapping mapping ? Optional.of(new Fields(mapping, problems)) : Optional.empty();
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

  /** Whether a number is said, of those keys that take something else too. */
  boolean isNumber(String key) {
    return is(key, Yaml.Type.NUMBER);
  }

  /** Whether text is said, as every quantity is. */
  boolean isText(String key) {
    return is(key, Yaml.Type.TEXT);
  }

  private boolean is(String key, Yaml.Type wanted) {
    return mapping.get(key).filter(yaml -> yaml instanceof Yaml.Scalar(_, _, var type) && type == wanted).isPresent();
  }

  /** A whole number. */
  Optional<Long> number(String key) {
    return read(key, Yaml.Type.NUMBER, "a whole number", text -> {
      try {
        return Optional.of(new BigDecimal(text).longValueExact());
      } catch (ArithmeticException partOrTooLarge) {
        return Optional.empty();
      }
    });
  }

  /** A whole number that is no more than an {@code int} holds. */
  Optional<Integer> integer(String key) {
    Optional<Long> number = number(key);
    if (number.filter(n -> n != n.intValue()).isPresent()) {
      refuse(key, "a number that is nearer to 0");
      return Optional.empty();
    }
    return number.map(Long::intValue);
  }

  private <T> Optional<T> read(String key, Yaml.Type wanted, String expected, Function<String, Optional<T>> reading) {
    Optional<Yaml> said = mapping.get(key).filter(yaml -> !problems.refused(yaml.at()));
    Optional<T> value = said.flatMap(yaml -> yaml instanceof Yaml.Scalar(_, var text, var type) && type == wanted
        ? reading.apply(text) : Optional.empty());
    if (said.isPresent() && value.isEmpty()) {
      refuse(key, expected);
    }
    return value;
  }

  private void refuse(String key, String expected) {
    problems.refuse(new Problem(at(key), key + " is " + mapping.get(key).map(Yaml::what).orElse(""), expected, ""));
  }

  boolean flag(String key) {
    return mapping.get(key).filter(yaml -> yaml instanceof Yaml.Scalar(_, var text, var type)
        && type == Yaml.Type.BOOLEAN && text.equals("true")).isPresent();
  }

  Optional<Duration> duration(String key) {
    return read(key, Yaml.Type.TEXT, "a time with a unit such as 30s", Quantity::duration);
  }

  Optional<BigDecimal> quantity(String key, Quantity quantity) {
    return read(key, Yaml.Type.TEXT, "a number with a unit", quantity::read);
  }

  List<Yaml> list(String key) {
    return mapping.get(key).map(yaml -> yaml instanceof Yaml.Sequence sequence ? sequence.items() : List.<Yaml>of())
        .orElse(List.of());
  }

  Fields fields(String key) {
    return mapping.get(key).flatMap(yaml -> of(yaml, problems)).orElse(NONE);
  }
}
