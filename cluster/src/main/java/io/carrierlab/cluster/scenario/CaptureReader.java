package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Scenario.Capture;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Reads {@code capture}. */
final class CaptureReader {
  private final Plan plan;
  private final Fields root;

  CaptureReader(Plan plan, Fields root) {
    this.plan = plan;
    this.root = root;
  }

  /** One for each interface; what is said last of one counts. */
  List<Capture> captures() {
    var captures = new LinkedHashMap<Plan.End, Capture>();
    for (Yaml item : root.list("capture")) {
      Fields said = Fields.of(item, plan.problems).orElse(Fields.NONE);
      Optional<String> at = Fields.text(item).or(() -> said.text("at"));
      Duration from = said.duration("from").orElse(Capture.BEGINNING);
      Duration until = said.duration("until").orElse(Capture.END);
      if (from.compareTo(until) >= 0) {
        plan.problems.error(said.at("until"), "until is " + said.text("until").orElse("") + ", from is "
            + said.text("from").orElse(""), "an end after the beginning");
      }
      at.filter(text -> text.indexOf(':') > 0).ifPresent(text -> {
        for (String name : plan.expandEnd(text, item.at())) {
          plan.end(name, item.at()).ifPresent(end ->
              captures.put(end, new Capture(end.node.name, end.port, end.interfaceName, from, until)));
        }
      });
    }
    return List.copyOf(captures.values());
  }
}
