package io.carrierlab.cluster.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.attach.Outside.Datagram;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Numbers of correspondents, and what waits for the attachment. */
class FlowsTest {
  @Test
  void theOneThatIsSilentLongestGivesWay() {
    var flows = new Flows<String>(2);
    assertThat(flows.number("a")).isEqualTo(0);
    assertThat(flows.number("b")).isEqualTo(1);
    assertThat(flows.number("a")).isEqualTo(0);
    assertThat(flows.number("c")).as("b's").isEqualTo(1);
    assertThat(flows.at(0)).contains("a");
    assertThat(flows.at(1)).contains("c");
    assertThat(flows.at(2)).isEmpty();
    assertThat(flows.at(-1)).isEmpty();
  }

  @Test
  void dropsTheTailAndCountsIt() {
    var inbox = new Inbox();
    var told = new AtomicInteger();
    inbox.put(new Datagram(0, 500, new byte[1]));
    inbox.open(told::incrementAndGet);
    assertThat(inbox.take()).as("from before the device was there").isEmpty();
    for (int i = 0; i < 2_000; i++) {
      inbox.put(new Datagram(i, 500, new byte[1]));
    }
    assertThat(told).hasValue(1_024);
    assertThat(inbox.counters(0, 0, 0).queueFull()).isEqualTo(2_000 - 1_024);
    for (int i = 0; i < 1_024; i++) {
      assertThat(inbox.take().orElseThrow().flow()).isEqualTo(i);
    }
    assertThat(inbox.take()).isEmpty();
  }
}
