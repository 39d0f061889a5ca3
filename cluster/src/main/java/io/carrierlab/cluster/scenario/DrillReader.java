package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.fabric.Direction;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the faults of {@code drill}: a list, or a mapping with the list {@code faults}. */
final class DrillReader {
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  private static final List<String> BADNESS = List.of("loss", "delay", "bandwidth", "jitter", "duplicate", "reorder",
      "corrupt");

  /** What may be said of each kind. */
  private static final Map<String, List<String>> KEYS = new TreeMap<>(Map.ofEntries(
      Map.entry("cut", List.of("direction")),
      Map.entry("black-hole", List.of("direction")), Map.entry("restore", List.of()),
      Map.entry("flap", List.of("times", "down", "up")), Map.entry("degrade", BADNESS),
      Map.entry("crash", List.of()), Map.entry("restart", List.of()), Map.entry("power-cycle", List.of("off")),
      Map.entry("saturate", List.of("cpu", "for")), Map.entry("clear-sas", List.of()),
      Map.entry("preempt", List.of("group"))));
  private static final Set<String> DETAILS = KEYS.values().stream().flatMap(List::stream)
      .collect(Collectors.toUnmodifiableSet());

  private final Plan plan;
  private final AccessPlan access;
  private final List<Yaml> items;
  private final Duration end;

  DrillReader(Plan plan, AccessPlan access, Fields root, Duration end) {
    this.plan = plan;
    this.access = access;
    this.items = root.mapping().get("drill").orElse(null) instanceof Yaml.Sequence ? root.list("drill")
        : root.fields("drill").list("faults");
    this.end = end;
  }

  List<Fault> faults() {
    var faults = new ArrayList<Fault>();
    for (Yaml item : items) {
      Fields.of(item, plan.problems).flatMap(this::fault).ifPresent(faults::add);
    }
    return faults;
  }

  /** Of all faults, those that could not be read included. */
  Set<Duration> faultTimes() {
    var times = new HashSet<Duration>();
    items.forEach(item -> Fields.of(item, plan.problems).flatMap(said -> said.duration("at")).ifPresent(times::add));
    return times;
  }

  private void only(Fields said) {
    KEYS.keySet().stream().filter(said::has).findFirst().ifPresent(kind ->
        said.mapping().entries().forEach((key, entry) -> {
          if (DETAILS.contains(key) && !KEYS.get(kind).contains(key)) {
            plan.problems.error(entry.keyAt(), Problem.quote(key) + " means nothing beside " + kind,
                KEYS.get(kind).isEmpty() ? "" : "one of " + String.join(", ", KEYS.get(kind)));
          }
        }));
  }

  private Optional<Fault> fault(Fields said) {
    only(said);
    Duration at = said.duration("at").orElse(Duration.ZERO);
    if (at.compareTo(end) >= 0) {
      plan.problems.error(said.at("at"), "at is " + said.text("at").orElse("") + ", after the end of the run",
          "less than " + Build.text(end));
    }
    Optional<Fault> fault = where(said, "cut").<Fault>map(where -> new Fault.Cut(at, where, direction(where, said)))
        .or(() -> where(said, "black-hole").map(where -> new Fault.BlackHole(at, where, direction(where, said))))
        .or(() -> where(said, "restore").map(where -> new Fault.Restore(at, where)))
        .or(() -> where(said, "flap").flatMap(where -> flap(at, where, said)))
        .or(() -> where(said, "degrade").flatMap(where -> degrade(at, where, said)))
        .or(() -> node(said, "crash").map(node -> new Fault.Crash(at, node)))
        .or(() -> node(said, "restart").map(node -> new Fault.Restart(at, node)))
        .or(() -> node(said, "power-cycle").flatMap(node ->
            needed(said, "off").map(off -> new Fault.PowerCycle(at, node, off))))
        .or(() -> aggregator(said, "saturate").flatMap(node -> saturate(at, processor(node, said), said)))
        .or(() -> aggregator(said, "clear-sas").map(node -> new Fault.ClearSas(at, node)))
        .or(() -> node(said, "preempt").flatMap(node -> preempt(at, node, said)));
    boolean within = at.compareTo(end) < 0;
    fault.filter(it -> within && it.until().compareTo(end) > 0).ifPresent(it -> plan.problems.error(said.at(),
        it.kind() + " lasts until " + Build.text(it.until()) + ", after the end of the run",
        "an end at " + Build.text(end) + " or before"));
    return fault;
  }

  private Optional<Fault> flap(Duration at, String where, Fields said) {
    Optional<Integer> times = said.integer("times");
    if (!said.has("times")) {
      plan.problems.error(said.at(), "missing key \"times\"", "how often the link goes down");
    }
    Optional<Duration> down = needed(said, "down");
    Optional<Duration> up = needed(said, "up");
    return times.isEmpty() || down.isEmpty() || up.isEmpty() ? Optional.empty()
        : Optional.of(new Fault.Flap(at, where, times.get(), down.get(), up.get()));
  }

