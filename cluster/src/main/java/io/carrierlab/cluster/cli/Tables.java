package io.carrierlab.cluster.cli;

import io.carrierlab.node.inspect.StateTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints tables with aligned columns, under a heading for each node and VRF. */
final class Tables {
  private static final String ROUTE_CODES =
      "Codes: C - connected, S - static, O - OSPF, B - BGP; [distance/metric] in their columns";

  private Tables() {}

  static void print(List<StateTable> tables, PrintStream out) {
    boolean first = true;
    for (StateTable table : tables) {
      if (!first) {
        out.println();
      }
      first = false;
      out.println(table.node() + (table.vrf().isEmpty() ? "" : ", VRF " + table.vrf()) + ": " + table.kind());
      if (table.kind().equals("routes")) {
        out.println(ROUTE_CODES);
      }
      rows(table, out);
    }
    if (tables.isEmpty()) {
      out.println("nothing");
    }
  }

  private static void rows(StateTable table, PrintStream out) {
    var lines = new ArrayList<List<String>>();
    lines.add(table.columns().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    for (List<Object> row : table.rows()) {
      lines.add(row.stream().map(Tables::text).toList());
    }
    int[] widths = new int[table.columns().size()];
    lines.forEach(line -> Arrays.setAll(widths, i -> Math.max(widths[i], line.get(i).length())));
    for (List<String> line : lines) {
      var text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "*" : "";
      case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(" "));
      case Long number when number == -1 -> "-";
      case Integer number when number == -1 -> "-";
      default -> value.toString();
    };
  }
}
