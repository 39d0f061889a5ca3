package io.carrierlab.loadgen.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.NodeLabelPlacement;
import org.eclipse.elk.core.options.PortLabelPlacement;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkConnectableShape;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkGraphElement;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where everything of a {@link Drawing} stands: boxes, the bars of LANs, the ways of links around them, and texts. The
 * Eclipse Layout Kernel finds it, from one end of the network to the other in layers. Deterministic: the same network
 * and texts, the same picture.
 *
 * @param boxes in the order of the drawing's
 * @param buses of the lines that are LANs, in their order
 * @param wires a link between two boxes is one; a LAN has one from each of its stations to its bus
 */
record Placement(double width, double height, List<Spot> boxes, List<Spot> buses, List<Wire> wires) {
  /** Of a letter of the page's small texts; {@code TALL}: of a line of them. */
  private static final double LETTER = 6.2;
  private static final double TALL = 13;
  private static final double BUS = 6;

  static {
    // The kernel finds its algorithms and how to copy their options by this; once, whatever threads there are.
    LayoutMetaDataService.getInstance();
  }

  /** @param x of its left edge; {@code y}: of its upper edge */
  record Spot(double x, double y, double width, double height, List<Label> labels) {}

  /** A text of some lines that covers nothing else. @param x and y: of its corner at the upper left */
  record Label(double x, double y, double width, double height, List<Text> lines) {}

  /** @param fault it tells what was broken or mended */
  record Text(String text, boolean fault) {}

  /** @param line its index in the drawing; @param end of a LAN's, index of the station among its ends; else -1 */
  record Wire(int line, int end, List<Point> points, List<Label> labels) {}

  record Point(double x, double y) {}

  enum Flow { RIGHT, DOWN }

  /** What is to be written where. */
  interface Texts {
    /** In a box, under its name. */
    List<Text> in(Drawing.Box box);

    /** At the middle of a link, or at the bar of a LAN. */
    List<Text> at(Drawing.Line line);

    /** Where a line meets its box. @param end index of that box among the line's ends */
    List<Text> at(Drawing.Line line, int end);
  }

  static Placement of(Drawing drawing, Flow flow, Texts texts) {
    return new Builder(drawing, flow, texts).build();
  }

  private static double letters(List<Text> lines) {
    return lines.stream().mapToInt(line -> line.text().length()).max().orElse(0) * LETTER;
  }

  private static final class Builder {
    private final Drawing drawing;
    private final Flow flow;
    private final Texts texts;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    /** Boxes, then buses. */
    private final List<ElkNode> nodes = new ArrayList<>();
    private final List<ElkNode> buses = new ArrayList<>();
    private final List<Tie> ties = new ArrayList<>();
    private final Map<ElkLabel, List<Text>> said = new IdentityHashMap<>();

    /** @param end -1: it is the whole line, from the first of its ends to the second */
    private record Tie(int line, int end, int from, int to) {}

    Builder(Drawing drawing, Flow flow, Texts texts) {
      this.drawing = drawing;
      this.flow = flow;
      this.texts = texts;
    }

    Placement build() {
      options();
      for (Drawing.Box box : drawing.boxes()) {
        nodes.add(box(box));
      }
      for (int i = 0; i < drawing.lines().size(); i++) {
        Drawing.Line line = drawing.lines().get(i);
        if (line.bus()) {
          bus(i, line);
        } else {
          ties.add(new Tie(i, -1, line.ends().getFirst(), line.ends().getLast()));
        }
      }
      boolean[] turned = turned();
      var edges = new ArrayList<ElkEdge>();
      for (int i = 0; i < ties.size(); i++) {
        edges.add(edge(ties.get(i), turned[i]));
      }
      new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
      var wires = new ArrayList<Wire>();
      for (int i = 0; i < ties.size(); i++) {
        wires.add(wire(ties.get(i), edges.get(i), turned[i]));
      }
      return new Placement(Math.ceil(graph.getWidth()), Math.ceil(graph.getHeight()),
          nodes.subList(0, drawing.boxes().size()).stream().map(this::spot).toList(),
          buses.stream().map(this::spot).toList(), List.copyOf(wires));
    }

