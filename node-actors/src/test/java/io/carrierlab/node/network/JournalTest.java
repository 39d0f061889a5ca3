package io.carrierlab.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.hsrp.HsrpState;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  @Test
  void whatVerdictsRestOnIsNeverDropped() {
    var journal = new Journal("pe1");
    for (int i = 0; i < 10_500; i++) {
      journal.record(i, new DeviceEvent.InterfaceLine("ge0", i % 2 == 0));
    }
    List<DeviceEvent> judged = List.of(new DeviceEvent.HsrpChange("ge0", 1, HsrpState.ACTIVE, ""),
        new DeviceEvent.CryptoActive("outside", ""), new DeviceEvent.HostRoutesVia("acme", 1, true, 1),
        new DeviceEvent.ClientConnected());
    judged.forEach(event -> journal.record(20_000, event));
    List<Journal.Event> kept = journal.take();
    assertThat(kept.subList(10_000, 10_004)).extracting(Journal.Event::what).containsExactlyElementsOf(judged);
    assertThat(kept.subList(10_004, kept.size()))
        .containsExactly(new Journal.Event(10_499, "pe1", new DeviceEvent.NotKept(500)));
    assertThat(journal.take()).isEmpty();
  }
}
