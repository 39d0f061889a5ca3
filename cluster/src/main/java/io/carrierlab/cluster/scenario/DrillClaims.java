package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Expectation.ClientOutage;
import io.carrierlab.loadgen.drill.Expectation.ClientOutage.Affected;
import io.carrierlab.loadgen.drill.Expectation.Whose;
import io.carrierlab.loadgen.drill.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Reads expectations of drills: outages, who takes over and when, what is lost, what is left when all is over. */
final class DrillClaims {
  static final List<String> KEYS = List.of("outage", "reconnect-rate", "hsrp-active", "single-active", "wrong-way",
      "lost", "duplicates", "sent-to-dead", "sas-consistent", "nothing-leaks");
  /** Those that have {@code at} beside them. */
  static final Set<String> TIMED = Set.of("sas-consistent", "nothing-leaks");

  private final Plan plan;
  private final Duration end;
  private final SequencedMap<String, Traffic> flows;
  private final Set<Duration> faultTimes;
  private final AccessPlan access;

  DrillClaims(Plan plan, Duration end, SequencedMap<String, Traffic> flows, Set<Duration> faultTimes,
      AccessPlan access) {
    this.plan = plan;
    this.end = end;
    this.flows = flows;
    this.faultTimes = faultTimes;
    this.access = access;
  }

  /** @param at for those of {@link #TIMED} */
  Optional<Expectation> one(String id, String key, Fields claim, Optional<Duration> at) {
    Fields said = claim.fields(key);
    return switch (key) {
      case "outage" -> outage(id, said);
      case "reconnect-rate" -> reconnectRate(id, said);
      case "hsrp-active" -> hsrp(id, said);
      case "single-active" -> group(said).map(group ->
          new Expectation.SingleActive(id, group, said.duration("longest").orElse(Duration.ZERO)));
      case "wrong-way" -> wrongWay(id, said);
      case "lost" -> whose(said).flatMap(of -> moment(said).flatMap(until -> most(said).map(most ->
          new Expectation.Lost(id, of, most, since(said, of, until), until))));
      case "duplicates" -> whose(said).flatMap(of -> moment(said).flatMap(until -> most(said).map(most ->
          new Expectation.Duplicates(id, of, most, until))));
      case "sent-to-dead" -> node(said, "node").flatMap(node -> most(said).map(most ->
          new Expectation.SentToDead(id, node.name, most)));
      case "sas-consistent" -> clients(claim.at()).flatMap(_ -> at.map(when ->
          new Expectation.SasConsistent(id, when)));
      case "nothing-leaks" -> clients(claim.at()).flatMap(_ -> at.map(when ->
          new Expectation.NothingLeaks(id, when)));
      default -> Optional.empty();                        // none: KEYS are those above
    };
  }

  private Optional<Expectation> outage(String id, Fields said) {
    List<String> limits = List.of("p50", "p90", "p99", "last");
    if (limits.stream().noneMatch(said::has) && !said.has("affected")) {
      plan.problems.error(said.at(), "nothing is said of how long the outage may be",
          "one or several of " + String.join(", ", limits));
    }
    Optional<Affected> affected = said.has("affected") ? affected(said.fields("affected")) : Optional.empty();
    return population(said).flatMap(of -> fault(said).map(after -> new ClientOutage(id, of.name(), after,
        said.duration("p50"), said.duration("p90"), said.duration("p99"), said.duration("last"), affected)));
  }

  private Optional<Affected> affected(Fields said) {
    long least = said.number("at-least").orElse(0L);
    long most = said.number("at-most").orElse(Long.MAX_VALUE);
    if (least > most) {
      plan.problems.error(said.at("at-most"), "at-most is " + most + " and at-least is " + least, "a range");
    }
    return Optional.of(new Affected(least, most));
  }

  private Optional<Expectation> reconnectRate(String id, Fields said) {
    if (!said.has("at-least") && !said.has("at-most")) {
      plan.problems.error(said.at(), "no number to compare with", "at-least, at-most, or both");
    }
    long least = said.number("at-least").orElse(0L);
    long most = said.number("at-most").orElse(Long.MAX_VALUE);
    if (least > most) {
      plan.problems.error(said.at("at-most"), "at-most is " + most + " and at-least is " + least, "a range");
    }
    return population(said).flatMap(of -> fault(said).map(after ->
        new Expectation.ReconnectRate(id, of.name(), after, least, most)));
  }

  private Optional<Expectation> hsrp(String id, Fields said) {
    Optional<String> group = group(said);
    Optional<Node> node = said.text("node").flatMap(name -> plan.node(name, said.at("node"), ""));
    if (said.has("at") == said.has("after")) {
      plan.problems.error(said.at(), said.has("at") ? "at beside after" : "no time",
          "at, or after and within");
      return Optional.empty();
    }
    if (said.has("at")) {
      return moment(said).flatMap(at -> group.map(name -> new Expectation.HsrpActive(id, name, node.map(n -> n.name),
          at)));
    }
    for (String key : List.of("node", "within")) {
      if (!said.has(key)) {
        plan.problems.error(said.at(), "missing key " + Problem.quote(key),
            key.equals("node") ? "who takes over" : "how long that may take");
      }
    }
    return node.flatMap(who -> group.flatMap(name -> time(said, "after").flatMap(after ->
        said.duration("within").map(within -> new Expectation.HsrpTakeover(id, name, who.name, after, within)))));
  }

