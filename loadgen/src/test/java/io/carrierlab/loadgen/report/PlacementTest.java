package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.report.Placement.Flow;
import io.carrierlab.loadgen.report.Placement.Point;
import io.carrierlab.loadgen.report.Placement.Spot;
import io.carrierlab.loadgen.report.Placement.Wire;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a drawing can be read is geometry: what covers what. */
class PlacementTest {
  private record Rectangle(String what, double left, double top, double right, double bottom) {
    boolean overlaps(Rectangle other) {
      return left + 1 < other.right && other.left + 1 < right && top + 1 < other.bottom && other.top + 1 < bottom;
    }

    /** The way from one point to another passes through it, by more than its edge. */
    boolean cutBy(Point a, Point b) {
      double from = 0;
      double to = 1;
      double[][] sides = {{a.x() - left - 1, b.x() - a.x()}, {right - 1 - a.x(), a.x() - b.x()},
          {a.y() - top - 1, b.y() - a.y()}, {bottom - 1 - a.y(), a.y() - b.y()}};
      for (double[] side : sides) {
        if (side[1] == 0 && side[0] < 0) {
          return false;
        }
        if (side[1] > 0) {
          from = Math.max(from, -side[0] / side[1]);
        } else if (side[1] < 0) {
          to = Math.min(to, side[0] / -side[1]);
        }
      }
      return from < to;
    }
  }