    private void options() {
      graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
      graph.setProperty(CoreOptions.DIRECTION, flow == Flow.RIGHT ? Direction.RIGHT : Direction.DOWN);
      graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
      graph.setProperty(CoreOptions.RANDOM_SEED, 1);
      graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
      graph.setProperty(LayeredOptions.NODE_PLACEMENT_FAVOR_STRAIGHT_EDGES, false);
      graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 20.0);
      graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 40.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 12.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 3.0);
      graph.setProperty(LayeredOptions.SPACING_LABEL_PORT_HORIZONTAL, 3.0);
      graph.setProperty(LayeredOptions.SPACING_LABEL_PORT_VERTICAL, 3.0);
    }

    /** So large that its texts have room; the feet of a screen and the lid of a cylinder leave less. */
    private ElkNode box(Drawing.Box box) {
      List<Text> inside = texts.in(box);
      double vpn = box.vpn().map(name -> (Drawing.Box.clipped(name).length() + 4) * LETTER).orElse(0.0);
      double width = Math.max(54, Math.max(box.label().length() * 7.4, Math.max(vpn, letters(inside))) + 26);
      double lost = switch (box.kind()) {
        case "host", "client", "radius", "site", "isp" -> 8;
        default -> 0;
      };
      return node(width, (box.vpn().isPresent() ? 40 : 32) + inside.size() * TALL + lost);
    }

    private ElkNode node(double width, double height) {
      ElkNode node = ElkGraphUtil.createNode(graph);
      node.setDimensions(width, height);
      node.setProperty(CoreOptions.NODE_SIZE_CONSTRAINTS, EnumSet.of(SizeConstraint.MINIMUM_SIZE, SizeConstraint.PORTS,
          SizeConstraint.PORT_LABELS));
      node.setProperty(CoreOptions.NODE_SIZE_MINIMUM, new KVector(width, height));
      node.setProperty(CoreOptions.PORT_LABELS_PLACEMENT, EnumSet.of(PortLabelPlacement.OUTSIDE));
      return node;
    }

    private void bus(int index, Drawing.Line line) {
      double length = Math.max(24, line.ends().size() * 12);
      ElkNode bus = flow == Flow.RIGHT ? node(BUS, length) : node(length, BUS);
      label(bus, texts.at(line));
      for (int end = 0; end < line.ends().size(); end++) {
        ties.add(new Tie(index, end, line.ends().get(end), nodes.size()));
      }
      nodes.add(bus);
      buses.add(bus);
    }

    private void label(ElkGraphElement element, List<Text> lines) {
      if (!lines.isEmpty()) {
        // One without a text is taken for none; what it says is ours to know.
        ElkLabel label = ElkGraphUtil.createLabel("text", element);
        label.setDimensions(letters(lines) + 4, lines.size() * TALL + 2);
        label.setProperty(CoreOptions.NODE_LABELS_PLACEMENT, flow == Flow.RIGHT
            ? NodeLabelPlacement.outsideBottomCenter() : EnumSet.of(NodeLabelPlacement.OUTSIDE,
                NodeLabelPlacement.H_RIGHT, NodeLabelPlacement.V_CENTER));
        label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
        said.put(label, lines);
      }
    }

    private ElkEdge edge(Tie tie, boolean turned) {
      Drawing.Line line = drawing.lines().get(tie.line);
      ElkConnectableShape from = end(nodes.get(tie.from), texts.at(line, Math.max(0, tie.end)));
      ElkConnectableShape to = tie.end < 0 ? end(nodes.get(tie.to), texts.at(line, 1)) : nodes.get(tie.to);
      ElkEdge edge = ElkGraphUtil.createSimpleEdge(turned ? to : from, turned ? from : to);
      if (tie.end < 0) {
        label(edge, texts.at(line));
      }
      return edge;
    }

    /** What is written where a line meets a box belongs to a port of the box, which makes room for it. */
    private ElkConnectableShape end(ElkNode box, List<Text> lines) {
      if (lines.isEmpty()) {
        return box;
      }
      ElkPort port = ElkGraphUtil.createPort(box);
      label(port, lines);
      return port;
    }

    /**
     * Which ties go against the layers. From one end of the network to an end that is farthest from it: what is nearer
     * to the first comes before. What hangs off that way hangs outwards: before it in its first half, behind it in its
     * second.
     */
    private boolean[] turned() {
      int count = nodes.size();
      List<List<Integer>> neighbours = IntStream.range(0, count).mapToObj(_ -> (List<Integer>) new ArrayList<Integer>())
          .toList();
      for (Tie tie : ties) {
        neighbours.get(tie.from).add(tie.to);
        neighbours.get(tie.to).add(tie.from);
      }
      int[] lean = new int[count];
      int[] off = new int[count];
      boolean[] known = new boolean[count];
      for (int i = 0; i < count; i++) {
        if (!known[i]) {
          int one = farthest(distances(neighbours, i));
          int other = farthest(distances(neighbours, one));
          int[] toFirst = distances(neighbours, Math.min(one, other));
          int[] toLast = distances(neighbours, Math.max(one, other));
          for (int node = 0; node < count; node++) {
            if (toFirst[node] >= 0) {
              known[node] = true;
              lean[node] = toFirst[node] - toLast[node];
              off[node] = toFirst[node] + toLast[node];
            }
          }
        }
      }
      long before = Arrays.stream(lean).filter(each -> each < 0).count();
      long behind = Arrays.stream(lean).filter(each -> each > 0).count();
      boolean[] turned = new boolean[ties.size()];
      for (int i = 0; i < turned.length; i++) {
        int from = ties.get(i).from;
        int to = ties.get(i).to;
        boolean first = lean[from] < 0 || lean[from] == 0 && before <= behind;
        turned[i] = lean[from] != lean[to] ? lean[from] > lean[to]
            : off[from] != off[to] ? first == off[from] < off[to] : from > to;
      }
      return turned;
    }

    /** In links, from one to all; -1: there is no way. */
    private static int[] distances(List<List<Integer>> neighbours, int from) {
      int[] distances = new int[neighbours.size()];
      Arrays.fill(distances, -1);
      distances[from] = 0;
      var queue = new ArrayDeque<Integer>(List.of(from));
      while (!queue.isEmpty()) {
        int node = queue.remove();
        for (int next : neighbours.get(node)) {
          if (distances[next] < 0) {
            distances[next] = distances[node] + 1;
            queue.add(next);
          }
        }
      }
      return distances;
    }

    private static int farthest(int[] distances) {
      int farthest = 0;
      for (int i = 0; i < distances.length; i++) {
        farthest = distances[i] > distances[farthest] ? i : farthest;
      }
      return farthest;
    }

    private Wire wire(Tie tie, ElkEdge edge, boolean turned) {
      ElkEdgeSection section = edge.getSections().getFirst();
      var points = new ArrayList<Point>();
      points.add(new Point(round(section.getStartX()), round(section.getStartY())));
      section.getBendPoints().forEach(bend -> points.add(new Point(round(bend.getX()), round(bend.getY()))));
      points.add(new Point(round(section.getEndX()), round(section.getEndY())));
      return new Wire(tie.line, tie.end, turned ? points.reversed() : points, allLabels(edge));
    }

    /** Those of the line and those of its ends. */
    private List<Label> allLabels(ElkEdge edge) {
      var labels = new ArrayList<>(labels(edge, 0, 0));
      for (ElkConnectableShape end : List.of(edge.getSources().getFirst(), edge.getTargets().getFirst())) {
        if (end instanceof ElkPort port) {
          labels.addAll(labels(port, port.getParent().getX() + port.getX(), port.getParent().getY() + port.getY()));
        }
      }
      return labels;
    }

    private Spot spot(ElkNode node) {
      return new Spot(round(node.getX()), round(node.getY()), round(node.getWidth()), round(node.getHeight()),
          labels(node, node.getX(), node.getY()));
    }

    private List<Label> labels(ElkGraphElement element, double x, double y) {
      return element.getLabels().stream().map(label -> new Label(round(x + label.getX()), round(y + label.getY()),
          round(label.getWidth()), round(label.getHeight()), said.get(label))).toList();
    }

    private static double round(double value) {
      return Math.round(value * 10) / 10.0;
    }
  }
}
