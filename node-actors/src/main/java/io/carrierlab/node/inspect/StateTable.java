package io.carrierlab.node.inspect;

import java.util.List;

/**
 * A table of a device's state, as {@code show} prints it.
 *
 * @param node the device's name
 * @param kind {@code routes}, {@code labels}, {@code bgp} ...: what {@code show} is asked for
 * @param vrf empty: the global table
 * @param columns names, lower case with hyphens; the same in every table of a kind
 * @param rows values: text, numbers, truth values, or lists of these
 */
public record StateTable(String node, String kind, String vrf, List<String> columns, List<List<Object>> rows) {
  public StateTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
