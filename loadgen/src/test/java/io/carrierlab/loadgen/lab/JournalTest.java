package io.carrierlab.loadgen.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.protocols.hsrp.HsrpState;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  @Test
  void whatVerdictsRestOnIsNeverDropped() {
    var journal = new Journal(node -> "pe" + node);
    for (int i = 0; i < 10_500; i++) {
      journal.take(new Reported(i, 1, new NodeReport.Event(new DeviceEvent.InterfaceLine("ge0", i % 2 == 0))));
    }
    List<DeviceEvent> judged = List.of(new DeviceEvent.HsrpChange("ge0", 1, HsrpState.ACTIVE, ""),
        new DeviceEvent.CryptoActive("outside", ""), new DeviceEvent.HostRoutesVia("acme", 1, true, 1),
        new DeviceEvent.ClientConnected());
    judged.forEach(event -> journal.take(new Reported(20_000, 1, new NodeReport.Event(event))));
    List<Journal.Event> kept = journal.collect();
    assertThat(kept).hasSize(10_005).contains(new Journal.Event(10_499, "pe1", new DeviceEvent.NotKept(500)));
    assertThat(kept.subList(10_001, 10_005)).extracting(Journal.Event::what).containsExactlyElementsOf(judged);
    assertThat(journal.collect()).isEmpty();
  }
}
