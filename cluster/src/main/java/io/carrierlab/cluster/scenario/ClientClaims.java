package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.protocols.ike.IkeFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads expectations of remote-access clients: how many are connected or failed, and whether accounting is right. */
final class ClientClaims {
  private final Plan plan;
  private final AccessPlan access;

  ClientClaims(Plan plan, AccessPlan access) {
    this.plan = plan;
    this.access = access;
  }

  Optional<Expectation> one(String id, Fields said, Optional<Duration> at) {
    if (access.crowds.isEmpty()) {
      if (!access.clientsSaid) {
        plan.problems.error(said.at(), "there are no clients", "a population under load.clients");
      }
      return Optional.empty();
    }
    if (said.has("accounting")) {
      return at.map(when -> new Expectation.Accounting(id, when));
    }
    String name = said.text("clients").orElse("");
    Optional<String> population = name.equals("all") ? Optional.empty() : Optional.of(name);
    if (population.isPresent() && !access.crowds.containsKey(name)) {
      if (!plan.doubtful.contains(name)) {
        plan.problems.error(said.at("clients"), Problem.quote(name) + " is not a population",
            "all, or one of " + Plan.some(access.crowds.keySet()), Nearest.to(name, access.crowds.keySet()));
      }
      return Optional.empty();
    }
    long all = population.isPresent() ? access.crowds.get(name).count()
        : access.crowds.values().stream().mapToLong(AccessPlan.Crowd::count).sum();
    long claims = Stream.of("connected", "failed", "answered").filter(said::has).count();
    if (claims != 1) {
      plan.problems.error(said.at(), claims > 1 ? "two claims in one" : "nothing about the clients",
          "connected, failed, or answered");
      return Optional.empty();
    }
    if (said.has("answered")) {
      boolean internet = said.text("answered").orElse("").equals("internet");
      return at.map(when -> new Expectation.Answered(id, population, internet, when));
    }
    if (said.has("failed")) {
      return failed(said.fields("failed"), all).flatMap(found -> at.map(when -> new Expectation.Failed(id, population,
          found.reason(), found.bounds().least(), found.bounds().most(), when)));
    }
    Optional<Bounds> bounds = said.text("connected").orElse("").equals("all") ? Optional.of(new Bounds(all, all))
        : said.isNumber("connected") ? said.number("connected").map(n -> bounded(n, n, all, said.at("connected")))
        : bounds(said.fields("connected"), all);
    return bounds.flatMap(b -> at.map(when -> new Expectation.Connected(id, population, b.least(), b.most(), when)));
  }

  private record Bounds(long least, long most) {}

  private record Failures(IkeFailure reason, Bounds bounds) {}

  private Bounds bounded(long least, long most, long all, Position at) {
    if (least > all) {
      plan.problems.error(at, "at least " + least + " of " + all + " clients", "at most " + all);
    } else if (least > most) {
      plan.problems.error(at, "at-most is " + most + " and at-least is " + least, "a range");
    }
    return new Bounds(least, most);
  }

  private Optional<Bounds> bounds(Fields said, long all) {
    if (said == Fields.NONE) {
      return Optional.empty();                                 // the schema has told
    }
    boolean range = said.has("at-least") || said.has("at-most");
    if (said.has("equals") == range) {
      plan.problems.error(said.at(), range ? "equals beside at-least or at-most" : "no number to compare with",
          "equals, or at-least and at-most");
      return Optional.empty();
    }
    return Optional.of(bounded(said.number("equals").or(() -> said.number("at-least")).orElse(0L),
        said.number("equals").or(() -> said.number("at-most")).orElse(Long.MAX_VALUE), all, said.at()));
  }

  private Optional<Failures> failed(Fields said, long all) {
    String text = said.text("reason").orElse("").toUpperCase(Locale.ROOT).replace('-', '_');
    List<String> known = Arrays.stream(IkeFailure.values()).map(Enum::name).toList();
    if (!known.contains(text)) {
      plan.problems.error(said.at("reason"), Problem.quote(said.text("reason").orElse("")) + " is not a failure",
          "one of " + String.join(", ", known), Nearest.to(text, known));
      return Optional.empty();
    }
    return bounds(said, all).map(bounds -> new Failures(IkeFailure.valueOf(text), bounds));
  }
}