  static Stream<Topology> networks() {
    return Stream.concat(Stream.of(SampleNetwork.healthy(), SampleNetwork.large(4, 8, 2, 3),
        SampleNetwork.large(6, 10, 2, 5), SampleNetwork.large(1, 2, 1, 1), SampleNetwork.large(20, 60, 4, 12),
        SampleNetwork.large(40, 300, 2, 400), SampleNetwork.large(3, 0, 0, 1), diamond()),
        IntStream.range(0, 6).mapToObj(PlacementTest::random));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void nothingCoversAnything(Topology topology) {
    Drawing drawing = Drawing.of(topology);
    for (Flow flow : Flow.values()) {
      for (boolean detailed : new boolean[] {false, true}) {
        if (detailed && drawing.lines().size() > TopologyJson.DETAILED) {
          continue;
        }
        var texts = new LinkTexts(topology, drawing, faults(topology), detailed);
        Placement placement = Placement.of(drawing, flow, texts);
        List<Rectangle> boxes = boxes(drawing, placement);
        apart(boxes, boxes);
        for (Rectangle box : boxes) {
          assertThat(box.left >= 0 && box.top >= 0 && box.right <= placement.width()
              && box.bottom <= placement.height()).as("%s is on the picture", box).isTrue();
          for (Wire wire : placement.wires()) {
            for (int i = 1; i < wire.points().size(); i++) {
              assertThat(box.cutBy(wire.points().get(i - 1), wire.points().get(i)))
                  .as("%s runs through %s", drawing.lines().get(wire.line()).links().getFirst().name(), box).isFalse();
            }
          }
        }
        List<Rectangle> labels = labels(placement);
        apart(labels, boxes);
        apart(labels, labels);
      }
    }
  }

  private static void apart(List<Rectangle> some, List<Rectangle> others) {
    for (Rectangle one : some) {
      for (Rectangle other : others) {
        assertThat(one != other && one.overlaps(other)).as("%s covers %s", one, other).isFalse();
      }
    }
  }

  private static List<Rectangle> boxes(Drawing drawing, Placement placement) {
    var all = new ArrayList<Rectangle>();
    for (int i = 0; i < placement.boxes().size(); i++) {
      all.add(rectangle(drawing.boxes().get(i).label(), placement.boxes().get(i)));
    }
    placement.buses().forEach(bus -> all.add(rectangle("LAN", bus)));
    return all;
  }

  private static Rectangle rectangle(String what, Spot spot) {
    return new Rectangle(what, spot.x(), spot.y(), spot.x() + spot.width(), spot.y() + spot.height());
  }

  private static List<Rectangle> labels(Placement placement) {
    var all = Stream.of(placement.boxes().stream().map(Spot::labels), placement.buses().stream().map(Spot::labels),
        placement.wires().stream().map(Wire::labels)).flatMap(each -> each).flatMap(List::stream);
    return all.map(label -> new Rectangle(label.lines().toString(), label.x(), label.y(), label.x() + label.width(),
        label.y() + label.height())).toList();
  }

  @Test
  void aDiamondHasNoCrossing() {
    Drawing drawing = Drawing.of(diamond());
    for (Flow flow : Flow.values()) {
      List<Wire> wires = Placement.of(drawing, flow, new LinkTexts(diamond(), drawing, List.of(), false)).wires();
      for (Wire one : wires) {
        for (Wire other : wires) {
          assertThat(one != other && crosses(one, other)).as("%s and %s", one, other).isFalse();
        }
      }
    }
  }

  private static boolean crosses(Wire one, Wire other) {
    for (int i = 1; i < one.points().size(); i++) {
      for (int j = 1; j < other.points().size(); j++) {
        Point a = one.points().get(i - 1);
        Point b = one.points().get(i);
        Point c = other.points().get(j - 1);
        Point d = other.points().get(j);
        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static double side(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
  }

  @Test
  void theSameNetworkIsTheSamePicture() {
    Topology topology = SampleNetwork.large(6, 10, 2, 5);
    assertThat(TopologyJson.of(topology, faults(topology)).toString())
        .isEqualTo(TopologyJson.of(topology, faults(topology)).toString());
  }

  @Test
  void whatIsDrawnStandsForEveryNodeOnce() {
    for (Topology topology : networks().toList()) {
      Drawing drawing = Drawing.of(topology);
      assertThat(drawing.boxes().size()).isLessThanOrEqualTo(Drawing.DETAILED);
      assertThat(drawing.note().isPresent()).isEqualTo(drawing.boxes().size() < topology.nodes().size());
      assertThat(drawing.boxes().stream().flatMap(box -> box.nodes().stream()))
          .containsExactlyInAnyOrderElementsOf(topology.nodes().stream().map(NodeConfig::name).toList());
    }
  }

  /** Only the end that was cut is marked, not its LAN. */
  @Test
  void aFailedEndOfALanIsMarkedAtThatEnd() {
    Topology topology = SampleNetwork.large(4, 8, 2, 3);
    LinkConfig lan = topology.links().stream().filter(link -> link.ends().size() == 4).findFirst().orElseThrow();
    LinkConfig.End second = lan.ends().get(1);
    JsonNode drawn = TopologyJson.of(topology, List.of(new Fault.Cut(Duration.ofSeconds(9), second.node() + ":"
        + second.interfaceName())));
    JsonNode link = drawn.get("links").get(topology.links().indexOf(lan));
    assertThat(link.get("failed").booleanValue()).isFalse();
    assertThat(link.get("failedEnds").toString()).isEqualTo("[false,true,false,false]");
    assertThat(drawn.get("legend").get("failedLine").booleanValue()).isTrue();
    JsonNode wide = drawn.get("pictures").get("wide");
    assertThat(wide.get("buses").toString()).doesNotContain("cut");
    assertThat(wide.get("wires").toString()).containsOnlyOnce("\u2715 cut 9 s");
  }

  @Test
  void interfacesAndAddressesAreInTheDetailedPictures() {
    JsonNode pictures = TopologyJson.of(SampleNetwork.healthy(), List.of()).get("pictures");
    for (String name : List.of("wide", "tall")) {
      assertThat(pictures.get(name).toString()).doesNotContain("10.1.0.10/24");
      assertThat(pictures.get(name + "Detailed").toString()).contains("10.1.0.10/24", "ge0");
    }
  }

  /** A shape of its own, and a word, for each kind that a scenario file can have. */
  @Test
  void theLegendHasEverything() throws IOException {
    String script;
    try (var in = ReportPage.class.getResourceAsStream("report-draw.js")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String kind : List.of("p", "pe", "rr", "ce", "host", "isp", "agg", "slb", "firewall", "radius", "client",
        "last-mile", "ipsec-peer", "attach")) {
      assertThat(script).contains("case '" + kind + "':");
      assertThat(KindWords.one(kind)).isNotBlank();
    }
    for (Topology topology : networks().toList()) {
      Drawing drawing = Drawing.of(topology);
      JsonNode legend = TopologyJson.of(topology, faults(topology)).get("legend");
      assertThat(legend.get("kinds")).extracting(kind -> kind.get("kind").textValue())
          .containsExactlyElementsOf(drawing.boxes().stream().map(Drawing.Box::kind).sorted().distinct().toList());
      assertThat(legend.get("several").booleanValue()).isEqualTo(drawing.note().isPresent());
      assertThat(legend.get("lan").booleanValue()).isEqualTo(drawing.lines().stream().anyMatch(Drawing.Line::bus));
      assertThat(legend.get("failedBox").booleanValue()).isEqualTo(!topology.links().isEmpty());
    }
  }

  /** Also of a link that is not drawn, because both of its ends are in one box. */
  @Test
  void everyFaultIsMarkedSomewhere() {
    for (Topology topology : networks().filter(network -> !network.links().isEmpty()).toList()) {
      JsonNode drawn = TopologyJson.of(topology, faults(topology));
      assertThat(drawn.get("nodes").toString() + drawn.get("pictures").get("tall"))
          .contains("\u2715 cut 1 s", "\u2715 black hole 2 s", "\u2715 crash 3 s");
    }
  }

  /** The first link cut, the last end of the last link a black hole, and the first node crashed. */
  private static List<Fault> faults(Topology topology) {
    if (topology.links().isEmpty()) {
      return List.of();
    }
    LinkConfig.End end = topology.links().getLast().ends().getLast();
    return List.of(new Fault.Cut(Duration.ofSeconds(1), topology.links().getFirst().name()),
        new Fault.BlackHole(Duration.ofSeconds(2), end.node() + ":" + end.interfaceName()),
        new Fault.Crash(Duration.ofSeconds(3), topology.nodes().getFirst().name()));
  }

  /** Two ways between two sites. */
  private static Topology diamond() {
    return network(10, new int[][] {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {2, 6}, {6, 7}, {7, 5}, {5, 8}, {8, 9}});
  }

  /** A tree with some more links, and a LAN. */
  private static Topology random(int seed) {
    var random = new SplittableRandom(seed);
    int count = 5 + random.nextInt(40);
    var links = new ArrayList<int[]>();
    for (int i = 1; i < count; i++) {
      links.add(new int[] {random.nextInt(i), i});
    }
    for (int i = 0; i < count / 4; i++) {
      int one = random.nextInt(count - 1);
      links.add(new int[] {one, one + 1 + random.nextInt(count - one - 1)});
    }
    links.add(new int[] {0, count / 2, count - 1});
    return network(count, links.toArray(new int[0][]));
  }

  private static Topology network(int count, int[][] ends) {
    List<NodeConfig> nodes = new ArrayList<>();
    var ports = new int[count];
    for (int i = 0; i < count; i++) {
      nodes.add(new HostConfig("node-" + i, 0x0a000001 + i, 24, 0));
    }
    var links = new ArrayList<LinkConfig>();
    for (int[] some : ends) {
      var at = new ArrayList<LinkConfig.End>();
      for (int end : some) {
        at.add(new LinkConfig.End("node-" + end, ports[end], "ge" + ports[end]++, ""));
      }
      links.add(new LinkConfig("link" + links.size(), some.length > 2, at, Duration.ofMillis(1), 0, 0, 1));
    }
    return new Topology("network", nodes, links, List.of());
  }
}
