package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.FlowTotals;
import io.carrierlab.loadgen.drill.Evidence.Gap;
import java.util.List;
import java.util.Optional;

/**
 * Judges how long a flow was silent because of a fault. The outage is the longest time between two consecutive
 * arrivals that overlaps the time from the fault to the next fault, or to the end of the run; a silence that only the
 * next fault began is not counted. Before a flow's first arrival the time counts from the fault, or from the flow's
 * start if that is later; after its last arrival until the flow would have ended, if packets of it are missing.
 */
final class Outages {
  private static final int PLOT_BUCKETS = 120;

  private Outages() {}

  static String what(Expectation.Outage e) {
    return "flow " + e.flow() + " is silent for " + e.atLeast().map(least -> Words.millis(least.toNanos()) + " to ")
        .orElse("at most ") + Words.millis(e.within().toNanos()) + " after the fault at " + Words.seconds(e.after());
  }

  static Verdict judge(Expectation.Outage e, Observations seen) {
    Optional<FlowRecord> found = seen.flows().stream().filter(f -> f.traffic().name().equals(e.flow())).findFirst();
    if (found.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "there is no flow " + e.flow());
    }
    FlowRecord flow = found.get();
    long at = e.after().toNanos();
    List<String> faults = seen.faults().stream().filter(f -> f.at().toNanos() == at).map(Fault::what).toList();
    if (faults.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "there was no fault at " + Words.seconds(at));
    }
    if (flow.arrivals().isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no packet of the flow ever arrived, "
          + flow.sent() + " were sent");
    }
    Optional<Fault> next = seen.faults().stream().filter(f -> f.at().toNanos() > at)
        .min((a, b) -> a.at().compareTo(b.at()));
    long until = next.map(fault -> fault.at().toNanos()).orElse(seen.endNanos());
    Optional<Silence> longest = longest(flow, at, until, seen.endNanos());
    if (longest.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no packet of the flow was under way between the fault and "
          + next.map(fault -> "the next one, " + fault.what() + " at " + Words.seconds(until)).orElse("the end"));
    }
    Silence gap = longest.get();
    boolean held = gap.resumed && gap.nanos() <= e.within().toNanos()
        && e.atLeast().map(least -> gap.nanos() >= least.toNanos()).orElse(true);
    String during = next.filter(_ -> gap.to > until).map(fault -> "; it lasted into the next fault, "
        + fault.what() + " at " + Words.seconds(until)).orElse("");
    long lost = lost(flow, gap);
    String observed = (gap.resumed ? "outage " + Words.millis(gap.nanos())
        : "nothing arrived any more: silent for " + Words.millis(gap.nanos()) + " until the flow or the run ended")
        + ", " + Words.plural(lost, "packet") + " lost" + during;
    var totals = new FlowTotals(flow.sent(), flow.received(), flow.lost(), flow.duplicates());
    return new Verdict(e.id(), what(e), Evaluation.passIf(held), observed, List.of(new Gap(e.flow(), at,
        String.join(", ", faults), gap.from, gap.to, gap.resumed, lost, totals, around(flow, gap))));
  }

  private record Silence(long from, long to, boolean resumed) {
    long nanos() {
      return to - from;
    }
  }

  private static Optional<Silence> longest(FlowRecord flow, long fault, long until, long end) {
    Times arrivals = flow.arrivals();
    Silence longest = null;
    int first = arrivals.before(fault + 1);
    if (first == 0) {
      long from = Math.max(fault, flow.traffic().start().toNanos());
      longest = from < until && arrivals.at(0) > from ? new Silence(from, arrivals.at(0), true) : null;
    }
    // A silence whose first missing arrival was due after the next fault is that fault's, though it begins before.
    long dueBefore = until - flow.traffic().every().toNanos();
    int around = Math.max(0, first - 1);
    for (int i = around; i < arrivals.count() && arrivals.at(i) < (i == around ? until : dueBefore); i++) {
      Optional<Silence> gap = i + 1 < arrivals.count()
          ? Optional.of(new Silence(arrivals.at(i), arrivals.at(i + 1), true)) : tail(flow, end);
      if (gap.isPresent() && (longest == null || gap.get().nanos() > longest.nanos())) {
        longest = gap.get();
      }
    }
    return Optional.ofNullable(longest);
  }

  /** Silence after the last arrival; empty where nothing is missing but what was still on its way at the end. */
  private static Optional<Silence> tail(FlowRecord flow, long end) {
    long last = flow.arrivals().at(flow.arrivals().count() - 1);
    long slowest = slowest(flow);
    int overdue = flow.lostSentAt().between(last - fastest(flow) + 1, end - slowest + 1);
    long to = Math.min(end, flow.traffic().stop().toNanos() + slowest);
    return overdue > 0 && to > last ? Optional.of(new Silence(last, to, false)) : Optional.empty();
  }

  /**
   * Packets of the silence: sent after the last that arrived before it and before the first that arrived after it.
   */
  private static long lost(FlowRecord flow, Silence gap) {
    return flow.lostSentAt().between(gap.from - slowest(flow), gap.resumed ? gap.to - fastest(flow) : gap.to);
  }

  private static long fastest(FlowRecord flow) {
    return flow.latency().map(FlowRecord.Latency::minNanos).orElse(0L);
  }

  private static long slowest(FlowRecord flow) {
    return flow.latency().map(FlowRecord.Latency::maxNanos).orElse(0L);
  }

  private static Buckets around(FlowRecord flow, Silence gap) {
    long margin = Math.max(gap.nanos() / 2, 10 * flow.traffic().every().toNanos());
    return Buckets.of(flow.arrivals(), Math.max(0, gap.from - margin), gap.to + margin, PLOT_BUCKETS,
        flow.traffic().every().toNanos());
  }
}