  private Optional<String> group(Fields said) {
    Optional<String> group = said.text("group");
    group.filter(name -> !plan.hsrp.names().contains(name) && !plan.doubtful.contains(name)).ifPresent(name ->
        plan.problems.error(said.at("group"), Problem.quote(name) + " is not an HSRP group",
            plan.hsrp.names().isEmpty() ? "a group under hsrp" : "one of " + Plan.some(plan.hsrp.names()),
            Nearest.to(name, plan.hsrp.names())));
    return group;
  }

  private Optional<Expectation> wrongWay(String id, Fields said) {
    Optional<Node> node = node(said, "node");
    Optional<Node> via = node(said, "via");
    Optional<String> vrf = said.text("vrf");
    if (node.isPresent() && vrf.isPresent() && !plan.vrfs.containsKey(VrfPlan.key(node.get(), vrf.get()))
        && !plan.doubtful.contains(vrf.get())) {
      var known = plan.vrfs.values().stream().filter(v -> v.node == node.get()).map(v -> v.name).toList();
      plan.problems.error(said.at("vrf"), node.get().name + " has no VRF " + Problem.quote(vrf.get()),
          known.isEmpty() ? "a node with VRFs" : "one of " + String.join(", ", known), Nearest.to(vrf.get(), known));
    }
    return node.flatMap(at -> via.flatMap(by -> vrf.flatMap(table -> time(said, "after").flatMap(after ->
        said.duration("within").map(within ->
            new Expectation.WrongWay(id, at.name, table, by.name, after, within))))));
  }

  private Optional<Whose> whose(Fields said) {
    if (said.has("flow") == said.has("clients")) {
      plan.problems.error(said.at(), said.has("flow") ? "flow beside clients" : "nothing is said of whose packets",
          "clients: all or a population, or flow: a name under load.flows");
      return Optional.empty();
    }
    if (said.has("clients")) {
      return population(said).map(of -> new Whose.Clients(of.name()));
    }
    String flow = said.text("flow").orElse("");
    if (!flows.containsKey(flow)) {
      plan.problems.error(said.at("flow"), Problem.quote(flow) + " is not a flow", "a name under load.flows",
          Nearest.to(flow, flows.keySet()));
      return Optional.empty();
    }
    return Optional.of(new Whose.Flow(flow));
  }

  /** @param name empty: all */
  private record Population(Optional<String> name) {}

  private Optional<Population> population(Fields said) {
    if (clients(said.at()).isEmpty()) {
      return Optional.empty();
    }
    String name = said.text("clients").orElse("all");
    if (name.equals("all") || access.crowds.containsKey(name)) {
      return Optional.of(new Population(name.equals("all") ? Optional.empty() : Optional.of(name)));
    }
    if (!plan.doubtful.contains(name)) {
      plan.problems.error(said.at("clients"), Problem.quote(name) + " is not a population",
          "all, or one of " + Plan.some(access.crowds.keySet()), Nearest.to(name, access.crowds.keySet()));
    }
    return Optional.empty();
  }

  /** Empty, with an error, if there are none. */
  private Optional<AccessPlan> clients(Position at) {
    if (access.crowds.isEmpty()) {
      if (!access.clientsSaid) {
        plan.problems.error(at, "there are no clients", "a population under load.clients");
      }
      return Optional.empty();
    }
    return Optional.of(access);
  }

  private Optional<Node> node(Fields said, String key) {
    return said.text(key).flatMap(name -> plan.node(name, said.at(key), ""));
  }

  private Optional<Long> most(Fields said) {
    return said.number("at-most");
  }

  /** The key {@code at}; by default the end. */
  private Optional<Duration> moment(Fields said) {
    return !said.has("at") || said.text("at").orElse("").equals("end") ? Optional.of(end) : time(said, "at");
  }

  /** The key {@code from}; by default the start. */
  private Duration since(Fields said, Whose of, Duration until) {
    Duration from = time(said, "from").orElse(Duration.ZERO);
    if (from.compareTo(until) >= 0 || said.has("from") && of instanceof Whose.Flow) {
      plan.problems.error(said.at("from"), of instanceof Whose.Flow ? "a flow is counted as a whole"
          : "from is " + Build.text(from), "clients, and a time before " + Build.text(until));
    }
    return from;
  }

  private Optional<Duration> time(Fields said, String key) {
    Optional<Duration> at = said.duration(key);
    if (at.filter(it -> it.compareTo(end) > 0).isPresent()) {
      plan.problems.error(said.at(key), key + " is " + said.text(key).get() + ", after the end of the run",
          "at most " + Build.text(end));
      return Optional.empty();
    }
    return at;
  }

  /** The key {@code after}: the time of a fault. */
  private Optional<Duration> fault(Fields said) {
    Optional<Duration> after = time(said, "after");
    after.filter(it -> !faultTimes.contains(it)).ifPresent(it -> plan.problems.error(said.at("after"),
        "there is no fault at " + Build.text(it), faultTimes.isEmpty() ? "a drill with a fault then"
            : "the time of an entry of drill, such as " + String.join(", ", faultTimes.stream().sorted()
                .limit(8).map(Build::text).toList())));
    return after;
  }
}
