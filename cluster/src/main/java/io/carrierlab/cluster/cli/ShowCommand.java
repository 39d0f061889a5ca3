package io.carrierlab.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.run.Replayer;
import io.carrierlab.cluster.run.RunFiles;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.inspect.TableKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carrierlab show}. */
@Command(name = "show", mixinStandardHelpOptions = true,
    description = "Prints a table of the devices of a finished run, as they were at its end, or at any moment of it.")
final class ShowCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final List<String> EXAMPLES = List.of("  carrierlab show labels pe1",
      "  carrierlab show routes pe1 --vrf A", "  carrierlab show bgp --json", "  carrierlab show sas pe1 --vrf acme",
      "  carrierlab show clients", "  carrierlab show ospf p1 --at 31s");

  @Spec
  void describe(CommandSpec spec) {
    var lines = new ArrayList<String>();
    for (TableKind each : TableKind.values()) {
      lines.add(String.format("  %-16s %s", each, each.means()));
    }
    lines.add("");
    lines.add("Examples:");
    lines.addAll(EXAMPLES);
    spec.usageMessage().footerHeading("%nKINDs, as far as a run has them:%n").footer(lines.toArray(String[]::new));
  }

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "without it: what there is")
  private String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NODE", description = "without it: all nodes")
  private String node;

  @Option(names = "--vrf", paramLabel = "NAME", description = "this VRF's table only")
  private String vrf;

  @Option(names = "--run", paramLabel = "DIR", description = "default: ${DEFAULT-VALUE}")
  private Path run = Path.of("runs", "latest");

  @Option(names = "--at", paramLabel = "TIME", description = "as it was then, such as 35s; default: the end. The run "
      + "is run again until then, from the same scenario and seed.")
  private String at;

  @Option(names = "--wide", description = "all columns")
  private boolean wide;

  @Option(names = "--json", description = "one JSON document with the same fields")
  private boolean json;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "for --at: again what --set of the run said of "
      + "passwords and keys, which are not kept; repeatable")
  private List<String> secrets = List.of();

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() {
    if (at == null && !secrets.isEmpty()) {
      throw new InputException("--set " + Scenario.masked(secrets.getFirst()) + " changes nothing of a finished run; it"
          + " is for --at, which runs it again");
    }
    RunFiles.Kept kept = kept();
    Duration moment = at == null ? kept.head().end() : RunCommand.moment(at);
    List<StateTable> all = kept.tables();
    if (kind == null) {
      System.out.println(kept.head().text(moment));
      System.out.println(Names.lines("KINDs:", all.stream().map(StateTable::kind).toList()));
      System.out.println(Names.lines("NODEs:", all.stream().map(StateTable::node).toList()));
      return Exit.OK;
    }
    List<StateTable> chosen = chosen(all);
    if (json) {
      System.out.println(document(kept.head().json(moment), chosen));
    } else {
      System.out.println(kept.head().text(moment));
      Set<String> more = Tables.print(chosen, wide, System.out);
      if (!more.isEmpty() && !quiet) {
        System.err.println("--wide also has " + String.join(", ", more));
      }
    }
    return Exit.OK;
  }

  private RunFiles.Kept kept() {
    try {
      return at == null ? RunFiles.state(run) : again(RunCommand.moment(at));
    } catch (Replayer.Refused refused) {
      throw new InputException(refused.getMessage());
    }
  }

  /** The run is the same run again, until {@code moment}. */
  private RunFiles.Kept again(Duration moment) throws Replayer.Refused {
    var replayer = Replayer.of(run, secrets);
    try (var progress = new Progress(moment, quiet); var runner = replayer.until(moment, progress::reached)) {
      return new RunFiles.Kept(replayer.head(), runner.tables(moment));
    }
  }

  private List<StateTable> chosen(List<StateTable> all) {
    Names.known("KIND", kind, all.stream().map(StateTable::kind).distinct().toList());
    if (node != null) {
      Names.known("NODE", node, all.stream().map(StateTable::node).distinct().toList());
    }
    if (vrf != null) {
      Names.known("VRF", vrf, all.stream().map(StateTable::vrf).filter(each -> !each.isEmpty()).distinct().toList());
    }
    List<StateTable> chosen = all.stream().filter(table -> table.kind().equals(kind))
        .filter(table -> node == null || table.node().equals(node)).flatMap(this::ofTheVrf)
        .sorted(Names.order(StateTable::node)).toList();
    if (chosen.isEmpty()) {
      throw new InputException((node == null ? "no node" : node) + " has no table \"" + kind + "\""
          + (vrf == null ? "" : " of VRF " + vrf) + "; there are: " + Names.list(all.stream()
              .filter(table -> node == null || table.node().equals(node))
              .filter(table -> vrf == null || table.vrf().equals(vrf)).map(StateTable::kind).toList()));
    }
    return chosen;
  }

  /** Some tables are those of a VRF, others say of each row whose it is. */
  private Stream<StateTable> ofTheVrf(StateTable table) {
    int column = table.columns().indexOf("vrf");
    if (vrf == null || table.vrf().equals(vrf)) {
      return Stream.of(table);
    }
    List<List<Object>> rows = column < 0 ? List.of()
        : table.rows().stream().filter(row -> vrf.equals(row.get(column))).toList();
    return rows.isEmpty() ? Stream.empty()
        : Stream.of(new StateTable(table.node(), table.kind(), table.vrf(), table.columns(), rows));
  }

  private String document(ObjectNode head, List<StateTable> tables) {
    var list = new ArrayList<Map<String, Object>>();
    for (StateTable table : tables) {
      var rows = new ArrayList<Map<String, Object>>();
      for (List<Object> row : table.rows()) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < row.size(); i++) {
          fields.put(table.columns().get(i), row.get(i));
        }
        rows.add(fields);
      }
      var one = new LinkedHashMap<String, Object>();
      one.put("node", table.node());
      one.put("vrf", table.vrf());
      one.put("rows", rows);
      list.add(one);
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("run", head);
    document.put("kind", kind);
    document.put("tables", list);
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table cannot be written as JSON", e);
    }
  }
}
