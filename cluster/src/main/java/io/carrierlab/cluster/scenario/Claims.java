package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code expect}. */
final class Claims {
  private final Plan plan;
  private final Duration end;
  private final SequencedMap<String, Traffic> flows;
  private final Set<Duration> faultTimes;
  private final AccessPlan access;
  private final Map<String, Position> ids = new LinkedHashMap<>();

  Claims(Plan plan, Duration end, SequencedMap<String, Traffic> flows, Set<Duration> faultTimes, AccessPlan access) {
    this.access = access;
    this.faultTimes = faultTimes;
    this.plan = plan;
    this.end = end;
    this.flows = flows;
  }

  List<Expectation> read(Fields root) {
    var expectations = new ArrayList<Expectation>();
    for (Yaml item : root.list("expect")) {
      Fields.of(item, plan.problems).flatMap(this::one).ifPresent(expectations::add);
    }
    return expectations;
  }

  private Optional<Expectation> one(Fields said) {
    String id = said.text("id").orElse("");
    Position earlier = ids.putIfAbsent(id, said.at("id"));
    if (earlier != null && !id.isEmpty()) {
      plan.problems.error(said.at("id"), "duplicate expectation id " + Problem.quote(id) + ", first at " + earlier);
    }
    if (said.has("reach")) {
      only(said, "at");
      return reach(id, said);
    }
    if (said.has("no-reach")) {
      only(said, "at");
      Fields both = said.fields("no-reach");
      return at(said).map(at -> new Expectation.NoReachability(id, hosts(both.list("from")), hosts(both.list("to")),
          at));
    }
    if (said.has("isolation")) {
      only(said);
      return Optional.of(new Expectation.Isolation(id));
    }
    if (said.has("path")) {
      only(said, "at");
      return path(id, said);
    }
    if (said.has("outage") && said.fields("outage") == Fields.NONE) {
      only(said, "after", "within", "at-least");
      return outage(id, said);
    }
    Optional<String> drill = DrillClaims.KEYS.stream().filter(said::has).findFirst();
    if (drill.isPresent()) {
      boolean timed = DrillClaims.TIMED.contains(drill.get());
      only(said, timed ? List.of("at") : List.of());
      return new DrillClaims(plan, end, flows, faultTimes, access).one(id, drill.get(), said,
          timed ? at(said) : Optional.empty());
    }
    if (said.has("count")) {
      only(said, "at", "node", "vrf", "equals", "at-least", "at-most");
      return count(id, said);
    }
    if (said.has("clients") || said.has("accounting")) {
      only(said, said.has("accounting") ? List.of("at") : List.of("at", "connected", "failed"));
      return new ClientClaims(plan, access).one(id, said, at(said));
    }
    return Optional.empty();
  }

  /** Hosts that all reach one another, or those of one list that reach those of another. */
  private Optional<Expectation> reach(String id, Fields said) {
    Fields both = said.fields("reach");
    List<String> from = hosts(both == Fields.NONE ? said.list("reach") : both.list("from"));
    List<String> to = both == Fields.NONE ? from : hosts(both.list("to"));
    boolean read = both == Fields.NONE ? said.list("reach").size() == 1 : both.has("from") && both.has("to");
    if (read && from.size() == 1 && to.equals(from)) {
      plan.problems.error(said.at("reach"), "one host reaches itself anyway", "two hosts or more");
    }
    return at(said).map(at -> new Expectation.Reachability(id, from, to, at));
  }

  private void only(Fields said, String... keys) {
    only(said, List.of(keys));
  }

  private void only(Fields said, List<String> known) {
    String what = Stream.concat(Stream.of("reach", "no-reach", "isolation", "path", "count", "clients", "accounting"),
        DrillClaims.KEYS.stream()).filter(said::has).findFirst().orElse("");
    said.mapping().entries().forEach((key, entry) -> {
      if (List.of("at", "after", "within", "at-least", "node", "vrf", "equals", "at-most", "connected", "failed")
          .contains(key)
          && !known.contains(key)) {
        plan.problems.error(entry.keyAt(), Problem.quote(key) + " means nothing beside " + what,
            known.isEmpty() ? "" : "one of " + String.join(", ", known));
      }
    });
  }

  private Optional<Duration> at(Fields said) {
    return time(said, "at");
  }

  /** A needed time within the run. */
  private Optional<Duration> time(Fields said, String key) {
    if (!said.has(key)) {
      plan.problems.error(said.at(), "missing key " + Problem.quote(key), "a time within the run");
    }
    if (said.text(key).orElse("").equals("end")) {
      return Optional.of(end);
    }
    return said.duration(key).filter(at -> {
      if (at.compareTo(end) > 0) {
        plan.problems.error(said.at(key), key + " is " + said.text(key).get() + ", after the end of the run",
            "at most " + Build.text(end));
      }
      return at.compareTo(end) <= 0;
    });
  }

  private List<String> hosts(List<Yaml> items) {
    var hosts = new ArrayList<String>();
    for (Yaml item : items) {
      for (String name : Fields.text(item).flatMap(plan::expand).orElse(List.of())) {
        host(name, item.at()).ifPresent(hosts::add);
      }
    }
    return hosts;
  }

  private Optional<String> host(String name, Position at) {
    return host(plan, name, at);
  }

