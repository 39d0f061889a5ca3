package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.loadgen.drill.RandomDrill;
import io.carrierlab.loadgen.drill.RandomDrill.Spot;
import io.carrierlab.loadgen.drill.RandomDrill.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code drill.random}. */
final class RandomReader {
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofSeconds(30);
  /** For the network to settle, by default: a quarter of the run, and no more than this. */
  private static final Duration SETTLES = Duration.ofMinutes(1);

  private final Plan plan;
  private final AccessPlan access;
  private final Fields said;
  private final Duration end;

  RandomReader(Plan plan, AccessPlan access, Fields root, Duration end) {
    this.plan = plan;
    this.access = access;
    this.said = root.fields("drill").fields("random");
    this.end = end;
  }

  Optional<RandomDrill> read() {
    if (said == Fields.NONE) {
      return Optional.empty();
    }
    Duration from = said.duration("from").orElse(Duration.ZERO);
    Duration quarter = Duration.ofSeconds((end.toSeconds() + 3) / 4);
    Duration until = said.duration("until").orElse(end.minus(quarter.compareTo(SETTLES) < 0 ? quarter : SETTLES));
    if (said.has("until") && until.compareTo(end) >= 0) {
      plan.problems.error(said.at("until"), "until is " + said.text("until").orElse("")
          + ", which leaves no time to settle before the end of the run", "less than " + Build.text(end));
    }
    Duration least = bound(0).orElse(LEAST);
    Duration most = bound(1).orElse(MOST.compareTo(least) < 0 ? least : MOST);
    if (least.compareTo(most) > 0) {
      plan.problems.error(said.at("heal"), "heal is " + said.text("heal").orElse(""), "a range such as 10s..30s");
    }
    if (from.plus(least).compareTo(until) > 0) {
      plan.problems.error(said.at("from"), "no fault of " + Build.text(least) + " fits between " + Build.text(from)
          + " and " + Build.text(until), "more time, or faults that heal sooner");
    }
    List<Targets> targets = targets();
    if (targets.stream().allMatch(each -> each.places().isEmpty()) && !plan.problems.anyErrors()) {
      plan.problems.error(said.at(), "there is nothing that the faults of these kinds can be done to",
          "nodes or links for them");
    }
    return Optional.of(new RandomDrill(said.integer("faults").orElse(3), from, until, targets, least, most,
        said.flag("overlap")));
  }

  /** @param which 0 the least, 1 the most, of a range or of one time */
  private Optional<Duration> bound(int which) {
    return said.text("heal").flatMap(text -> {
      String[] both = text.split("\\.\\.", 2);
      return Quantity.duration(both[Math.min(which, both.length - 1)]);
    });
  }

  private List<Targets> targets() {
    var targets = new ArrayList<Targets>();
    List<Node> nodes = nodes();
    Set<Node> among = Set.copyOf(nodes);
    List<Spot> links = links();
    for (RandomDrill.Kind kind : kinds()) {
      List<Spot> spots = switch (kind) {
        case CRASH -> nodes.stream().map(node -> new Spot(node.name, node.name)).toList();
        case CUT, BLACK_HOLE, FLAP, DEGRADE -> links;
        case SATURATE -> nodes.stream().filter(access::hasProcessor).map(node -> new Spot(node.name, node.name))
            .toList();
        case CLEAR_SAS -> nodes.stream().filter(this::isAggregator).map(node -> new Spot(node.name, node.name))
            .toList();
        case PREEMPT -> plan.hsrp.members().stream().filter(member -> among.contains(member.end().node)
            && member.config().follows().isEmpty())
            .map(member -> new Spot(member.end().node.name + " " + member.config().name(), member.end().node.name))
            .toList();
      };
      targets.add(new Targets(kind, spots));
    }
    return targets;
  }

  private boolean isAggregator(Node node) {
    return access.aggregatorOf(node).isPresent();
  }

  private Set<RandomDrill.Kind> kinds() {
    var kinds = new LinkedHashSet<RandomDrill.Kind>();
    for (Yaml item : said.list("kinds")) {
      Fields.text(item).flatMap(RandomDrill.Kind::of).ifPresent(kinds::add);
    }
    return said.has("kinds") ? kinds : new LinkedHashSet<>(Arrays.asList(RandomDrill.Kind.values()));
  }

  /** Those said, else the provider's. */
  private List<Node> nodes() {
    if (!said.has("nodes")) {
      return plan.nodes.values().stream().filter(node -> provider(node)).toList();
    }
    var nodes = new LinkedHashSet<Node>();
    for (Yaml item : said.list("nodes")) {
      for (String name : Fields.text(item).flatMap(plan::expand).orElse(List.of())) {
        plan.node(name, item.at(), "").ifPresent(nodes::add);
      }
    }
    return List.copyOf(nodes);
  }

  private static boolean provider(Node node) {
    return node.kind.core() || node.kind == Kind.AGG;
  }

  /** Those said, else those between the provider's nodes. */
  private List<Spot> links() {
    if (!said.has("links")) {
      return plan.links.stream().filter(link -> link.ends.stream().allMatch(each -> provider(each.node)))
          .map(RandomReader::spot).toList();
    }
    var links = new LinkedHashSet<Spot>();
    for (Yaml item : said.list("links")) {
      Optional<String> name = Fields.text(item);
      if (name.isPresent() && name.get().indexOf(':') > 0) {
        plan.end(name.get(), item.at()).ifPresent(each -> links.add(spot(each)));
      } else {
        name.flatMap(text -> plan.link(text, item.at())).map(RandomReader::spot).ifPresent(links::add);
      }
    }
    return List.copyOf(links);
  }

  /** An end of a point-to-point link is the link: both go dark. */
  private static Spot spot(End end) {
    return end.link.lan ? new Spot(end.name(), end.link.name, end.link.delay) : spot(end.link);
  }

  private static Spot spot(Link link) {
    return new Spot(link.name, link.name, link.delay);
  }
}
