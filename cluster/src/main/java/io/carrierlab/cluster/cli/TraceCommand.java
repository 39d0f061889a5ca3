package io.carrierlab.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.carrierlab.cluster.run.Replayer;
import io.carrierlab.cluster.run.Trace;
import io.carrierlab.cluster.run.TraceEnd;
import io.carrierlab.cluster.run.Tracer;
import io.carrierlab.loadgen.drill.Words;
import io.carrierlab.loadgen.report.RunHead;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ip.Ipv4;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab trace}: a run is the same run again, so it is run again, and one more packet is sent. */
@Command(name = "trace", mixinStandardHelpOptions = true,
    description = "Follows a ping and its answer: every node, every lookup and why, labels, VRFs, SAs and their "
        + "selectors, NAT, GRE, load balancers; where it is lost, or goes round in a loop, and why.%n"
        + "The finished run is run again up to --at, from the same scenario and seed. The sooner, the less there is to "
        + "run.",
    footerHeading = "%nExamples:%n", footer = {
      "  carrierlab trace host-a1 host-a2                 at the end of the run",
      "  carrierlab trace remote-1 10.1.0.10 --at 35s     a client, through its tunnel, to an address",
      "  carrierlab trace hq remote-1 --json              to a client; docs/results.md describes the document",
      "  carrierlab trace pe1:ge1 pe2:ge1                 between the CEs or hosts at these sites",
      "", "Exit status: 0 it arrived and so did its answer, 1 one of them did not, 2 the input is wrong."})
