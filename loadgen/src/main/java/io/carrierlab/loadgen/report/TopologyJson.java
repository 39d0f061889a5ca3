package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The drawing as data for the page. */
final class TopologyJson {
  /** Boxes up to which every link carries its label; beyond it, only those of the core. */
  private static final int LABELLED = 40;
  private static final long[] SCALES = {1_000_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
  private static final String[] UNITS = {"Tbit/s", "Gbit/s", "Mbit/s", "kbit/s", "bit/s"};

  private TopologyJson() {}

  static ObjectNode of(Topology topology, List<Fault> faults) {
    Drawing drawing = Drawing.of(topology);
    Placement placement = Placement.of(drawing);
    Map<String, List<String>> marks = marks(topology, faults);
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("width", placement.width())
        .put("height", placement.height()).put("note", drawing.note().orElse(""));
    ArrayNode vpns = root.putArray("vpns");
    for (VpnConfig vpn : topology.vpns()) {
      ObjectNode object = vpns.addObject().put("name", vpn.name());
      vpn.reaches().stream().sorted().forEach(object.putArray("reaches")::add);
    }
    ArrayNode nodes = root.putArray("nodes");
    for (int i = 0; i < drawing.boxes().size(); i++) {
      Drawing.Box box = drawing.boxes().get(i);
      ObjectNode node = nodes.addObject().put("label", box.label()).put("kind", box.kind())
          .put("vpn", box.vpn().orElse("")).put("x", placement.x()[i]).put("y", placement.y()[i])
          .put("stands", box.nodes().size()).put("title", title(box));
      faults(node, box.nodes().stream().map(name -> marks.getOrDefault("node " + name, List.of())).toList());
    }
    ArrayNode lines = root.putArray("links");
    for (Drawing.Line line : drawing.lines()) {
      ObjectNode object = lines.addObject().put("lan", line.lan()).put("label", label(drawing, line))
          .put("title", title(line)).put("vpn", vpn(line));
      line.ends().forEach(object.putArray("ends")::add);
      faults(object, line.links().stream().map(link -> marks.getOrDefault("link " + link.name(), List.of())).toList());
    }
    return root;
  }

  private static void faults(ObjectNode object, List<List<String>> marks) {
    if (marks.stream().anyMatch(list -> !list.isEmpty())) {
      ArrayNode faults = object.putArray("faults");
      marks.forEach(list -> list.forEach(faults::add));
    }
  }

  private static Map<String, List<String>> marks(Topology topology, List<Fault> faults) {
    var marks = new HashMap<String, List<String>>();
    for (Fault fault : faults) {
      String key = switch (fault.place()) {
        case Fault.Place.Link(String link) -> "link " + link;
        case Fault.Place.End(String node, String interfaceName) -> "link " + topology.linkAt(node, interfaceName);
        case Fault.Place.Node(String node) -> "node " + node;
      };
      boolean end = fault.place() instanceof Fault.Place.End;
      String until = fault.until().equals(fault.at()) ? "" : " to " + seconds(fault.until());
      marks.computeIfAbsent(key, _ -> new ArrayList<>())
          .add(mark(fault) + (end ? " of " + fault.place().name() : "") + " " + seconds(fault.at()) + until + " s");
    }
    return marks;
  }

  private static String seconds(Duration time) {
    return Seconds.of(time.toNanos()).toPlainString();
  }

  private static String mark(Fault fault) {
    return switch (fault) {
      case Fault.Cut _ -> "cut";
      case Fault.BlackHole _ -> "black hole";
      case Fault.Restore _ -> "restored";
      case Fault.Degrade _ -> "degraded";
      case Fault.Flap _ -> "flaps";
      case Fault.Crash _ -> "crash";
      case Fault.Restart _ -> "restart";
      case Fault.PowerCycle _ -> "off";
      case Fault.Saturate _ -> "saturated";
      case Fault.ClearSas _ -> "SAs cleared";
      case Fault.Preempt _ -> "preempts";
    };
  }

  private static String title(Drawing.Box box) {
    String names = box.nodes().size() <= 12 ? String.join(", ", box.nodes())
        : String.join(", ", box.nodes().subList(0, 12)) + " and " + (box.nodes().size() - 12) + " more";
    return names + " (" + box.kind().toUpperCase(Locale.ROOT) + box.vpn().map(vpn -> ", VPN " + vpn).orElse("") + ")";
  }

  private static String label(Drawing drawing, Drawing.Line line) {
    if (line.links().size() > 1) {
      return line.links().size() + " links";
    }
    boolean core = line.ends().stream()
        .allMatch(end -> drawing.boxes().get(end).tier().compareTo(Drawing.Tier.EDGE) <= 0);
    return core || drawing.boxes().size() <= LABELLED ? delay(line.links().getFirst()) : "";
  }

  private static String delay(LinkConfig link) {
    return Seconds.millis(link.delay().toNanos()).toPlainString() + " ms";
  }

  private static String figures(LinkConfig link) {
    String rate = "";
    for (int i = 0; i < SCALES.length && rate.isEmpty(); i++) {
      if (link.bitsPerSecond() >= SCALES[i]) {
        rate = ", " + Math.round(link.bitsPerSecond() * 10.0 / SCALES[i]) / 10.0 + " " + UNITS[i];
      }
    }
    return delay(link) + rate.replace(".0 ", " ");
  }

  private static String title(Drawing.Line line) {
    if (line.links().size() > 1) {
      return line.links().size() + " links: " + String.join(", ", line.links().stream().limit(12)
          .map(LinkConfig::name).toList()) + (line.links().size() > 12 ? " ..." : "");
    }
    LinkConfig link = line.links().getFirst();
    return link.name() + (link.lan() ? " (LAN): " : ": ")
        + String.join(" - ", link.ends().stream().map(end -> end.node() + ":" + end.interfaceName()).toList()) + ", "
        + figures(link) + (link.loss() > 0 ? ", loss " + link.loss() * 100 + " %" : "");
  }

  private static String vpn(Drawing.Line line) {
    List<String> vpns = line.links().stream().flatMap(link -> link.ends().stream()).map(LinkConfig.End::vpn)
        .filter(vpn -> !vpn.isEmpty()).distinct().toList();
    return vpns.size() == 1 ? vpns.getFirst() : "";
  }
}
