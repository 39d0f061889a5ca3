package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The drawing as data for the page: what is drawn, once, and pictures of it, which differ in where it stands. One runs
 * from left to right and one from above to below, for narrow screens; both with interfaces and without.
 */
final class TopologyJson {
  private static final long[] SCALES = {1_000_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
  private static final String[] UNITS = {"Tbit/s", "Gbit/s", "Mbit/s", "kbit/s", "bit/s"};
  private static final int NAMES = 12;
  /** Lines up to which there are pictures with interfaces. */
  static final int DETAILED = 150;
  /** Rows of the list of links. */
  private static final int LISTED = 400;

  private final Topology topology;
  private final Drawing drawing;
  private final LinkTexts plain;
  private final LinkTexts detailed;
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  private TopologyJson(Topology topology, List<Fault> faults) {
    this.topology = topology;
    drawing = Drawing.of(topology);
    plain = new LinkTexts(topology, drawing, faults, false);
    detailed = new LinkTexts(topology, drawing, faults, true);
  }

  static ObjectNode of(Topology topology, List<Fault> faults) {
    return new TopologyJson(topology, faults).build();
  }

  private ObjectNode build() {
    root.put("note", drawing.note().orElse(""));
    ArrayNode vpns = root.putArray("vpns");
    for (VpnConfig vpn : topology.vpns()) {
      ObjectNode object = vpns.addObject().put("name", vpn.name());
      vpn.reaches().stream().sorted().forEach(object.putArray("reaches")::add);
    }
    ArrayNode nodes = root.putArray("nodes");
    for (Drawing.Box box : drawing.boxes()) {
      ObjectNode node = nodes.addObject().put("label", box.label()).put("kind", box.kind())
          .put("vpn", box.vpn().orElse("")).put("stands", box.nodes().size()).put("title", title(box));
      plain.in(box).forEach(text -> node.withArray("faults").add(text.text()));
    }
    ArrayNode lines = root.putArray("links");
    for (Drawing.Line line : drawing.lines()) {
      ObjectNode object = lines.addObject().put("bus", line.bus()).put("title", title(line)).put("vpn", vpn(line))
          .put("failed", plain.failed(line));
      ArrayNode ends = object.putArray("failedEnds");
      for (int end = 0; end < line.ends().size(); end++) {
        ends.add(plain.failed(line, end));
      }
    }
    legend();
    list();
    ObjectNode pictures = root.putObject("pictures");
    for (Placement.Flow flow : Placement.Flow.values()) {
      String name = flow == Placement.Flow.RIGHT ? "wide" : "tall";
      pictures.set(name, picture(Placement.of(drawing, flow, plain)));
      if (drawing.lines().size() <= DETAILED) {
        pictures.set(name + "Detailed", picture(Placement.of(drawing, flow, detailed)));
      }
    }
    return root;
  }

  /** Everything that the drawing uses, in words. */
  private void legend() {
    ObjectNode legend = root.putObject("legend");
    var kinds = new TreeSet<String>();
    drawing.boxes().forEach(box -> kinds.add(box.kind()));
    ArrayNode list = legend.putArray("kinds");
    kinds.forEach(kind -> list.addObject().put("kind", kind).put("text", KindWords.one(kind)));
    legend.put("several", drawing.boxes().stream().anyMatch(box -> box.nodes().size() > 1))
        .put("lan", drawing.lines().stream().anyMatch(Drawing.Line::bus))
        .put("failedBox", drawing.boxes().stream().anyMatch(box -> !plain.in(box).isEmpty()))
        .put("failedLine", drawing.lines().stream().anyMatch(plain::failed) || drawing.lines().stream()
            .anyMatch(line -> failedEnd(line)));
    var vpns = new TreeSet<String>();
    drawing.boxes().forEach(box -> box.vpn().ifPresent(vpns::add));
    drawing.lines().stream().map(TopologyJson::vpn).filter(vpn -> !vpn.isEmpty()).forEach(vpns::add);
    ArrayNode colours = legend.putArray("vpns");
    topology.vpns().stream().map(VpnConfig::name).filter(vpns::contains).forEach(colours::add);
  }

  private boolean failedEnd(Drawing.Line line) {
    for (int end = 0; end < line.ends().size(); end++) {
      if (plain.failed(line, end)) {
        return true;
      }
    }
    return false;
  }

  /** Every link with its interfaces and addresses, for who cannot see the drawing or searches it. */
  private void list() {
    ArrayNode list = root.putArray("list");
    topology.links().stream().limit(LISTED).forEach(link -> {
      var ends = new ArrayList<String>();
      for (LinkConfig.End end : link.ends().subList(0, Math.min(NAMES, link.ends().size()))) {
        ends.add(end.node() + ":" + end.interfaceName() + detailed.address(end).map(address -> " " + address)
            .orElse(""));
      }
      list.addArray().add(link.name()).add(link.lan() ? "LAN" : "link").add(DrillWords.some(ends, NAMES))
          .add(figures(link));
    });
    root.put("listOmitted", Math.max(0, topology.links().size() - LISTED));
  }

  private ObjectNode picture(Placement placement) {
    ObjectNode picture = JsonNodeFactory.instance.objectNode().put("width", placement.width())
        .put("height", placement.height());
    spots(picture.putArray("nodes"), placement.boxes());
    spots(picture.putArray("buses"), placement.buses());
    ArrayNode wires = picture.putArray("wires");
    for (Placement.Wire wire : placement.wires()) {
      List<Integer> ends = drawing.lines().get(wire.line()).ends();
      ObjectNode object = wires.addObject().put("link", wire.line()).put("end", wire.end())
          .put("from", ends.get(Math.max(0, wire.end()))).put("to", ends.getLast());
      ArrayNode points = object.putArray("points");
      wire.points().forEach(point -> points.addArray().add(point.x()).add(point.y()));
      labels(object, wire.labels());
    }
    return picture;
  }

  private static void spots(ArrayNode out, List<Placement.Spot> spots) {
    for (Placement.Spot spot : spots) {
      ObjectNode object = out.addObject().put("x", spot.x()).put("y", spot.y()).put("w", spot.width())
          .put("h", spot.height());
      labels(object, spot.labels());
    }
  }

  private static void labels(ObjectNode object, List<Placement.Label> labels) {
    if (!labels.isEmpty()) {
      ArrayNode list = object.putArray("labels");
      for (Placement.Label label : labels) {
        ObjectNode each = list.addObject().put("x", label.x()).put("y", label.y()).put("w", label.width());
        ArrayNode lines = each.putArray("lines");
        label.lines().forEach(text -> lines.addObject().put("text", text.text()).put("fault", text.fault()));
      }
    }
  }

  private static String title(Drawing.Box box) {
    return DrillWords.some(box.nodes(), NAMES) + " (" + KindWords.one(box.kind())
        + box.vpn().map(vpn -> ", VPN " + vpn).orElse("") + ")";
  }

  private static String figures(LinkConfig link) {
    String rate = "";
    for (int i = 0; i < SCALES.length && rate.isEmpty(); i++) {
      if (link.bitsPerSecond() >= SCALES[i]) {
        rate = ", " + Math.round(link.bitsPerSecond() * 10.0 / SCALES[i]) / 10.0 + " " + UNITS[i];
      }
    }
    return LinkTexts.delay(link) + rate.replace(".0 ", " ")
        + (link.loss() > 0 ? ", loss " + link.loss() * 100 + " %" : "");
  }

  private String title(Drawing.Line line) {
    if (line.links().size() > 1) {
      return line.links().size() + " links: " + DrillWords.some(line.links().stream().map(LinkConfig::name).toList(),
          NAMES);
    }
    LinkConfig link = line.links().getFirst();
    return link.name() + (link.lan() ? " (LAN): " : ": ") + String.join(" - ", link.ends().stream().map(end ->
        end.node() + ":" + end.interfaceName() + detailed.address(end).map(each -> " " + each).orElse("")).toList())
        + ", " + figures(link);
  }

  private static String vpn(Drawing.Line line) {
    List<String> vpns = line.links().stream().flatMap(link -> link.ends().stream()).map(LinkConfig.End::vpn)
        .filter(vpn -> !vpn.isEmpty()).distinct().toList();
    return vpns.size() == 1 ? vpns.getFirst() : "";
  }
}
