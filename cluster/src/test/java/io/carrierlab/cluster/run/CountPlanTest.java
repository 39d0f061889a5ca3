package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountPlanTest {
  /** What is asked for once is counted once, though two expectations want to know it. */
  @Test
  void twoExpectationsOfOneClientDoNotCountItTwice() throws IOException {
    Runner.Outcome outcome = Examples.run("real-peer", "expect=[{ id: a, count: sas, node: emulated-1, equals: 1,"
        + " at: 40s }, { id: b, count: sas, node: emulated-1, at-most: 1, at: 40s }]");
    assertThat(outcome.verdicts()).hasSize(2).allMatch(Verdict::passed);
  }
}
