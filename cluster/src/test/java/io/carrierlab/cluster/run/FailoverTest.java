package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.network.DeviceEvent.CryptoInactive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two aggregators with one HSRP address; and what is lost, or left over, where one part of it is missing. */
class FailoverTest {
  private static final int CLIENTS = 20;
  private static final String NETWORK = """
      name: failover
      seed: 1
      duration: 150s
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        "pe[1..3]": { kind: pe }
        isp1: { kind: isp }
        radius1: { kind: radius }
        hq: { kind: ce, as: 65001 }
        host-acme: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe3:ge1"] }
        - { ends: ["pe2:ge0", "pe3:ge2"] }
        - { lan: management, ends: ["pe3:ge8", "radius1:eth0"], subnet: 10.254.1.0/24 }
        - { lan: outside, ends: ["isp1:ge0", "pe[1..2]:ge9"], subnet: 198.51.100.0/29 }
        - { ends: ["pe3:ge0", "hq:ge0"] }
        - { lan: acme, ends: ["hq:lan0", "host-acme:eth0"], subnet: 10.1.0.0/16 }
      hsrp:
        - name: outside
          group: 1
          address: 198.51.100.6
          hello: 1s
          hold: 3s
          routers:
            - { at: "pe1:ge9", priority: 110, preempt: true, track: [{ interface: ge0, decrement: 20 }] }
            - { at: "pe2:ge9", priority: 100, preempt: true }
      # The provider's side of the access link has no default route: what has no route in the VRF is lost there.
      vpns:
        - { name: acme, sites: [{ at: "pe3:ge0", routing: static, routes: [10.1.0.0/16] }] }
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1], redundancy: REDUNDANCY, rri: RRI, dpd: DPD }
          - { at: "pe2:ge9", radius: [radius1], redundancy: REDUNDANCY, rri: RRI, dpd: DPD }
      load:
        clients:
          - { name: home, group: acme-ra, count: 14, via: isp1, ike: 1, start: 20s, arrival: 20/s,
              dpd: { idle: 10s, retry: 2s, max-asks: 3 }, retry: { first: 2s, most: 8s }, traffic: { to: host-acme } }
          - { name: two, group: acme-ra, count: 6, via: isp1, ike: 2, start: 20s, arrival: 20/s,
              dpd: { idle: 10s, retry: 2s, max-asks: 3 }, retry: { first: 2s, most: 8s }, traffic: { to: host-acme } }
      drill:
        - { at: 60s, FAULT }
      expect:
        - { id: before, clients: all, connected: all, at: 55s }
        - { id: takes-over, hsrp-active: { group: outside, node: pe2, after: 60s, within: 4s } }
        - { id: after, clients: all, connected: all, at: 100s }
        - { id: sas-of-b, count: sas, node: pe2, equals: 20, at: 100s }
        - { id: isolation, isolation: true }
        - { id: outage, outage: { clients: all, after: 60s, p50: 20s, last: 25s } }
        - { id: wrong-way, wrong-way: { node: pe3, vrf: acme, via: pe1, after: 60s, within: 5s } }
        - { id: lost, lost: { clients: all, at-most: 600, at: end } }
        - { id: same-sas, sas-consistent: true, at: 100s }
      """;

  @TempDir
  Path folder;

  private record Variation(String redundancy, String rri, String dpd, String fault) {}

  private Runner.Outcome run(Variation variation) throws IOException {
    Path file = folder.resolve("failover.yaml");
    Files.writeString(file, NETWORK.replace("REDUNDANCY", variation.redundancy).replace("RRI", variation.rri)
        .replace("DPD", variation.dpd).replace("FAULT", variation.fault));
    return switch (Scenario.load(file, List.of())) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false);
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  private static List<String> failed(Runner.Outcome run) {
    var failed = new ArrayList<String>();
    run.verdicts().stream().filter(each -> !each.passed()).forEach(each -> failed.add(each.id()));
    return failed;
  }

  private static String observed(Runner.Outcome run, String id) {
    return run.verdicts().stream().filter(each -> each.id().equals(id)).map(Verdict::observed).findFirst()
        .orElseThrow();
  }

  @Test
  void clientsOfADeadAggregatorComeBackAtTheOther() throws IOException {
    Runner.Outcome run = run(new Variation("outside", "per-peer", "false", "crash: pe1"));
    assertThat(failed(run)).as(run.verdicts().toString()).isEmpty();
    assertThat(run.seen().access().getLast().clients()).hasSize(CLIENTS)
        .allMatch(client -> client.outages().size() == 1 && client.sessions() == 2);
  }

  @Test
  void anAggregatorThatLosesItsInsideHandsOverAndForgets() throws IOException {
    Runner.Outcome run = run(new Variation("outside", "per-peer", "false", "cut: \"pe1:ge0\""));
    assertThat(failed(run)).as(run.verdicts().toString()).isEmpty();
    assertThat(run.journal()).anyMatch(event -> event.node().equals("pe1")
        && event.what() instanceof CryptoInactive(String group, int sessions, boolean forgotten, _)
        && group.equals("outside") && sessions == 20 && forgotten);
    assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("session ended FAILED_OVER", 20L);
  }

  @Test
  void withoutCleanUpStaleSasAreLeftAndNamed() throws IOException {
    Runner.Outcome run = run(new Variation("{ group: outside, cleanup: false }", "per-peer", "false",
        "cut: \"pe1:ge0\""));
    assertThat(failed(run)).as(run.verdicts().toString()).containsExactly("same-sas");
    assertThat(observed(run, "same-sas")).startsWith("20 pairs agree; 20 stale: pe1 has 0x")
        .contains(" of acme-", " in VRF acme since 20");
    assertThat(run.journal()).anyMatch(event -> event.node().equals("pe1")
        && event.what() instanceof CryptoInactive(_, int sessions, boolean forgotten, _)
        && sessions == 20 && !forgotten);
    assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("peers known", 20L);
  }

  @Test
  void withDpdTheGatewayEndsStaleSasWithoutAnybodysHelp() throws IOException {
    Runner.Outcome run = run(new Variation("{ group: outside, cleanup: false }", "per-peer",
        "{ idle: 10s, retry: 2s, max-asks: 3 }", "cut: \"pe1:ge0\""));
    assertThat(failed(run)).as(run.verdicts().toString()).isEmpty();
    assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("session ended DEAD_PEER", 20L);
    assertThat(AccessLab.causes(run.tables(), "pe1").get("packet dropped NOT_ACTIVE")).isGreaterThan(20 * 2);
  }

  @Test
  void withoutReverseRoutesReturnTrafficIsLostAtTheVrfAndTheReportSaysWhy() throws IOException {
    Runner.Outcome run = run(new Variation("outside", "off", "false", "crash: pe1"));
    assertThat(failed(run)).as(run.verdicts().toString()).containsExactly("outage", "wrong-way", "lost");
    assertThat(run.seen().access().getLast().clients()).allMatch(client -> client.answers() == 0)
        .allMatch(ClientView::connected);
    assertThat(observed(run, "lost")).contains("packets were dropped at pe3 VRF acme: NO_ROUTE",
        "pe1 injects no reverse routes (rri: off)");
  }
}
