package io.carrierlab.cluster.cli;

import io.carrierlab.node.inspect.StateTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints tables with aligned columns, under a heading for each node and VRF. */
final class Tables {
  private static final String ROUTE_CODES =
      "Codes: C - connected, S - static, O - OSPF, B - BGP; [distance/metric] in their columns";

  private Tables() {}

  /** A row each of this many nodes and more is one table of all of them. */
  private static final int JOINED = 3;

  static void print(List<StateTable> tables, PrintStream out) {
    long nodes = tables.stream().map(StateTable::node).distinct().count();
    if (nodes >= JOINED && tables.stream().allMatch(table -> table.rows().size() <= 1
        && table.columns().equals(tables.getFirst().columns()))) {
      rows(joined(tables), out);
      return;
    }
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

  /** By node, where the first column does not say it; numbers in names count as numbers. */
  private static StateTable joined(List<StateTable> tables) {
    boolean named = tables.stream().allMatch(table -> table.rows().isEmpty()
        || table.rows().getFirst().getFirst().equals(table.node()));
    boolean inVrfs = tables.stream().anyMatch(table -> !table.vrf().isEmpty());
    var columns = new ArrayList<String>();
    if (!named) {
      columns.add("node");
    }
    if (inVrfs) {
      columns.add("vrf");
    }
    columns.addAll(tables.getFirst().columns());
    var rows = new ArrayList<List<Object>>();
    for (StateTable table : tables.stream().sorted(Comparator.comparing((StateTable table) -> stem(table.node()))
        .thenComparing(table -> table.node().length()).thenComparing(StateTable::node)).toList()) {
      for (List<Object> row : table.rows()) {
        var all = new ArrayList<Object>();
        if (!named) {
          all.add(table.node());
        }
        if (inVrfs) {
          all.add(table.vrf());
        }
        all.addAll(row);
        rows.add(all);
      }
    }
    return new StateTable("", tables.getFirst().kind(), "", columns, rows);
  }

  private static String stem(String name) {
    return name.replaceAll("[0-9]+$", "");
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
