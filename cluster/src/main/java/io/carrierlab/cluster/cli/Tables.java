package io.carrierlab.cluster.cli;

import io.carrierlab.loadgen.report.Printable;
import io.carrierlab.node.inspect.StateTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints tables with aligned columns, under a heading for each node and VRF. Columns in which no row has anything are
 * left out, and some details are, unless they are asked for.
 */
final class Tables {
  private static final Map<String, String> LEGENDS = Map.of(
      "routes", "Codes: C - connected, S - static, O - OSPF, B - BGP",
      "bgp-routes", "Status: * usable, > best, i internal. REASON: the step of the decision at which it won or lost");

  /** By kind: what most people do not ask for. */
  private static final Map<String, Set<String>> DETAILS = Map.of(
      "bgp", Set.of("updates-received", "updates-sent"),
      "bgp-routes", Set.of("source", "local-label", "route-targets"),
      "interfaces", Set.of("link", "medium", "mac", "mpls", "octets-in", "octets-out"),
      "hsrp", Set.of("name", "virtual-mac", "hello-seconds", "hold-seconds"),
      "tunnels", Set.of("keepalives-forwarded"),
      "isakmp", Set.of("conn-id", "cipher", "digest", "authentication", "dh-group"),
      "sas", Set.of("octets-out", "octets-in", "age-seconds"),
      "clients", Set.of("first-answer-ms", "internet-requests", "internet-answers", "sent-packets", "sent-octets",
          "received-packets", "received-octets", "duplicates"),
      "accounting", Set.of("phase1-id", "input-packets", "output-packets"));

  /** A row each of this many nodes and more is one table of all of them. */
  private static final int JOINED = 3;

  private final PrintStream out;
  private final boolean details;
  private final Set<String> leftOut = new LinkedHashSet<>();

  private Tables(PrintStream out, boolean details) {
    this.out = out;
    this.details = details;
  }

  /** @return columns that would be there with {@code details} */
  static Set<String> print(List<StateTable> tables, boolean details, PrintStream out) {
    var printer = new Tables(out, details);
    printer.print(tables.stream().sorted(Names.order(StateTable::node)).toList());
    return printer.leftOut;
  }

  private void print(List<StateTable> tables) {
    List<StateTable> some = tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    if (!some.isEmpty() && LEGENDS.get(some.getFirst().kind()) instanceof String legend) {
      out.println(legend);
    }
    List<StateTable> together = together(some);
    Set<String> joined = together.stream().map(StateTable::node).collect(Collectors.toSet());
    String before = "";
    for (StateTable table : some) {
      if (!joined.contains(table.node())) {
        out.print(before);
        before = System.lineSeparator();
        out.println(title(table));
        rows(table);
      }
    }
    if (!together.isEmpty()) {
      out.print(before);
      rows(joined(together));
    }
    Set<String> nodes = some.stream().map(StateTable::node).collect(Collectors.toSet());
    List<StateTable> empty = tables.stream().filter(table -> !nodes.contains(table.node())).toList();
    if (!empty.isEmpty()) {
      out.print(some.isEmpty() ? "" : System.lineSeparator());
      out.println(empty.size() == 1 ? title(empty.getFirst()) + ": none" : empty.getFirst().kind() + ": none on "
          + Names.list(empty.stream().map(StateTable::node).toList()));
    }
  }

  /** Those of nodes that have a row each, if they are many: as clients are. */
  private static List<StateTable> together(List<StateTable> tables) {
    Set<String> several = tables.stream().filter(table -> table.rows().size() > 1).map(StateTable::node)
        .collect(Collectors.toSet());
    List<StateTable> single = tables.stream().filter(table -> !several.contains(table.node())).toList();
    return single.stream().map(StateTable::node).distinct().count() < JOINED ? List.of() : single;
  }

  private static String title(StateTable table) {
    return place(table) + ": " + table.kind();
  }

  private static String place(StateTable table) {
    return table.node() + (table.vrf().isEmpty() ? "" : ", VRF " + table.vrf());
  }

  /** By node, where the first column does not say it. */
  private static StateTable joined(List<StateTable> tables) {
    boolean named = tables.stream().allMatch(table -> table.node().equals(table.rows().getFirst().getFirst()));
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
    for (StateTable table : tables) {
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

  private void rows(StateTable given) {
    StateTable table = given.kind().equals("bgp-routes") ? withStatus(given) : given;
    int[] shown = IntStream.range(0, table.columns().size()).filter(column -> isShown(table, column)).toArray();
    var lines = new ArrayList<List<String>>();
    lines.add(Arrays.stream(shown).mapToObj(column -> Cells.heading(table.columns().get(column))).toList());
    for (List<Object> row : table.rows()) {
      lines.add(Arrays.stream(shown).mapToObj(column ->
          Printable.of(Cells.text(table.columns().get(column), row.get(column)))).toList());
    }
    int[] widths = new int[shown.length];
    lines.forEach(line -> Arrays.setAll(widths, i -> Math.max(widths[i], line.get(i).length())));
    for (List<String> line : lines) {
      var text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private boolean isShown(StateTable table, int column) {
    if (table.rows().stream().allMatch(row -> Cells.isNothing(row.get(column)))) {
      return false;
    }
    String name = table.columns().get(column);
    boolean shown = details || !DETAILS.getOrDefault(table.kind(), Set.of()).contains(name);
    if (!shown) {
      leftOut.add(Cells.heading(name));
    }
    return shown;
  }

  /** The first columns of paths as IOS has them, in one. */
  private static StateTable withStatus(StateTable table) {
    int best = table.columns().indexOf("best");
    int usable = table.columns().indexOf("usable");
    int source = table.columns().indexOf("source");
    var columns = new ArrayList<>(List.of("status"));
    columns.addAll(table.columns().stream().filter(name -> !name.equals("best") && !name.equals("usable")).toList());
    var rows = new ArrayList<List<Object>>();
    for (List<Object> row : table.rows()) {
      var all = new ArrayList<Object>();
      all.add((row.get(usable).equals(true) ? "*" : " ") + (row.get(best).equals(true) ? ">" : " ")
          + (row.get(source).equals("IBGP") ? "i" : ""));
      for (int i = 0; i < row.size(); i++) {
        if (i != best && i != usable) {
          all.add(row.get(i));
        }
      }
      rows.add(all);
    }
    return new StateTable(table.node(), table.kind(), table.vrf(), columns, rows);
  }
}
