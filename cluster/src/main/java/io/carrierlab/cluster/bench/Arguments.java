package io.carrierlab.cluster.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a benchmark was told: {@code --name value} pairs of what it declares, and {@code --json}. */
final class Arguments {
  private static final String JSON = "--json";
  private final List<String> given;
  private final boolean json;
  private final List<Argument> declared;

  /** @throws IllegalArgumentException if something else is given than pairs of these */
  Arguments(List<String> arguments, List<Argument> declared) {
    this.declared = declared;
    json = arguments.contains(JSON);
    given = arguments.stream().filter(each -> !each.equals(JSON)).toList();
    List<String> known = declared.stream().map(each -> "--" + each.name()).toList();
    for (int i = 0; i < given.size(); i += 2) {
      if (!known.contains(given.get(i)) || i + 1 == given.size()) {
        throw new IllegalArgumentException(given.get(i) + ": expected one of " + String.join(", ", known)
            + ", each with a value, or " + JSON);
      }
    }
  }

  boolean json() {
    return json;
  }

  /** The number after {@code --name}, or the usual one. @throws IllegalArgumentException if it is no number */
  long number(String name) {
    return value(name).map(Arguments::parsed).orElseGet(() -> usual(name)[0]);
  }

  /** The same where no more than an {@code int} is of use. */
  int count(String name) {
    return Math.toIntExact(number(name));
  }

  /** Comma-separated numbers after {@code --name}. */
  int[] numbers(String name) {
    return value(name).map(text -> Arrays.stream(text.split(",")).mapToLong(Arguments::parsed))
        .orElseGet(() -> Arrays.stream(usual(name))).mapToInt(Math::toIntExact).toArray();
  }

  /** The text after {@code --name}. */
  Optional<String> value(String name) {
    int at = given.indexOf("--" + name);
    return at < 0 ? Optional.empty() : Optional.of(given.get(at + 1));
  }

  private long[] usual(String name) {
    return declared.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().usual();
  }

  private static long parsed(String text) {
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw new IllegalArgumentException("\"" + text + "\": expected a number above 0");
    }
    return Long.parseLong(text);
  }
}
