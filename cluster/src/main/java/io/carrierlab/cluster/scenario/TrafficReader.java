package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Traffic;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Reads the flows of {@code load}. */
final class TrafficReader {

  private final Plan plan;
  private final Fields root;
  private final Duration end;

  TrafficReader(Plan plan, Fields root, Duration end) {
    this.plan = plan;
    this.root = root;
    this.end = end;
  }

  /** Flows by name. */
  SequencedMap<String, Traffic> flows() {
    var flows = new LinkedHashMap<String, Traffic>();
    for (Yaml item : root.fields("load").list("flows")) {
      Fields.of(item, plan.problems).ifPresent(said -> flow(said, flows));
    }
    return flows;
  }

  private void flow(Fields said, SequencedMap<String, Traffic> flows) {
    String name = said.text("name").orElse("");
    if (flows.containsKey(name)) {
      plan.problems.error(said.at("name"), "duplicate flow name " + Problem.quote(name));
      return;
    }
    var from = said.text("from").flatMap(host -> Claims.host(plan, host, said.at("from")));
    var to = said.text("to").flatMap(host -> Claims.host(plan, host, said.at("to")));
    if (from.isPresent() && from.equals(to)) {
      plan.problems.error(said.at("to"), "flow " + name + " goes from " + from.get() + " to itself", "another host");
    }
    int octets = said.quantity("size", Quantity.OCTETS).map(BigDecimal::intValue).orElse(64);
    int burst = said.integer("burst").orElse(1);
    BigDecimal rate = said.quantity("rate", Quantity.RATE).orElse(BigDecimal.TEN);
    Duration every = Quantity.roundedNanos(BigDecimal.valueOf(1_000_000_000L * burst)
        .divide(rate, MathContext.DECIMAL64));
    Duration start = said.duration("start").orElse(Duration.ZERO);
    Duration stop = said.duration("stop").orElse(end);
    if (start.compareTo(stop) >= 0) {
      plan.problems.error(said.at(said.has("start") ? "start" : "stop"), "flow " + name + " starts at "
          + Build.text(start) + " and stops at " + Build.text(stop), "a start before the stop");
    }
    flows.put(name, new Traffic(name, from.orElse(""), to.orElse(""), start, stop, every, octets, burst));
  }
}
