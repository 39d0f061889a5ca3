package io.carrierlab.node.inspect;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A table of a device's state, as {@code show} prints it.
 *
 * @param node the device's name
 * @param kind of {@link TableKind}: what {@code show} is asked for
 * @param vrf empty: the global table
 * @param columns names, lower case with hyphens; the same in every table of a kind. One that ends in {@code -seconds}
 *     or {@code -ms} holds a time
 * @param rows values: text, numbers, truth values, lists of these, numbers by name; null where there is nothing to say
 */
public record StateTable(String node, String kind, String vrf, List<String> columns, List<List<Object>> rows) {
  private static final List<String> KINDS = TableKind.texts();
  private static final double MILLIS = 1e3;

  public StateTable {
    if (!KINDS.contains(kind)) {
      throw new IllegalArgumentException("no table is of kind \"" + kind + "\"");
    }
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A row: what is optional and absent is null. */
  public static List<Object> row(Object... values) {
    return Collections.unmodifiableList(Arrays.asList(Arrays.stream(values).map(value -> switch (value) {
      case Optional<?> optional -> optional.orElse(null);
      case OptionalInt optional -> optional.isPresent() ? (Object) optional.getAsInt() : null;
      case OptionalLong optional -> optional.isPresent() ? (Object) optional.getAsLong() : null;
      case null -> null;
      default -> value;
    }).toArray()));
  }

  /** A time in a column of seconds, to the millisecond. */
  public static double seconds(long nanos) {
    return Math.round(nanos / 1e6) / MILLIS;
  }

  /** What was counted by cause; null if nothing was. */
  public static Map<String, Number> byCause(Map<?, ? extends Number> counts) {
    var named = new LinkedHashMap<String, Number>();
    counts.forEach((cause, count) -> named.put(cause.toString(), count));
    return named.isEmpty() ? null : named;
  }
}
