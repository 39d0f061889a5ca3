package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.report.Drawing.Tier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the boxes of a {@link Drawing} stand: core in the middle, PEs around it, CEs behind their PE and hosts behind
 * their CE, each customer device in its PE's sector. Deterministic: the same network, the same picture.
 *
 * @param x of each box's centre, 0 to width; @param y likewise, 0 to height
 */
record Placement(double[] x, double[] y, double width, double height) {
  /** Ellipses, because screens are wider than high. */
  private static final double WIDER = 1.45;
  private static final double MARGIN = 90;
  private static final double MARGIN_Y = 52;
  private static final double SLOT = 78;

  static Placement of(Drawing drawing) {
    return new Builder(drawing).build();
  }

  private static final class Builder {
    private final Drawing drawing;
    private final int count;
    private final List<Set<Integer>> neighbours = new ArrayList<>();
    private final List<List<Integer>> children = new ArrayList<>();
    private final boolean[] placed;
    private final double[] angle;
    private final int[] leaves;
    private final int[] depth;
    private final double[] x;
    private final double[] y;

    Builder(Drawing drawing) {
      this.drawing = drawing;
      count = drawing.boxes().size();
      placed = new boolean[count];
      angle = new double[count];
      leaves = new int[count];
      depth = new int[count];
      x = new double[count];
      y = new double[count];
      for (int i = 0; i < count; i++) {
        neighbours.add(new LinkedHashSet<>());
        children.add(new ArrayList<>());
      }
      for (Drawing.Line line : drawing.lines()) {
        for (int a : line.ends()) {
          line.ends().stream().filter(b -> b != a).forEach(neighbours.get(a)::add);
        }
      }
    }

    Placement build() {
      List<Integer> core = tier(Tier.CORE);
      List<Integer> edges = roots(core);
      grow(edges);
      sectors(edges);
      place(core, edges);
      double minX = Arrays.stream(x).min().orElse(0) - MARGIN;
      double minY = Arrays.stream(y).min().orElse(0) - MARGIN_Y;
      for (int i = 0; i < count; i++) {
        x[i] = round(x[i] - minX);
        y[i] = round(y[i] - minY);
      }
      return new Placement(x, y, Math.ceil(Arrays.stream(x).max().orElse(0) + MARGIN),
          Math.ceil(Arrays.stream(y).max().orElse(0) + MARGIN_Y));
    }

    private static double round(double value) {
      return Math.round(value * 10) / 10.0;
    }

    private List<Integer> tier(Tier tier) {
      return IntStream.range(0, count).filter(i -> drawing.boxes().get(i).tier() == tier).boxed().toList();
    }

    /** The PEs, those of one P side by side; where there is none, whatever customer devices there are. */
    private List<Integer> roots(List<Integer> core) {
      List<Integer> edges = tier(Tier.EDGE);
      if (edges.isEmpty()) {
        edges = tier(Tier.CUSTOMER);
      }
      if (edges.isEmpty()) {
        edges = tier(Tier.HOST);
      }
      return edges.stream().sorted(Comparator.comparingDouble((Integer edge) -> neighbours.get(edge).stream()
          .mapToInt(core::indexOf).filter(i -> i >= 0).boxed().collect(Collectors.collectingAndThen(
              Collectors.toList(), at -> around(at, core.size())))).thenComparing(i -> i)).toList();
    }

    /** The middle of places on a ring of {@code size}: between the last and the first lies the end, not the middle. */
    private static double around(List<Integer> at, int size) {
      double sin = at.stream().mapToDouble(i -> Math.sin(2 * Math.PI * i / size)).sum();
      double cos = at.stream().mapToDouble(i -> Math.cos(2 * Math.PI * i / size)).sum();
      if (at.isEmpty() || Math.hypot(sin, cos) < 0.1) {
        return at.isEmpty() ? size : at.getFirst();
      }
      double place = Math.atan2(sin, cos) / (2 * Math.PI) * size;
      return round(place < -0.01 ? place + size : place);
    }

    /** A tree of customer devices behind each root, breadth first. */
    private void grow(List<Integer> roots) {
      var queue = new ArrayDeque<Integer>(roots);
      var order = new ArrayList<Integer>();
      roots.forEach(root -> placed[root] = true);
      while (!queue.isEmpty()) {
        int box = queue.remove();
        order.add(box);
        for (int next : neighbours.get(box)) {
          if (!placed[next] && drawing.boxes().get(next).tier() != Tier.CORE) {
            placed[next] = true;
            depth[next] = depth[box] + 1;
            children.get(box).add(next);
            queue.add(next);
          }
        }
      }
      for (int box : order.reversed()) {
        leaves[box] = Math.max(1, children.get(box).stream().mapToInt(child -> leaves[child]).sum());
      }
    }

