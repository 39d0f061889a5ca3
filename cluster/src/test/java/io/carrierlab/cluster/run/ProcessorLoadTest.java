package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.inspect.ClientView;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients at a gateway whose control plane has a processor of a certain speed. */
class ProcessorLoadTest {
  private static final String CLIENTS = """
      duration: 200s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/22, users: { name: "acme-#", count: 400 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1], cpu: { handshakes: 20/s, queue: 100 } }
      load:
        clients:
          - { name: home, group: acme-ra, count: 200, via: isp1, ike: %d, start: 20s, arrival: %d/s,
              retry: { first: 2s, most: 20s }, traffic: { to: host-acme, every: 1s } }
      """;

  private static List<Object> cpu(Runner.Outcome run) {
    return AccessLab.rows(run.tables(), "pe1", "cpu").getFirst();
  }

  @Test
  void belowItsCapacityEveryHandshakeTakesItsOwnTime() throws IOException {
    for (int ike : new int[] {1, 2}) {
      Runner.Outcome run = AccessLab.run(CLIENTS.formatted(ike, 5));
      List<ClientView> clients = AccessLab.clients(run, "home");
      assertThat(clients).allMatch(client -> client.connected() && client.attempts() == 1);
      // A handshake is 50 ms of work, and there are five in a second; the rest is the way.
      assertThat(clients).allMatch(client -> client.setupNanos() > Duration.ofMillis(45).toNanos()
          && client.setupNanos() < Duration.ofMillis(400).toNanos());
      assertThat(cpu(run).get(5)).isEqualTo(400L);
      assertThat(cpu(run)).last().isEqualTo(0L);
      // 200 handshakes of 50 ms in 200 s; DPD costs a little on top.
      assertThat((Double) cpu(run).get(2)).isBetween(4.5, 6.5);
    }
  }

  @Test
  void aStormIsDroppedAtTheTailAndServedByAndBy() throws IOException {
    Runner.Outcome run = AccessLab.run(CLIENTS.formatted(1, 200));
    List<ClientView> clients = AccessLab.clients(run, "home");
    assertThat(clients).allMatch(ClientView::connected);
    Map<String, Long> causes = AccessLab.causes(run.tables(), "pe1");
    assertThat(causes.get("packet dropped CPU_QUEUE_FULL")).isGreaterThan(50).isEqualTo(cpu(run).getLast());
    long lastUp = clients.stream().max(Comparator.comparing(ClientView::firstAnswerNanos)).orElseThrow()
        .firstAnswerNanos();
    // 200 handshakes are 10 s of work; what is given up or repeated comes on top.
    assertThat(lastUp).isBetween(Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(110).toNanos());
    // Packets of those that are connected do not wait: their round trip is the way's.
    assertThat(clients).allMatch(client -> client.roundTripNanos() / client.answers() < 60_000_000L);
  }
}
