package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is being deleted is not left over, and what is left over is found. */
class AtRestTest {
  private static final String CLIENTS = """
      duration: 120s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1], dpd: { idle: 60s, retry: 2s, max-asks: 3 } }
      load:
        clients:
          - { name: one, group: acme-ra, count: 3, via: isp1, ike: 1, delay: 400ms, start: 20s, arrival: 20/s,
              dpd: { idle: 60s, retry: 2s, max-asks: 3 } }
          - { name: two, group: acme-ra, count: 3, via: isp1, ike: 2, delay: 400ms, start: 20s, arrival: 20/s,
              dpd: { idle: 60s, retry: 2s, max-asks: 3 } }
      """;

  private static Map<String, Verdict> run(String more) throws IOException {
    Scenario scenario = AccessLab.scenario(CLIENTS + more);
    var options = new RunOptions(1, 1, false, true, scenario.duration(), List.of(), false, Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      return runner.run(reached -> { }).verdicts().stream().collect(Collectors.toMap(Verdict::id, Function.identity()));
    }
  }

  /** The gateway deletes all that it has, and the clients have not heard of it yet. */
  @Test
  void aDeleteOnItsWayIsNoLeak() throws IOException {
    Map<String, Verdict> verdicts = run("""
        drill:
          - { at: 60s, clear-sas: pe1 }
        expect:
          - { id: before, sas-consistent: true, at: 59s }
          - { id: pairs, sas-consistent: true, at: 60300ms }
          - { id: rest, nothing-leaks: true, at: 60300ms }
        """);
    assertThat(verdicts.get("before").observed()).isEqualTo("6 pairs agree");
    // With IKEv2 the gateway waits for the client's word; with IKEv1 there is none.
    assertThat(verdicts.get("pairs").observed()).isEqualTo("3 pairs agree, 3 being set up or deleted");
    assertThat(verdicts.get("pairs").passed()).isTrue();
    assertThat(verdicts.get("rest").observed())
        .startsWith("6 clients are connected, and all is theirs; only just now ");
    assertThat(verdicts.get("rest").passed()).isTrue();
  }

  /** The gateway has lost its memory, and nobody tells the clients until they ask. */
  @Test
  void aStaleSaIsFound() throws IOException {
    Map<String, Verdict> verdicts = run("""
        drill:
          - { at: 60s, power-cycle: pe1, off: 1s }
        expect:
          - { id: pairs, sas-consistent: true, at: 75s }
          - { id: rest, nothing-leaks: true, at: 75s }
        """);
    assertThat(verdicts.get("pairs").observed()).startsWith("0 pairs agree; 6 stale: one-1 has 0x");
    assertThat(verdicts.get("pairs").outcome()).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(verdicts.get("rest").observed()).startsWith("6 clients are connected; addresses of pools in use: 0 "
        + "instead of 6; sessions of gateways: 0 instead of 6");
    assertThat(verdicts.get("rest").outcome()).isEqualTo(Verdict.Outcome.FAIL);
  }
}
