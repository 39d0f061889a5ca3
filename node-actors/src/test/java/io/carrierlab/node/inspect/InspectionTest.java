package io.carrierlab.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers are counted: nobody is taken to have answered who has not. */
class InspectionTest {
  private static final int ROUTER = 7;
  private static final int CLIENT = 70_000;
  private final Inspection said = new Inspection(Inspection.Depth.COUNTS);

  private int[] unanswered() {
    return said.unanswered().stream().toArray();
  }

  @Test
  void aNodeHasAnsweredWhenAllItsPartsHave() {
    said.ask(ROUTER);
    said.ask(CLIENT);
    said.ask(ROUTER);
    said.ask(ROUTER);
    said.answered(ROUTER);
    said.answered(ROUTER);
    assertThat(unanswered()).containsExactly(ROUTER, CLIENT);
    said.answered(ROUTER);
    assertThat(unanswered()).containsExactly(CLIENT);
    said.off(CLIENT);
    assertThat(unanswered()).isEmpty();
    assertThat(said.off().stream().toArray()).containsExactly(CLIENT);
  }

  @Test
  void whatPartsCountUnderOneKeyIsOneRow() {
    var tables = new Inspection(Inspection.Depth.TABLES);
    for (int peer = 1; peer <= 3; peer++) {
      tables.tally("pe1", "ipsec-causes", List.of("what", "cause", "count"), List.of("packet dropped", "NO_SA"), peer);
    }
    assertThat(tables.tables()).containsExactly(new StateTable("pe1", "ipsec-causes", "",
        List.of("what", "cause", "count"), List.of(List.of("packet dropped", "NO_SA", 6L))));
  }
}
