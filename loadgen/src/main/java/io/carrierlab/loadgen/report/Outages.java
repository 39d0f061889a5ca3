package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Evidence;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long clients were out because of the faults.
 *
 * @param told in full: what expectations rest on, and what hurt though nobody expected anything
 * @param byFault of all clients where they were kept, by the time of the faults
 */
record Outages(List<Told> told, SortedMap<Long, OutageSpread> byFault) {
  /** @param id of the expectation that it is the evidence for; empty: nobody asked for it */
  record Told(String id, OutageSpread spread) {}

  Outages {
    told = List.copyOf(told);
    byFault = Collections.unmodifiableSortedMap(new TreeMap<>(byFault));
  }

  static Outages of(Report report, List<FaultMark> faults) {
    List<Told> told = asked(report.result().expectations());
    var all = new TreeMap<Long, OutageSpread>();
    faults.stream().map(FaultMark::atNanos).distinct().forEach(at -> Evaluation.outages(report.seen(),
        report.topology(), Duration.ofNanos(at)).ifPresent(spread -> all.put(at, spread)));
    // Where clients were not kept, what an expectation found of some of them is the best there is.
    told.stream().map(Told::spread).sorted(Comparator.comparingInt(spread -> -spread.clients()))
        .forEach(spread -> all.putIfAbsent(spread.faultNanos(), spread));
    all.forEach((at, spread) -> {
      if (spread.affected() + spread.left() > 0 && told.stream().noneMatch(each ->
          each.spread.faultNanos() == at)) {
        told.add(new Told("", spread));
      }
    });
    return new Outages(told, all);
  }

  /** Several expectations may rest on the same spread. */
  private static List<Told> asked(List<Verdict> verdicts) {
    var asked = new ArrayList<Told>();
    var seen = new HashSet<OutageSpread>();
    for (Verdict verdict : verdicts) {
      for (Evidence evidence : verdict.evidence()) {
        if (evidence instanceof OutageSpread spread && seen.add(spread)) {
          asked.add(new Told(verdict.id(), spread));
        }
      }
    }
    return asked;
  }
}
