package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A drill as data for the page: what it cost, what happened in order, who did what when. Bounded as the page is. */
final class DrillJson {
  private static final int STEPS = 80;
  private static final int SPREADS = 12;

  private DrillJson() {}

  /** Without a fault, or without clients and HSRP groups, an empty object. */
  static ObjectNode of(Report report, List<FaultMark> faults, Outages found) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    boolean hsrp = report.events().stream().anyMatch(TimelineEvent.Hsrp.class::isInstance);
    if (faults.isEmpty() || report.seen().access().isEmpty() && !hsrp) {
      return root;
    }
    steps(root, DrillSteps.of(faults, report.events()));
    ArrayNode marks = root.putArray("faults");
    for (FaultMark fault : faults) {
      marks.addObject().put("t", Seconds.of(fault.atNanos())).put("until", Seconds.of(fault.untilNanos()))
          .put("text", fault.what()).put("mends", fault.mends());
    }
    new DrillLanes(report, faults).into(root);
    ArrayNode outages = root.putArray("outages");
    found.told().stream().limit(SPREADS).forEach(each -> outages.addObject().put("id", each.id())
        .set("spread", EvidenceJson.of(each.spread())));
    root.put("outagesOmitted", Math.max(0, found.told().size() - SPREADS));
    return root;
  }

  private static void steps(ObjectNode root, List<DrillSteps.Step> steps) {
    ArrayNode list = root.putArray("steps");
    steps.stream().limit(STEPS).forEach(step -> list.addObject().put("t", Seconds.of(step.atNanos()))
        .put("kind", step.kind()).put("node", step.node()).put("text", step.text()));
    root.put("stepsOmitted", Math.max(0, steps.size() - STEPS));
  }
}
