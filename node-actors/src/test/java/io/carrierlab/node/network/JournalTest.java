package io.carrierlab.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalTest {
  @Test
  void whatVerdictsRestOnIsNeverDropped() {
    var journal = new Journal("pe1");
    for (int i = 0; i < 10_500; i++) {
      journal.record(i, "ospf-neighbor", "10.0.0.2", "FULL");
    }
    for (String kind : Journal.JUDGED) {
      journal.record(20_000, kind, "outside", "Active");
    }
    assertThat(journal.notKept()).isEqualTo(500);
    assertThat(journal.take()).hasSize(10_000 + Journal.JUDGED.size())
        .filteredOn(event -> event.atNanos() == 20_000).hasSize(Journal.JUDGED.size());
  }
}