final class TraceCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(index = "0", paramLabel = "FROM", description = "a host, a client, an ipsec-peer, a router, or a site, "
      + "such as pe1:ge1, for the CE or host there")
  private String from;

  @Parameters(index = "1", paramLabel = "TO", description = "the same, any other node that has an address, or an "
      + "IPv4 address. Of a client it is the inner address; of a CE that of its LAN; of other routers the loopback.")
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

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "again what --set of the run said of passwords and "
      + "keys, which are not kept; repeatable")
  private List<String> secrets = List.of();

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() {
    try {
      return trace(Replayer.of(run, secrets));
    } catch (Replayer.Refused refused) {
      throw new InputException(refused.getMessage());
    }
  }

  private int trace(Replayer replayer) throws Replayer.Refused {
    Topology topology = replayer.scenario().topology();
    TraceEnd source = TraceEnd.of(from, topology);
    TraceEnd destination = TraceEnd.of(to, topology);
    if (!(source instanceof TraceEnd.Device device)) {
      throw new InputException("FROM " + from + " is an address; expected who sends: a host, a client, an ipsec-peer, "
          + "a router, or a site such as pe1:ge1");
    }
    TraceEnd.silence(device.config()).ifPresent(why -> {
      throw new InputException("FROM " + why);
    });
    Duration when = at == null ? replayer.end() : RunCommand.moment(at);
    if (traceroute) {
      return traceroute(replayer, device, destination, when);
    }
    Tracer.Ways ways;
    try (var progress = new Progress(when, quiet)) {
      ways = Tracer.trace(replayer, when, progress::reached, device, destination);
    }
    String conclusion = conclusion(ways, destination);
    if (json) {
      System.out.println(document(replayer.head(), ways, conclusion));
    } else {
      System.out.println(replayer.head().text(when));
      print(ways);
      System.out.printf("%n%s%n", conclusion);
    }
    return ways.reached() ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  private int traceroute(Replayer replayer, TraceEnd.Device source, TraceEnd destination, Duration when)
      throws Replayer.Refused {
    if (!(source.config() instanceof HostConfig host)) {
      throw new InputException("--traceroute: FROM " + from + " is a " + source.config().kind() + "; expected a host");
    }
    List<Tracer.Answer> answers;
    try (var progress = new Progress(when, quiet)) {
      answers = Tracer.traceroute(replayer, when, progress::reached, host.name(), destination);
    }
    if (json) {
      var whole = new LinkedHashMap<String, Object>();
      whole.put("run", replayer.head().json(when));
      whole.put("probes", answers.stream().map(TraceCommand::fields).toList());
      System.out.println(document(whole));
    } else {
      System.out.println(replayer.head().text(when));
      answers.forEach(each -> System.out.printf("%3d  %s%n", each.ttl(),
          each.router() == 0 ? "*" : Ipv4.format(each.router())));
    }
    return !answers.isEmpty() && answers.getLast().arrived() ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  private void print(Tracer.Ways ways) {
    int width = Stream.concat(Stream.of(ways.there()), ways.back().stream())
        .flatMap(way -> way.stops().stream()).mapToInt(stop -> stop.node().length()).max().orElse(1);
    System.out.printf("%s to %s, sent at %s%n", from, ends(ways), Words.seconds(
        Duration.ofNanos(ways.there().sentNanos())));
    print(ways.there(), width);
    ways.back().ifPresent(back -> {
      System.out.printf("%nits answer, from %s%n", back.stops().getFirst().node());
      print(back, width);
    });
  }

  private String ends(Tracer.Ways ways) {
    return to + ways.address().map(Ipv4::format).filter(address -> !address.equals(to))
        .map(address -> " (" + address + ")").orElse("");
  }

  private static void print(Trace way, int width) {
    int hidden = way.end().loop().map(loop -> (loop.rounds() - 1) * loop.nodes().size()).orElse(0);
    int shown = way.stops().size() - hidden;
    for (int i = 0; i < way.stops().size(); i++) {
      Trace.Stop stop = way.stops().get(i);
      if (i < shown || i == way.stops().size() - 1) {
        print(i + 1, stop, way.sentNanos(), width);
      } else if (i == shown) {
        System.out.printf("%5s%-" + width + "s  %s%n", "", "...", "round and round: " + String.join(", ",
            way.end().loop().orElseThrow().nodes()) + ", " + (hidden - 1) + " more hops");
      }
    }
  }

  private static void print(int number, Trace.Stop stop, long sentNanos, int width) {
    String head = String.format("%3d  %-" + width + "s  %12s", number, stop.node(),
        String.format("+%.3f ms", (stop.atNanos() - sentNanos) / 1e6));
    for (PathNote note : stop.notes()) {
      System.out.printf("%s  %-9s  %s%n", head, name(note.kind()), note.text());
      head = " ".repeat(head.length());
    }
  }

  /** How it ended, on one line. */
  private static String conclusion(Tracer.Ways ways, TraceEnd destination) {
    Trace.End there = ways.there().end();
    if (!there.arrived()) {
      return lost("", ways.there());
    }
    String instead = destination instanceof TraceEnd.Device device && !there.where().equals(device.config().name())
        ? " and not to " + device.config().name() + ", which has the same address," : "";
    String arrived = "delivered to " + there.where() + instead + " after " + milliseconds(ways.there());
    return arrived + ways.back().map(back -> back.end().arrived() ? "; answered after "
        + String.format("%.3f ms", (back.end().atNanos() - ways.there().sentNanos()) / 1e6)
        : "; " + lost("its answer was ", back)).orElse("; it sent no answer");
  }

  private static String lost(String what, Trace way) {
    return what + (way.end().where().isEmpty() ? way.end().why()
        : "lost at " + way.end().where() + " after " + milliseconds(way) + ": " + way.end().why());
  }

  private static String milliseconds(Trace way) {
    return String.format("%.3f ms", (way.end().atNanos() - way.sentNanos()) / 1e6);
  }

  private static String name(PathNote.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private String document(RunHead head, Tracer.Ways ways, String conclusion) {
    var whole = new LinkedHashMap<String, Object>();
    whole.put("run", head.json(Duration.ofNanos(ways.there().sentNanos())));
    whole.put("from", from);
    whole.put("to", to);
    ways.address().ifPresent(address -> whole.put("address", Ipv4.format(address)));
    whole.put("summary", conclusion);
    whole.put("reached", ways.reached());
    whole.put("there", fields(ways.there()));
    ways.back().ifPresent(back -> whole.put("back", fields(back)));
    return document(whole);
  }

  private static Map<String, Object> fields(Tracer.Answer probe) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("ttl", probe.ttl());
    fields.put("router", probe.router() == 0 ? "" : Ipv4.format(probe.router()));
    fields.put("arrived", probe.arrived());
    return fields;
  }

  private static Map<String, Object> fields(Trace way) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("sentSeconds", way.sentNanos() / 1e9);
    fields.put("arrived", way.end().arrived());
    fields.put("where", way.end().where());
    fields.put("why", way.end().why());
    fields.put("endSeconds", way.end().atNanos() / 1e9);
    way.end().loop().ifPresent(loop -> {
      var round = new LinkedHashMap<String, Object>();
      round.put("nodes", loop.nodes());
      round.put("rounds", loop.rounds());
      fields.put("loop", round);
    });
    var hops = new ArrayList<Map<String, Object>>();
    for (Trace.Stop stop : way.stops()) {
      var hop = new LinkedHashMap<String, Object>();
      hop.put("node", stop.node());
      hop.put("seconds", stop.atNanos() / 1e9);
      hop.put("steps", stop.notes().stream().map(TraceCommand::fields).toList());
      hops.add(hop);
    }
    fields.put("hops", hops);
    return fields;
  }

  private static Map<String, Object> fields(PathNote note) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", name(note.kind()));
    fields.put("text", note.text());
    return fields;
  }

  private static String document(Object content) {
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a path cannot be written as JSON", e);
    }
  }
}