  static Optional<String> host(Plan plan, String name, Position at) {
    Node node = plan.nodes.get(name);
    if (plan.problems.full() || node == null && plan.doubtful.contains(name)) {
      return Optional.empty();
    }
    if (node == null || node.kind != Kind.HOST) {
      var known = plan.nodes.values().stream().filter(n -> n.kind == Kind.HOST).map(n -> n.name).toList();
      plan.problems.error(at, Problem.quote(name) + (node == null ? " is not a host" : " is a " + node.kind.text()),
          "a host", Nearest.to(name, known));
      return Optional.empty();
    }
    return Optional.of(name);
  }

  private Optional<Expectation> path(String id, Fields said) {
    var names = new ArrayList<String>();
    Optional<Node> before = Optional.empty();
    List<Yaml> items = said.list("path");
    for (int i = 0; i < items.size(); i++) {
      Optional<String> name = Fields.text(items.get(i));
      if (name.isEmpty()) {
        return Optional.empty();
      }
      Position at = items.get(i).at();
      Optional<Node> node = plan.node(name.get(), at, "");
      if (node.isPresent() && (i == 0 || i == items.size() - 1)) {
        host(name.get(), at);
      }
      if (node.isPresent() && before.isPresent() && !adjacent(before.get(), node.get())) {
        plan.problems.error(at, "no link joins " + before.get().name + " and " + name.get(), "neighbours on a path");
      }
      before = node;
      names.add(name.get());
    }
    return at(said).filter(_ -> names.size() > 1)
        .map(at -> new Expectation.Path(id, names.getFirst(), names.getLast(), names, at));
  }

  private static boolean adjacent(Node a, Node b) {
    Node fewer = a.ends.size() <= b.ends.size() ? a : b;
    Node other = fewer == a ? b : a;
    return a != b && fewer.ends.stream().anyMatch(end -> end.link.ends.stream().anyMatch(far -> far.node == other));
  }

  private Optional<Expectation> outage(String id, Fields said) {
    String flow = said.text("outage").orElse("");
    Traffic traffic = flows.get(flow);
    if (traffic == null && !flow.isEmpty()) {
      plan.problems.error(said.at("outage"), Problem.quote(flow) + " is not a flow", "a name under load.flows",
          Nearest.to(flow, flows.keySet()));
    }
    var after = time(said, "after");
    if (traffic != null && after.isPresent() && traffic.start().compareTo(traffic.stop()) < 0
        && (after.get().compareTo(traffic.start()) < 0 || after.get().compareTo(traffic.stop()) >= 0)) {
      plan.problems.error(said.at("after"), "flow " + flow + " does not run at " + Build.text(after.get()),
          "a time from " + Build.text(traffic.start()) + " to " + Build.text(traffic.stop()));
    }
    if (after.isPresent() && !faultTimes.contains(after.get())) {
      plan.problems.error(said.at("after"), "there is no fault at " + Build.text(after.get()),
          "the time of an entry of drill");
    }
    if (!said.has("within")) {
      plan.problems.error(said.at(), "missing key \"within\"", "the longest silence that is allowed");
    }
    boolean bare = said.isNumber("at-least");
    if (bare) {
      plan.problems.error(said.at("at-least"), "at-least is " + said.number("at-least").orElse(0L)
          + ", without a unit", "a time such as 1s");
    }
    Optional<Duration> atLeast = bare ? Optional.empty() : said.duration("at-least");
    if (after.isEmpty() || said.duration("within").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Expectation.Outage(id, flow, after.get(), said.duration("within").get(), atLeast));
  }

  private Optional<Expectation> count(String id, Fields said) {
    if (!said.has("node")) {
      plan.problems.error(said.at(), "missing key \"node\"", "the node to count on");
    }
    Optional<Node> node = said.text("node").flatMap(name -> plan.node(name, said.at("node"), ""));
    said.text("vrf").ifPresent(vrf -> node.ifPresent(n -> {
      if (!plan.vrfs.containsKey(VrfPlan.key(n, vrf)) && !plan.doubtful.contains(vrf) && !plan.problems.full()) {
        var known = plan.vrfs.values().stream().filter(v -> v.node == n).map(v -> v.name).toList();
        plan.problems.error(said.at("vrf"), n.name + " has no VRF " + Problem.quote(vrf), known.isEmpty()
            ? "no \"vrf\" here" : "one of " + String.join(", ", known), Nearest.to(vrf, known));
      }
    }));
    boolean bounds = said.has("at-least") || said.has("at-most");
    if (said.has("equals") == bounds) {
      plan.problems.error(said.at(), bounds ? "equals beside at-least or at-most" : "no number to compare with",
          "equals, or at-least and at-most");
    }
    if (said.isText("at-least")) {
      plan.problems.error(said.at("at-least"), "at-least is a time", "a number");
      return Optional.empty();
    }
    long least = said.number("equals").or(() -> said.number("at-least")).orElse(0L);
    long most = said.number("equals").or(() -> said.number("at-most")).orElse(Long.MAX_VALUE);
    if (least > most) {
      plan.problems.error(said.at("at-most"), "at-most is " + most + " and at-least is " + least, "a range");
    }
    return at(said).flatMap(at -> said.text("count").flatMap(Claims::what).flatMap(what -> node.map(n ->
        new Expectation.Count(id, n.name, what, said.text("vrf"), least, most, at))));
  }

  private static Optional<What> what(String text) {
    for (What what : What.values()) {
      if (what.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return Optional.of(what);
      }
    }
    return Optional.empty();
  }
}
