package io.carrierlab.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.carrierlab.cluster.run.Replayer;
import io.carrierlab.cluster.run.RunFiles;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.node.inspect.StateTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab show}. */
@Command(name = "show", mixinStandardHelpOptions = true,
    description = {"Prints a table of the devices of a finished run, as they were at its end, or at any moment of it.",
      "KIND is one of: routes (show ip route), labels (show mpls forwarding-table), bgp (neighbours), bgp-routes "
          + "(paths, VPNv4 among them), vrfs, ospf (neighbours), ospf-interfaces, ospf-database, ldp (neighbours), "
          + "ldp-bindings, interfaces, arp, hsrp (show standby), tunnels (GRE: line protocol, keepalives), counters "
          + "(drops).",
      "Of remote access: isakmp (show crypto isakmp sa), sas (show crypto ipsec sa), clients (show crypto session), "
          + "pools (address pools), ipsec-causes (why sessions ended), radius (show aaa servers), radius-counters, "
          + "accounting (sessions in the books of RADIUS servers), nat (mappings of last miles).",
      "Of load balancers: slb (real servers, show ip slb reals), slb-servers (virtual servers), slb-connections, "
          + "slb-counters."},
    footerHeading = "%nExamples:%n", footer = {"  carrierlab show labels pe1", "  carrierlab show routes pe1 --vrf A",
      "  carrierlab show bgp --json", "  carrierlab show sas pe1 --vrf acme", "  carrierlab show clients",
      "  carrierlab show ospf p1 --at 31s"})
final class ShowCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "without it: what there is")
  private String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NODE", description = "without it: all nodes")
  private String node;

  @Option(names = "--vrf", paramLabel = "NAME", description = "this VRF's table only")
  private String vrf;

  @Option(names = "--run", paramLabel = "DIR", description = "default: ${DEFAULT-VALUE}")
  private Path run = Path.of("runs", "latest");

  @Option(names = "--at", paramLabel = "TIME", description = "as it was then, such as 35s; default: the end. The run is "
      + "run again until then, from the same scenario and seed.")
  private String at;

  @Option(names = "--json", description = "one JSON document with the same fields")
  private boolean json;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() {
    List<StateTable> all = at == null ? load(run) : again(run, RunCommand.duration("--at", at));
    List<String> kinds = all.stream().map(StateTable::kind).distinct().sorted().toList();
    if (kind == null) {
      System.out.println("KINDs: " + String.join(", ", kinds));
      System.out.println("NODEs: " + String.join(", ", all.stream().map(StateTable::node).distinct().toList()));
      return Exit.OK;
    }
    known("KIND", kind, kinds);
    if (node != null) {
      known("NODE", node, all.stream().map(StateTable::node).distinct().toList());
    }
    if (vrf != null) {
      known("VRF", vrf, all.stream().map(StateTable::vrf).filter(each -> !each.isEmpty()).distinct().toList());
    }
    List<StateTable> chosen = all.stream().filter(table -> table.kind().equals(kind))
        .filter(table -> node == null || table.node().equals(node))
        .filter(table -> vrf == null || table.vrf().equals(vrf)).toList();
    if (json) {
      System.out.println(document(chosen));
    } else {
      Tables.print(chosen, System.out);
    }
    return Exit.OK;
  }

  static List<StateTable> load(Path run) {
    try {
      return RunFiles.state(run);
    } catch (IOException e) {
      throw new InputException("no finished run in " + run + "; run a scenario first, or name one with --run DIR");
    }
  }

  /** The run is the same run again, until {@code moment}. */
  private List<StateTable> again(Path directory, Duration moment) {
    try (var progress = new Progress(moment, quiet);
        var runner = Replayer.of(directory).until(moment, progress::reached)) {
      return runner.tables(moment);
    } catch (Replayer.Refused refused) {
      throw new InputException(refused.getMessage());
    }
  }

  /** A run may have thousands of nodes. */
  private static final int MOST_NAMES = 24;

  private static void known(String what, String given, List<String> there) {
    if (!there.contains(given)) {
      throw new InputException(what + " \"" + given + "\" is unknown in this run; there are: "
          + String.join(", ", there.stream().limit(MOST_NAMES).toList())
          + (there.size() > MOST_NAMES ? " and " + (there.size() - MOST_NAMES) + " more" : "")
          + Nearest.hint(given, there));
    }
  }

  private String document(List<StateTable> tables) {
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
    document.put("kind", kind);
    document.put("tables", list);
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table cannot be written as JSON", e);
    }
  }
}
