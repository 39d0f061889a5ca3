package io.carrierlab.cluster.bench;

import java.util.Arrays;
import java.util.List;

/** {@code --name value} pairs of a benchmark, and {@code --json}. */
final class Arguments {
  private static final String JSON = "--json";
  private final List<String> given;
  private final boolean json;

  /** @throws IllegalArgumentException if something else is given than pairs with these names */
  Arguments(List<String> arguments, String... names) {
    json = arguments.contains(JSON);
    given = arguments.stream().filter(each -> !each.equals(JSON)).toList();
    List<String> known = Arrays.stream(names).map(name -> "--" + name).toList();
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

  /** The number after {@code --name}, or the default. @throws IllegalArgumentException if it is no number */
  long number(String name, long otherwise) {
    int at = given.indexOf("--" + name);
    return at < 0 ? otherwise : number(given.get(at + 1));
  }

  /** Comma-separated numbers after {@code --name}. */
  int[] numbers(String name, int... otherwise) {
    int at = given.indexOf("--" + name);
    return at < 0 ? otherwise : Arrays.stream(given.get(at + 1).split(","))
        .mapToInt(text -> Math.toIntExact(number(text))).toArray();
  }

  private static long number(String text) {
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw new IllegalArgumentException("\"" + text + "\": expected a number above 0");
    }
    return Long.parseLong(text);
  }
}
