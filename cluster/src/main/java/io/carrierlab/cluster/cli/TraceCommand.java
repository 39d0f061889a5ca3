package io.carrierlab.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.run.Replayer;
import io.carrierlab.cluster.run.Tracer;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.loadgen.drill.Observations.Hop;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.loadgen.report.RunHead;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.protocols.ip.Ipv4;
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

/** {@code carrierlab trace}: a run is the same run again, so it is run again, and one more packet is sent. */
@Command(name = "trace", mixinStandardHelpOptions = true,
    description = {"Follows a ping from one host to another, there and back: every node, every lookup and why.",
      "The finished run is replayed, from the same scenario and seed, up to its end or --at."})
final class TraceCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(index = "0", paramLabel = "FROM", description = "a host")
  private String from;

  @Parameters(index = "1", paramLabel = "TO", description = "another host")
  private String to;

  @Option(names = "--run", paramLabel = "DIR", description = "default: ${DEFAULT-VALUE}")
  private Path run = Path.of("runs", "latest");

  @Option(names = "--at", paramLabel = "TIME", description = "when the packet is sent, such as 35s; default: the end")
  private String at;

  @Option(names = "--traceroute", description = "what the host itself sees: UDP probes with TTL 1, 2, ... and who "
      + "answers. The core does not: it is one hop.")
  private boolean traceroute;

  @Option(names = "--json", description = "one JSON document with the same fields")
  private boolean json;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() {
    try {
      return trace(Replayer.of(run));
    } catch (Replayer.Refused refused) {
      throw new InputException(refused.getMessage());
    }
  }

  private int trace(Replayer replayer) throws Replayer.Refused {
    List<String> hosts = replayer.scenario().topology().nodes().stream().filter(HostConfig.class::isInstance)
        .map(NodeConfig::name).toList();
    host(from, hosts);
    host(to, hosts);
    Duration when = at == null ? replayer.end() : RunCommand.duration("--at", at);
    if (traceroute) {
      List<Tracer.Probe> probes;
      try (var progress = new Progress(when, quiet)) {
        probes = Tracer.traceroute(replayer, when, progress::reached, from, to);
      }
      return traceroute(replayer.head(), when, probes);
    }
    List<PathRecord> paths;
    try (var progress = new Progress(when, quiet)) {
      paths = Tracer.trace(replayer, when, progress::reached, from, to);
    }
    if (json) {
      System.out.println(document(replayer.head().json(when), paths));
    } else {
      System.out.println(replayer.head().text(when));
      paths.forEach(TraceCommand::print);
    }
    boolean arrived = paths.size() == 2 && paths.stream().allMatch(path -> path.dropped().isEmpty());
    return arrived ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  private int traceroute(RunHead head, Duration when, List<Tracer.Probe> probes) {
    if (json) {
      System.out.println(document(Map.of("run", head.json(when), "probes", probes.stream().map(probe -> Map.of(
          "ttl", probe.ttl(), "router", probe.router() == 0 ? "" : Ipv4.format(probe.router()),
          "arrived", probe.arrived())).toList())));
    } else {
      System.out.println(head.text(when));
      probes.forEach(probe -> System.out.printf("%3d  %s%n", probe.ttl(),
          probe.router() == 0 ? "*" : Ipv4.format(probe.router())));
    }
    boolean arrived = !probes.isEmpty() && probes.getLast().arrived();
    return arrived ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  private static void host(String name, List<String> hosts) {
    if (!hosts.contains(name)) {
      throw new InputException("\"" + name + "\" is not a host of this scenario; there are: "
          + String.join(", ", hosts) + Nearest.hint(name, hosts));
    }
  }

  private static void print(PathRecord path) {
    System.out.printf("%s to %s, sent at %.6f s: %s%n", path.from(), path.to(), path.sentNanos() / 1e9,
        path.dropped().map(why -> "did not arrive; " + why).orElse("arrived"));
    int number = 0;
    for (Hop hop : path.hops()) {
      System.out.printf("%3d  %-12s +%.3f ms%n", ++number, hop.node(), (hop.atNanos() - path.sentNanos()) / 1e6);
      hop.lookups().forEach(lookup -> System.out.println("       " + lookup));
    }
  }

  private static String document(ObjectNode head, List<PathRecord> paths) {
    var list = new ArrayList<Map<String, Object>>();
    for (PathRecord path : paths) {
      var one = new LinkedHashMap<String, Object>();
      one.put("from", path.from());
      one.put("to", path.to());
      one.put("sentSeconds", path.sentNanos() / 1e9);
      one.put("arrived", path.dropped().isEmpty());
      one.put("dropped", path.dropped().orElse(""));
      one.put("hops", path.hops().stream().map(hop -> Map.of("node", hop.node(), "seconds", hop.atNanos() / 1e9,
          "lookups", hop.lookups())).toList());
      list.add(one);
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("run", head);
    document.put("paths", list);
    return document(document);
  }

  private static String document(Object content) {
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a path cannot be written as JSON", e);
    }
  }
}
