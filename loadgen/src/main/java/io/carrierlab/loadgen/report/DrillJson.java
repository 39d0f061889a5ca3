package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Evidence;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/** A drill as data for the page: what it cost, what happened in order, who did what when. Bounded as the page is. */
final class DrillJson {
  private static final int SENTENCES = 12;
  private static final int STEPS = 80;
  private static final int SPREADS = 12;

  /** An outage spread with the expectation that it is the evidence for; empty: nobody asked for it. */
  private record Found(String id, OutageSpread spread) {}

  private DrillJson() {}

  /** Without a fault, or without clients and HSRP groups, an empty object. */
  static ObjectNode of(Report report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    long end = report.seen().endNanos();
    List<FaultMark> faults = FaultMark.of(report.seen().faults(), report.topology(), end);
    boolean hsrp = report.events().stream().anyMatch(TimelineEvent.Hsrp.class::isInstance);
    if (faults.isEmpty() || report.seen().access().isEmpty() && !hsrp) {
      return root;
    }
    List<Found> found = found(report.result().expectations());
    var all = new TreeMap<Long, OutageSpread>();
    faults.stream().map(FaultMark::atNanos).distinct().forEach(at -> Evaluation.outages(report.seen(),
        report.topology(), Duration.ofNanos(at)).ifPresent(spread -> all.put(at, spread)));
    // Where clients were not kept, what an expectation found of some of them is the best there is.
    found.stream().map(Found::spread).sorted(Comparator.comparingInt(spread -> -spread.clients()))
        .forEach(spread -> all.putIfAbsent(spread.faultNanos(), spread));
    all.forEach((at, spread) -> {
      if (spread.affected() + spread.left() > 0 && found.stream().noneMatch(each ->
          each.spread.faultNanos() == at)) {
        found.add(new Found("", spread));
      }
    });
    var story = new DrillStory(faults, all, report.events(), end);
    List<DrillStory.Sentence> sentences = story.sentences();
    ArrayNode list = root.putArray("sentences");
    sentences.stream().limit(SENTENCES).forEach(sentence -> list.addObject()
        .put("t", Seconds.of(sentence.faultNanos())).put("text", sentence.text()));
    root.put("sentencesOmitted", Math.max(0, sentences.size() - SENTENCES));
    steps(root, DrillSteps.of(faults, report.events()));
    ArrayNode marks = root.putArray("faults");
    for (FaultMark fault : faults) {
      marks.addObject().put("t", Seconds.of(fault.atNanos())).put("until", Seconds.of(fault.untilNanos()))
          .put("text", fault.what()).put("mends", fault.mends());
    }
    new DrillLanes(report, faults).into(root);
    ArrayNode outages = root.putArray("outages");
    found.stream().limit(SPREADS).forEach(each -> outages.addObject().put("id", each.id)
        .set("spread", EvidenceJson.of(each.spread)));
    root.put("outagesOmitted", Math.max(0, found.size() - SPREADS));
    return root;
  }

  private static void steps(ObjectNode root, List<DrillSteps.Step> steps) {
    ArrayNode list = root.putArray("steps");
    steps.stream().limit(STEPS).forEach(step -> list.addObject().put("t", Seconds.of(step.atNanos()))
        .put("kind", step.kind()).put("node", step.node()).put("text", step.text()));
    root.put("stepsOmitted", Math.max(0, steps.size() - STEPS));
  }

  /** Several expectations may rest on the same spread. */
  private static List<Found> found(List<Verdict> verdicts) {
    var found = new ArrayList<Found>();
    var seen = new HashSet<OutageSpread>();
    for (Verdict verdict : verdicts) {
      for (Evidence evidence : verdict.evidence()) {
        if (evidence instanceof OutageSpread spread && seen.add(spread)) {
          found.add(new Found(verdict.id(), spread));
        }
      }
    }
    return found;
  }
}