    /** Each root gets a share of the circle by what is behind it, at least a little. */
    private void sectors(List<Integer> roots) {
      double total = roots.stream().mapToDouble(this::weight).sum();
      double from = roots.isEmpty() ? 0 : 1.5 * Math.PI - 2 * Math.PI * weight(roots.getFirst()) / total;
      for (int root : roots) {
        double share = 2 * Math.PI * weight(root) / total;
        spread(root, from, share);
        from += share;
      }
    }

    private double weight(int root) {
      return leaves[root] + 0.6;
    }

    private void spread(int box, double from, double share) {
      angle[box] = from + share / 2;
      // Sectors keep a gap to the next one, so that it shows what belongs together.
      double gap = depth[box] == 0 ? share * 0.3 / weight(box) : 0;
      double start = from + gap;
      for (int child : children.get(box)) {
        double part = (share - 2 * gap) * leaves[child] / leaves[box];
        spread(child, start, part);
        start += part;
      }
    }

    private void place(List<Integer> core, List<Integer> roots) {
      double roomier = drawing.note().isPresent() ? 1.6 : 1;
      int deepest = Arrays.stream(depth).max().orElse(0);
      int outermost = roots.stream().mapToInt(root -> leaves[root]).sum();
      List<Integer> reflectors = core.stream().filter(box -> drawing.boxes().get(box).kind().equals("rr")).toList();
      List<Integer> transit = core.stream().filter(box -> !reflectors.contains(box)).toList();
      double coreRadius = transit.size() < 2 ? 0 : Math.max(84, transit.size() * 92 * roomier / (2 * Math.PI * 1.2));
      double rootRadius = roots.isEmpty() ? 0
          : Math.max(coreRadius + 110, roots.size() * 110 * roomier / (2 * Math.PI * 1.2));
      double needed = outermost * SLOT * roomier / (2 * Math.PI * 1.2);
      double step = deepest == 0 ? 0 : Math.max(92, (needed - rootRadius) / deepest);
      for (int i = 0; i < count; i++) {
        if (placed[i]) {
          polar(i, angle[i], rootRadius + depth[i] * step);
        }
      }
      ring(transit, coreRadius);
      reflectors(reflectors, transit.size() > 2 ? 0 : -(coreRadius + rootRadius) * 0.42);
      stray(rootRadius + deepest * step);
    }

    private void polar(int box, double at, double radius) {
      x[box] = radius * WIDER * Math.cos(at);
      y[box] = radius * Math.sin(at);
    }

    /** Core devices in the order of what is attached to them, evenly on their ring. */
    private void ring(List<Integer> core, double radius) {
      var order = new ArrayList<>(core);
      boolean[] known = placed.clone();
      for (int box : core) {
        double sumX = 0;
        double sumY = 0;
        for (int next : neighbours.get(box)) {
          if (placed[next]) {
            sumX += Math.cos(angle[next]);
            sumY += Math.sin(angle[next]);
            known[box] = true;
          }
        }
        angle[box] = Math.toRadians(Math.floorMod(Math.round(Math.toDegrees(Math.atan2(sumY, sumX))) - 180, 360));
      }
      for (int box : core) {
        placed[box] = true;
      }
      if (core.stream().allMatch(box -> known[box])) {
        order.sort(Comparator.comparingDouble((Integer box) -> angle[box]).thenComparing(box -> box));
      }
      double first = core.size() == 2 || !core.stream().allMatch(box -> known[box]) ? Math.PI : turn(order);
      for (int i = 0; i < order.size(); i++) {
        polar(order.get(i), first + 2 * Math.PI * i / order.size(), radius);
      }
    }

    /** The angle of the first on the ring at which all of them are nearest to what is attached to them. */
    private double turn(List<Integer> order) {
      double sin = 0;
      double cos = 0;
      for (int i = 0; i < order.size(); i++) {
        double off = angle[order.get(i)] + Math.PI - 2 * Math.PI * i / order.size();
        sin += Math.sin(off);
        cos += Math.cos(off);
      }
      return Math.hypot(sin, cos) < 0.1 ? Math.PI : Math.atan2(sin, cos);
    }

    /** Reflectors carry no traffic: they stand in a row where few links pass, in the ring of P or above it. */
    private void reflectors(List<Integer> boxes, double atY) {
      for (int i = 0; i < boxes.size(); i++) {
        int box = boxes.get(i);
        placed[box] = true;
        x[box] = (i % 6 - (Math.min(6, boxes.size() - i / 6 * 6) - 1) / 2.0) * 80;
        y[box] = atY + i / 6 * 44;
      }
    }

    /** What is attached to nothing stands in rows underneath. */
    private void stray(double radius) {
      int index = 0;
      for (int i = 0; i < count; i++) {
        if (!placed[i]) {
          x[i] = -radius * WIDER + index % 12 * 90;
          y[i] = radius + 110 + index / 12 * 70;
          index++;
        }
      }
    }
  }
}
