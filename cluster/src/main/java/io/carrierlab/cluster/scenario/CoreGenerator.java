package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the core that {@code topology} describes: P routers in a ring, line or mesh, PEs and reflectors around
 * them.
 */
final class CoreGenerator {
  private final Plan plan;
  private final Fields said;

  CoreGenerator(Plan plan, Fields root) {
    this.plan = plan;
    this.said = root.fields("topology");
  }

  /** Nodes that the file has already are the generated ones with settings of their own. */
  void nodes(NodesReader reader) {
    for (Kind kind : List.of(Kind.P, Kind.PE, Kind.RR)) {
      for (String name : names(kind)) {
        Node known = plan.nodes.get(name);
        if (known == null) {
          reader.add(name, kind, said.at(kind.text()), Fields.NONE);
        } else if (known.kind != kind) {
          plan.problems.error(known.at, "node " + name + " is a " + known.kind.text() + " here and a " + kind.text()
              + " in topology", "the same kind");
        }
      }
    }
  }

  void links() {
    List<Node> core = nodes(Kind.P);
    List<Node> edge = new ArrayList<>();
    if (core.isEmpty()) {
      core = nodes(Kind.PE);
    } else {
      edge.addAll(nodes(Kind.PE));
    }
    int count = core.size();
    switch (said.text("core").orElse("ring")) {
      case "line" -> line(core);
      case "mesh" -> {
        if ((long) count * (count - 1) > Plan.MAX_ENDS) {
          plan.problems.error(said.at("core"), "a mesh of " + count + " routers has more than " + Plan.MAX_ENDS
              + " ends of links", "a ring");
          return;
        }
        for (int i = 0; i < count; i++) {
          for (int j = i + 1; j < count; j++) {
            join(core.get(i), core.get(j));
          }
        }
      }
      default -> {
        line(core);
        if (count > 2) {
          join(core.getLast(), core.getFirst());
        }
      }
    }
    attach(edge, core);
    attach(nodes(Kind.RR), core);
  }

  private List<String> names(Kind kind) {
    int count = said.integer(kind.text()).orElse(0);
    var names = new ArrayList<String>(count);
    for (int i = 1; i <= count; i++) {
      names.add(kind.text() + i);
    }
    return names;
  }

  private List<Node> nodes(Kind kind) {
    return names(kind).stream().map(plan.nodes::get).filter(node -> node != null && node.kind == kind).toList();
  }

  private void line(List<Node> core) {
    for (int i = 1; i < core.size(); i++) {
      join(core.get(i - 1), core.get(i));
    }
  }

  /** Spreads routers evenly over the core, each with {@code uplinks} neighbouring core routers. */
  private void attach(List<Node> edge, List<Node> core) {
    if (core.isEmpty()) {
      return;
    }
    int uplinks = Math.min(core.size(), said.integer("uplinks").orElse(1));
    for (int i = 0; i < edge.size(); i++) {
      int first = (int) ((long) i * core.size() / edge.size());
      for (int u = 0; u < uplinks; u++) {
        join(edge.get(i), core.get((first + u) % core.size()));
      }
    }
  }

  private void join(Node a, Node b) {
    Position at = said.at();
    var link = new Link(plan.freeLinkName(a.name + "--" + b.name), false, said);
    said.duration("delay").ifPresent(d -> link.delay = d);
    if (plan.addEnd(link, a, plan.freeInterface(a), at, Fields.NONE)
        && plan.addEnd(link, b, plan.freeInterface(b), at, Fields.NONE)) {
      plan.addLink(link);
    }
  }
}