  private Optional<Fault> degrade(Duration at, String where, Fields said) {
    Link link = where.indexOf(':') > 0 ? plan.ends.get(where).link : plan.linksByName.get(where);
    Optional<BigDecimal> loss = said.quantity("loss", Quantity.PERCENT);
    Optional<Duration> delay = said.duration("delay");
    Optional<BigDecimal> bandwidth = said.quantity("bandwidth", Quantity.BANDWIDTH);
    if (BADNESS.stream().noneMatch(said::has)) {
      plan.problems.error(said.at("degrade"), "nothing of " + where + " becomes worse",
          String.join(", ", BADNESS) + ", or several of them");
    }
    if (said.has("reorder") && !said.has("delay") && !said.has("jitter")) {
      plan.problems.error(said.at("reorder"), "with neither delay nor jitter there is nothing to overtake",
          "delay or jitter beside it: a share of the frames has neither, and overtakes the others");
    }
    delay.filter(it -> it.compareTo(link.delay) < 0).ifPresent(it -> plan.problems.error(said.at("delay"),
        "delay is " + said.text("delay").get() + ", and that of " + link.name + " is " + Build.text(link.delay),
        "no less than the link has: virtual time proceeds by the smallest delay"));
    return Optional.of(new Fault.Degrade(at, where,
        loss.map(it -> OptionalDouble.of(Fault.share(it))).orElse(OptionalDouble.empty()), delay,
        bandwidth.map(it -> OptionalLong.of(it.longValue())).orElse(OptionalLong.empty()),
        new Fault.Degrade.Disorder(said.duration("jitter").orElse(Duration.ZERO), share(said, "duplicate"),
            share(said, "reorder"), share(said, "corrupt"))));
  }

  private static double share(Fields said, String key) {
    return said.quantity(key, Quantity.PERCENT).map(Fault::share).orElse(0.0);
  }

  /** Of a fault of one end. */
  private Direction direction(String where, Fields said) {
    if (!said.has("direction")) {
      return Direction.BOTH;
    }
    boolean end = where.indexOf(':') > 0;
    if (!end) {
      plan.problems.error(said.at("direction"), "a direction is seen from one end of a link, and " + where
          + " is all of it", "NODE:IF, one end, in place of the link's name");
    } else if (said.has("cut") && plan.ends.get(where).link.lan) {
      plan.problems.error(said.at("direction"), "a station's cable to its LAN is cut in both directions",
          "black-hole, which can be of one, or no direction");
    }
    return said.text("direction").map(text -> text.equals("in") ? Direction.IN : Direction.OUT)
        .orElse(Direction.BOTH);
  }

  private Optional<Fault> saturate(Duration at, String node, Fields said) {
    Optional<BigDecimal> cpu = said.quantity("cpu", Quantity.PERCENT);
    if (!said.has("cpu")) {
      plan.problems.error(said.at(), "missing key \"cpu\"", "how much of the processor is taken, such as 90%");
    }
    cpu.filter(it -> it.signum() == 0 || it.compareTo(ALL) >= 0).ifPresent(it -> plan.problems.error(said.at("cpu"),
        "cpu is " + said.text("cpu").get(), "more than 0% and less than 100%"));
    return cpu.flatMap(it -> needed(said, "for").map(span -> new Fault.Saturate(at, node, Fault.share(it), span)));
  }

  /** Of one that has all time that it wants, nothing can be taken. */
  private String processor(String name, Fields said) {
    boolean aggregates = access.aggregatorOf(plan.nodes.get(name)).isPresent();
    if (aggregates && !access.hasProcessor(plan.nodes.get(name))) {
      plan.problems.error(said.at("saturate"), name + " has no modelled processor",
          "an aggregator with cpu: under access.aggregators");
    }
    return name;
  }

  private Optional<Fault> preempt(Duration at, String node, Fields said) {
    if (!said.has("group")) {
      plan.problems.error(said.at(), "missing key \"group\"", "the name of an HSRP group of " + node);
    }
    said.text("group").filter(group -> plan.hsrp.of(plan.nodes.get(node), group).isEmpty()
        && !plan.doubtful.contains(group)).ifPresent(group -> plan.problems.error(said.at("group"),
            node + " has no HSRP group " + Problem.quote(group), "a group of its", Nearest.to(group,
                plan.hsrp.names())));
    return said.text("group").map(group -> new Fault.Preempt(at, node, group));
  }

  private Optional<Duration> needed(Fields said, String key) {
    if (!said.has(key)) {
      plan.problems.error(said.at(), "missing key " + Problem.quote(key), "a time such as 10s");
    }
    return said.duration(key);
  }

  /** A link, or one end of it. */
  private Optional<String> where(Fields said, String key) {
    return said.text(key).flatMap(name -> name.indexOf(':') > 0
        ? plan.end(name, said.at(key)).map(Plan.End::name)
        : plan.link(name, said.at(key)).map(link -> link.name));
  }

  private Optional<String> node(Fields said, String key) {
    return said.text(key).flatMap(name -> plan.node(name, said.at(key), "")).map(node -> node.name);
  }

  private Optional<String> aggregator(Fields said, String key) {
    Optional<String> node = node(said, key);
    node.filter(name -> access.aggregatorOf(plan.nodes.get(name)).isEmpty()).ifPresent(name -> {
      if (!plan.doubtful.contains(name) && !plan.problems.full()) {
        List<String> known = access.aggregators.values().stream().map(each -> each.node().name).toList();
        plan.problems.error(said.at(key), name + " is not an aggregator", known.isEmpty()
            ? "an aggregator under access.aggregators" : "one of " + Plan.some(known));
      }
    });
    return node;
  }
}
