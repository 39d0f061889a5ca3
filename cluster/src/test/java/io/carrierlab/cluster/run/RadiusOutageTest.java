package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ike.IkeFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RADIUS servers that are away, come back, or do not share our secret. */
class RadiusOutageTest {
  private static final String ACCESS = """
      access:
        radius: { secret: between-us, timeout: 2s, tries: 3 }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 200 } }
        aggregators:
          - { at: "pe1:ge9", ike: 1, radius: [radius1], rri: aggregate }
      """;

  @Test
  void whoComesWhileTheServerIsDeadGetsInWhenItIsBack() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 300s
        load:
          clients:
            - { name: early, group: acme-ra, count: 10, via: isp1, start: 20s, traffic: { to: host-acme } }
            - { name: late, group: acme-ra, count: 10, via: isp1, start: 40s, retry: { first: 5s, most: 20s },
                traffic: { to: host-acme } }
        drill:
          - { at: 35s, cut: management }
          - { at: 150s, restore: management }
        expect:
          - { id: early-stay, clients: early, connected: all, at: 149s }
          - { id: late-wait, clients: late, connected: 0, at: 149s }
          - { id: late-fail, clients: late, failed: { reason: no-answer, equals: 10 }, at: 149s }
          - { id: all, clients: all, connected: all, at: end }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.causes(run.tables(), "pe1").get("session ended AAA_DEAD")).isGreaterThanOrEqualTo(10);
    assertThat(AccessLab.radius(run, "pe1", "given up")).isGreaterThanOrEqualTo(10);
    assertThat(AccessLab.failures(run, "early")).isEmpty();
  }

  /** The gateway knows why; IKEv1 is silent before it knows the peer, and IKEv2 refuses without a reason. */
  @Test
  void theCauseIsTheGatewaysAndClientsSayWhatTheySaw() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 130s
        load:
          clients:
            - { name: v1, group: acme-ra, count: 3, via: isp1, start: 40s, retry: { first: 300s, most: 300s } }
            - { name: v2, group: acme-ra, count: 3, first-user: 11, ike: 2, via: isp1, start: 40s,
                retry: { first: 300s, most: 300s } }
        drill: [{ at: 35s, cut: management }]
        """, "access.aggregators.0.ike=[1, 2]");
    assertThat(AccessLab.failures(run, "v1")).isEqualTo(Map.of(IkeFailure.NO_ANSWER, 3));
    assertThat(AccessLab.failures(run, "v2")).isEqualTo(Map.of(IkeFailure.REFUSED_BY_PEER, 3));
    assertThat(AccessLab.causes(run.tables(), "pe1").keySet().stream().filter(each -> each.startsWith("session ended")))
        .containsExactly("session ended AAA_DEAD");
  }

  @Test
  void aSecondServerTakesOver() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 120s
        load:
          clients:
            - { name: early, group: acme-ra, count: 10, via: isp1, start: 20s, stop: 100s, traffic: { to: host-acme } }
            - { name: late, group: acme-ra, count: 10, via: isp1, start: 40s, stop: 100s, traffic: { to: host-acme } }
        drill:
          - { at: 35s, crash: radius1 }
        expect:
          - { id: all, clients: all, connected: all, at: 90s }
          - { id: gone, clients: all, connected: 0, at: end }
        """, "access.aggregators.0.radius=[radius1, radius2]");
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.radius(run, "pe1", "failovers")).isPositive();
    assertThat(AccessLab.radius(run, "pe1", "accounting records lost")).isZero();
    // The first server's books are gone with it; every Stop is in the second one's.
    assertThat(run.seen().access().getLast().accounting()).filteredOn(line -> line.server().equals("radius2"))
        .hasSize(20).allMatch(AccountingView::stopped);
  }

  @Test
  void recordsOutliveAShortOutageAndThoseOfALongOneAreCounted() throws IOException {
    String clients = """
        duration: 120s
        load:
          clients:
            - { name: home, group: acme-ra, count: 20, via: isp1, start: 20s, arrival: 100/s, stop: 60s,
                traffic: { to: host-acme } }
        drill:
          - { at: 61s, cut: management }
          - { at: 65s, restore: management }
        expect:
          - { id: up, clients: all, connected: all, at: 59s }
          - { id: down, clients: all, connected: 0, at: end }
        """;
    Runner.Outcome brief = AccessLab.run(ACCESS + clients,
        "access.radius.tries=6", "expect.+={id: accounting, accounting: matches, at: end}");
    assertThat(brief.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.radius(brief, "pe1", "retransmissions")).isGreaterThanOrEqualTo(20);
    assertThat(AccessLab.radius(brief, "pe1", "accounting records lost")).isZero();
    Runner.Outcome lasting = AccessLab.run(ACCESS + clients, "drill.1.at=90s");
    assertThat(AccessLab.radius(lasting, "pe1", "accounting records lost")).isEqualTo(20);
    assertThat(lasting.seen().access().getLast().accounting()).hasSize(20).noneMatch(AccountingView::stopped);
  }

  @Test
  void aServerWithAnotherSecretIsNotBelievedNorDoesItBelieve() throws IOException {
    Scenario said = AccessLab.scenario(ACCESS + """
        duration: 130s
        load:
          clients:
            - { name: home, group: acme-ra, count: 5, via: isp1, start: 20s, retry: { first: 300s, most: 300s } }
        expect:
          - { id: nobody, clients: all, connected: 0, at: end }
        """);
    List<NodeConfig> nodes = said.topology().nodes().stream().map(RadiusOutageTest::withAnotherSecret).toList();
    var scenario = new Scenario(said.name(), said.seed(), said.duration(), new Topology(said.topology().name(), nodes,
        said.topology().links(), said.topology().vpns()), said.captures(), said.traffic(), said.faults(),
        said.expectations());
    Runner.Outcome run = Examples.run(scenario, 2, false);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    // It drops what it does not believe (RFC 2865 §3), so that we see silence.
    long given = AccessLab.radius(run, "pe1", "given up");
    assertThat(given).isGreaterThanOrEqualTo(5);
    assertThat(AccessLab.radius(run, "radius1", "bad authenticators")).isEqualTo(3 * given);
    assertThat(AccessLab.causes(run.tables(), "pe1").get("session ended AAA_DEAD")).isPositive();
    assertThat(AccessLab.failures(run, "home")).containsEntry(IkeFailure.NO_ANSWER, 5);
  }

  private static NodeConfig withAnotherSecret(NodeConfig node) {
    return node instanceof RadiusConfig server ? new RadiusConfig(server.name(), server.address(),
        server.prefixLength(), server.gateway(), server.authenticationPort(), server.accountingPort(),
        server.clients().stream().map(each -> new RadiusConfig.Client(each.address(), "something-else")).toList(),
        server.data()) : node;
  }
}
