package io.carrierlab.loadgen.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.NodeReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node's findings and what becomes of them at who asked. */
class InspectionTest {
  private static final int ROUTER = 3;
  private static final int CLIENT = 70;

  private final Inspection said = new Inspection(7, Depth.TABLES, node -> "n" + node);

  private Findings findings(int node, Depth depth) {
    said.asked(node);
    return new Findings(7, "n" + node, depth, report -> said.take(node, (NodeReport.OfQuestion) report));
  }

  private List<Integer> unanswered() {
    return said.unanswered().stream().boxed().toList();
  }

  @Test
  void aNodeHasAnsweredWhenAllItsPartsHave() {
    Findings router = findings(ROUTER, Depth.TABLES);
    Findings client = findings(CLIENT, Depth.TABLES);
    router.part();
    router.part();
    router.done();
    router.done();
    assertThat(unanswered()).containsExactly(ROUTER, CLIENT);
    router.done();
    assertThat(unanswered()).containsExactly(CLIENT);
    said.take(CLIENT, new NodeReport.Off(7));
    assertThat(unanswered()).isEmpty();
    assertThat(said.off().stream().toArray()).containsExactly(CLIENT);
    assertThat(client.wantsTables()).isTrue();
  }

  @Test
  void whatPartsCountIsAddedUp() {
    Findings pe = findings(ROUTER, Depth.TABLES);
    for (int peer = 1; peer <= 3; peer++) {
      pe.tally("ipsec-causes", List.of("what", "cause", "count"), List.of("packet dropped", "NO_SA"), peer);
      pe.count(Countable.SAS, "acme", peer);
      pe.count(Countable.SAS, "", peer);
    }
    pe.done();
    assertThat(said.tables()).containsExactly(new StateTable("n3", "ipsec-causes", "",
        List.of("what", "cause", "count"), List.of(List.of("packet dropped", "NO_SA", 6L))));
    assertThat(said.counts()).containsExactly(new Inspection.Count("n3", Countable.SAS, "", 6),
        new Inspection.Count("n3", Countable.SAS, "acme", 6));
  }

  @Test
  void whoAsksForDropsGetsNoOtherTables() {
    Findings pe = findings(ROUTER, Depth.DROPS);
    pe.add(new StateTable("n3", "counters", "", List.of("drop", "packets"), List.of()));
    pe.add(new StateTable("n3", "vrfs", "", List.of("vrf"), List.of()));
    pe.done();
    assertThat(said.tables()).extracting(StateTable::kind).containsExactly("counters");
  }
}
