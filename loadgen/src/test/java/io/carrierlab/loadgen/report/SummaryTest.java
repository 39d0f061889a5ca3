package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.drill.SampleRun;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sentences on top of a report, for each sort of run. */
class SummaryTest {
  @Test
  void saysWhatTheRunWasAbout() {
    assertThat(summary(SampleReport.healthy()).about()).isEqualTo("120 s in the life of a network of 2 P routers, 1 "
        + "route reflector, 3 PE routers, 6 CE routers and 6 hosts, with 2 VPNs (A and B) and 2 flows (voice and "
        + "backup). Broken and mended on purpose: cut p1--p2 at 60 s and restore p1--p2 at 90 s.");
    assertThat(summary(report(quiet(), List.of())).about()).endsWith("Nothing was broken on purpose.");
  }

  /** A run without clients has a silence of 3 s: it stands on top, with its flow, its time and its end. */
  @Test
  void saysWhatAFaultCostFlows() {
    Summary summary = summary(SampleReport.healthy());
    assertThat(summary.verdict()).isEqualTo("All 8 expectations held.");
    assertThat(summary.failed()).isEmpty();
    assertThat(summary.happened()).containsExactly("At 60 s p1--p2 was cut; flow voice was silent for 3.06 s, until "
        + "63.1 s, and 305 packets were lost; flow backup was silent for 1.04 s, until 61 s, and 100 packets were "
        + "lost.");
  }

  /** A silence that lasts over the next faults is that of the first, and is told once. */
  @Test
  void tellsASilenceOnce() {
    Observations one = SampleRun.healthy();
    List<Fault> faults = List.of(new Fault.BlackHole(Duration.ofSeconds(60), "p1--p2"),
        new Fault.Cut(Duration.ofSeconds(61), "pe1--p1"), new Fault.Cut(Duration.ofSeconds(80), "pe2--p1"));
    var seen = new Observations(one.endNanos(), faults, List.of(), one.flows().subList(0, 1), List.of(),
        one.isolation(), List.of(), List.of(), List.of(), List.of(), Observations.DeviceRecord.NONE);
    assertThat(summary(report(seen, List.of())).happened()).containsExactly("At 60 s p1--p2 began to lose every "
        + "packet unnoticed; flow voice was silent for 3.06 s, until 63.1 s, and 305 packets were lost.",
        "At 61 s pe1--p1 was cut.", "At 80 s pe2--p1 was cut; no flow lost a packet.");
  }

  @Test
  void saysWhatWasNotKeptApart() {
    Summary summary = summary(SampleReport.leaking());
    assertThat(summary.verdict()).isEqualTo("5 of 8 expectations held and 3 failed.");
    assertThat(summary.happened().getFirst()).isEqualTo("VPNs were not kept apart: 57 packets arrived where they must "
        + "not, of VPN A in VPN B, the first at 31 s from a2 at ce-b3:ge0.");
    assertThat(summary.failed()).extracting(Summary.Failure::id).containsExactly("reach-a", "apart", "isolation");
    assertThat(summary.failed().getLast().observed()).contains("57");
  }

  @Test
  void whatWasNotEvaluatedIsNotWhatFailed() {
    Summary summary = summary(report(quiet(), List.of(verdict("late", Verdict.Outcome.NOT_EVALUATED),
        verdict("good", Verdict.Outcome.PASS), verdict("bad", Verdict.Outcome.FAIL))));
    assertThat(summary.verdict()).isEqualTo("1 of 3 expectations held, 1 failed and 1 could not be evaluated.");
    assertThat(summary.failed()).extracting(Summary.Failure::id).containsExactly("bad", "late");
    assertThat(summary.failed()).extracting(Summary.Failure::evaluated).containsExactly(true, false);
    assertThat(summary.held()).isEqualTo("good");
    assertThat(summary.happened()).isEmpty();
  }

  @Test
  void nothingExpectedIsNothingProved() {
    assertThat(summary(report(quiet(), List.of())).verdict()).contains("nothing is proved");
    assertThat(summary(report(quiet(), List.of(verdict("one", Verdict.Outcome.PASS)))).verdict())
        .isEqualTo("The one expectation held.");
  }

  @Test
  void isBoundedWhateverFails() {
    var many = new ArrayList<Verdict>();
    for (int i = 0; i < 500; i++) {
      many.add(new Verdict("e" + i, "something", Verdict.Outcome.FAIL, "x".repeat(100_000), List.of()));
    }
    Summary summary = summary(report(quiet(), many));
    assertThat(summary.failed().size() + summary.failedOmitted()).isEqualTo(500);
    assertThat(summary.json().toString()).hasSizeLessThan(5_000);
  }

  private static Verdict verdict(String id, Verdict.Outcome outcome) {
    return new Verdict(id, "something", outcome, "something else", List.of());
  }

  /** Neither fault nor traffic. */
  private static Observations quiet() {
    return new Observations(60_000_000_000L, List.of(), List.of(), List.of(), List.of(),
        SampleRun.healthy().isolation(), List.of(), List.of(), List.of(), List.of(), Observations.DeviceRecord.NONE);
  }

  private static Report report(Observations seen, List<Verdict> verdicts) {
    Topology topology = SampleNetwork.healthy();
    RunResult result = SampleReport.result(topology, seen);
    return new Report(new RunResult(result.run(), verdicts, result.counters(), result.nodes()), topology, seen,
        List.of());
  }

  private static Summary summary(Report report) {
    List<FaultMark> faults = FaultMark.of(report.seen().faults(), report.topology(), report.seen().endNanos());
    return Summary.of(report, faults, Outages.of(report, faults));
  }
}
