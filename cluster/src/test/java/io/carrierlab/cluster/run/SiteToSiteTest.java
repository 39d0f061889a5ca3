package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.gre.LineMachine;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A branch with a GRE tunnel to pe1, protected by IPsec or not: keepalives, SAs that are lost, what never happens. */
class SiteToSiteTest {
  private static final Optional<LineMachine.Reason> UP = Optional.empty();
  private static final Optional<LineMachine.Reason> KEEPALIVES =
      Optional.of(LineMachine.Reason.KEEPALIVES_UNANSWERED);

  /** The branch's tunnel, from {@code branch:ge0}, and a flow. {@code %s}: more of the tunnel */
  private static final String BRANCH = """
      duration: 120s
      tunnels:
        - name: Tunnel0
          vpn: acme
          ends: ["pe1:ge9", "branch:ge0"]
          subnet: 10.255.0.0/30
          keepalive: { period: 2s, retries: 3 }
          %s
      load:
        flows: [{ name: up, from: pc, to: host-acme, rate: 10/s, size: 200B, start: 30s, stop: 110s }]
      """;
  private static final String NODES = """
      name: site-to-site
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        "pe[1..2]": { kind: pe }
        isp1: { kind: isp }
        hq-1: { kind: ce, as: 65001 }
        branch: { kind: ce, as: 65002 }
        host-acme: { kind: host }
        pc: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { name: public, ends: ["isp1:ge0", "pe1:ge9"], delay: 5ms, subnet: 198.51.100.0/30 }
        - { name: line, ends: ["isp1:ge1", "branch:ge0"], delay: 5ms, subnet: 203.0.113.0/30 }
        - { ends: ["pe2:ge1", "hq-1:ge0"] }
        - { lan: acme, ends: ["hq-1:lan0", "host-acme:eth0"], subnet: 10.1.0.0/16 }
        - { lan: site, ends: ["branch:lan0", "pc:eth0"], subnet: 10.2.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe2:ge1"] }
      """;

  private static Scenario scenario(String tunnel, String more) throws IOException {
    return load(BRANCH.formatted(tunnel) + more);
  }

  private static Scenario load(String more) throws IOException {
    var file = Files.createTempFile("site", ".yaml");
    try {
      Files.writeString(file, NODES + more);
      return switch (Scenario.load(file, List.of())) {
        case Scenario.Loaded.Valid valid -> valid.scenario();
        case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
      };
    } finally {
      Files.delete(file);
    }
  }

  private static Runner.Outcome run(String tunnel, String more) throws IOException {
    return Examples.run(scenario(tunnel, more), 2, false);
  }

  private static List<Object> row(Runner.Outcome outcome, String node) {
    return AccessLab.rows(outcome.tables(), node, "tunnels").getFirst();
  }

  /** What a tunnel has dropped, as {@code show tunnels} says it. */
  private static String drops(Runner.Outcome outcome, String node) {
    return String.valueOf(row(outcome, node).getLast());
  }

  /** What the line protocol of a node's tunnels has become. */
  private static List<Journal.Event> lines(Runner.Outcome outcome, String node) {
    return outcome.journal().stream().filter(each -> each.node().equals(node)
        && each.what() instanceof DeviceEvent.GreLine).toList();
  }

  private static List<Optional<LineMachine.Reason>> reasons(List<Journal.Event> lines) {
    return lines.stream().map(each -> ((DeviceEvent.GreLine) each.what()).down()).toList();
  }

  private static long lost(Runner.Outcome outcome) {
    return outcome.seen().flows().getFirst().lost();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ike: 1", "ike: 2", "ike: 2, transforms: [\"esp-gcm 256\"], lifetime: 30s",
      "ike: 1, transforms: [\"ah-sha-hmac\"], lifetime: 30s"})
  void sitesReachEachOtherThroughIpsec(String ike) throws IOException {
    Runner.Outcome outcome = run("key: 7\n    checksum: true\n    sequence: true\n    ipsec: { key: secret, %s }"
        .formatted(ike), """
        expect:
          - { id: both, reach: [pc, host-acme], at: 50s }
          - { id: sas, count: sas, node: pe1, equals: 1, at: 20s }
          - { id: isolation, isolation: true }
        """);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(lost(outcome)).isZero();
    assertThat(reasons(lines(outcome, "branch"))).containsExactly(KEEPALIVES, UP);
    assertThat(drops(outcome, "branch")).matches("\\{NO_SA=\\d+\\}");    // keepalives before the SAs were there
  }

  /** Larger than the tunnel's MTU, or than the path's once it is protected: cut, and put together. */
  @ParameterizedTest
  @ValueSource(strings = {"mtu: 1400", "mtu: 1472"})
  void largePacketsAreCutBeforeOrAfterProtection(String mtu) throws IOException {
    Runner.Outcome outcome = Examples.run(load(BRANCH.replace("200B", "1440B")
        .formatted(mtu + "\n    ipsec: { key: secret }") + """
        expect:
          - { id: isolation, isolation: true }
        """), 2, true);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(lost(outcome)).isZero();
    assertThat(outcome.seen().flows().getFirst().received()).isGreaterThan(700);
  }

  @Test
  void aBlackHoleTakesTheTunnelDownAndItsRouteAway() throws IOException {
    Runner.Outcome outcome = run("ipsec: { key: secret, dpd: { idle: 10m } }", """
        access:
          aggregators: [{ at: "pe1:ge9", dpd: { idle: 10m } }]
        drill:
          - { at: 60s, black-hole: line }
          - { at: 80s, restore: line }
        expect:
          - { id: before, count: routes, node: pe2, vrf: acme, equals: 4, at: 55s }
          - { id: gone, count: routes, node: pe2, vrf: acme, equals: 2, at: 69s }
          - { id: back, count: routes, node: pe2, vrf: acme, equals: 4, at: 110s }
          - { id: isolation, isolation: true }
        """);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    for (String node : List.of("pe1", "branch")) {
      List<Journal.Event> events = lines(outcome, node);
      assertThat(reasons(events)).containsExactly(KEEPALIVES, UP, KEEPALIVES, UP);
      assertThat(events.get(2).atNanos()).isBetween(64_000_000_000L, 68_000_000_000L);
      assertThat(events.get(3).atNanos()).isBetween(80_000_000_000L, 82_100_000_000L);
    }
  }

  /** Dead peer detection removes the SAs; until there are new ones nothing of the tunnel is sent at all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void afterTheLossOfItsSasNothingGoesInTheClear(int ike) throws IOException {
    Runner.Outcome outcome = run("""
        ipsec: { key: secret, ike: %d, retry: 5s, dpd: { idle: 4s, retry: 1s, max-asks: 2 },
              retransmit: { first: 1s, count: 2, limit: 6s } }
        """.formatted(ike).strip(), """
        access:
          aggregators: [{ at: "pe1:ge9", dpd: { idle: 4s, retry: 1s, max-asks: 2 } }]
        drill:
          - { at: 50s, black-hole: line }
          - { at: 75s, restore: line }
        expect:
          - { id: no-sas, count: sas, node: pe1, equals: 0, at: 74s }
          - { id: sas, count: sas, node: pe1, equals: 1, at: 100s }
          - { id: both, reach: [pc, host-acme], at: 105s }
          - { id: isolation, isolation: true }
        """);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(drops(outcome, "branch")).contains("NO_SA=");
    assertThat(drops(outcome, "pe1")).contains("NO_SA=");
  }

  /** It counts from 0 again. At pe1 the line has been down, or only a keepalive was missed, or the SAs are others. */
  @ParameterizedTest
  @CsvSource({"mtu: 1472, 20s", "mtu: 1472, 3s", "ipsec: { key: secret }, 20s"})
  void aBranchThatWasSwitchedOffIsHeardAgain(String tunnel, String off) throws IOException {
    Runner.Outcome outcome = run("sequence: true\n    " + tunnel, """
        drill:
          - { at: 60s, power-cycle: branch, off: %s }
        expect:
          - { id: both, reach: [pc, host-acme], at: 110s }
        """.formatted(off));
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(drops(outcome, "pe1")).as("a packet or two before the first keepalive")
        .doesNotContainPattern("OUT_OF_SEQUENCE=\\d\\d");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void withAWrongKeyNothingIsSentAtAll(int ike) throws IOException {
    Runner.Outcome outcome = run("ipsec: { key: secret, peer-key: another, ike: %d }".formatted(ike), """
        expect:
          - { id: none, no-reach: { from: [pc], to: [host-acme] }, at: 50s }
          - { id: no-sas, count: sas, node: pe1, equals: 0, at: 60s }
          - { id: isolation, isolation: true }
        """);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(reasons(lines(outcome, "branch"))).containsExactly(KEEPALIVES);
    assertThat(row(outcome, "branch")).element(9).isEqualTo(0L);             // keepalives answered
  }

  @Test
  void greInTheClearOverTheInternetIsAViolation() throws IOException {
    Runner.Outcome outcome = run("mtu: 1472", """
        expect:
          - { id: isolation, isolation: true }
          - { id: both, reach: [pc, host-acme], at: 50s }
        """);
    assertThat(outcome.verdicts()).extracting(Verdict::passed).containsExactly(false, true);
    assertThat(outcome.verdicts().getFirst().observed()).contains("acme").contains("internet");
  }

  /** One end believes in IPsec, the other sends in the clear: what arrives is dropped and counted. */
  @Test
  void clearPacketsOfAProtectedTunnelAreDropped() throws IOException {
    Scenario whole = scenario("ipsec: { key: secret }", """
        expect:
          - { id: none, no-reach: { from: [pc], to: [host-acme] }, at: 50s }
        """);
    Topology open = with(whole.topology(), "branch", router -> tunnels(router, router.tunnels().stream().map(each ->
        new GreTunnelConfig(each.name(), each.address(), each.prefixLength(), each.vrf(), each.vpn(), each.source(),
            each.destination(), each.key(), each.checksum(), each.sequence(), each.keepalive(), each.mtu(),
            Optional.empty())).toList()));
    Runner.Outcome outcome = Examples.run(new Scenario(whole.name(), whole.seed(), whole.duration(), open,
        whole.captures(), whole.traffic(), whole.faults(), whole.expectations()), 2, false);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    assertThat(drops(outcome, "pe1")).contains("CLEAR_TEXT=");
    assertThat(reasons(lines(outcome, "pe1"))).doesNotContain(UP);
  }

  /** The head office announces the tunnel's destination: the way there would lead into the tunnel. */
  @Test
  void aTunnelWhoseDestinationIsRoutedIntoItGoesDown() throws IOException {
    Scenario whole = scenario("ipsec: { key: secret }", """
        expect:
          - { id: isolation, isolation: true }
        """);
    Topology recursive = with(with(whole.topology(), "branch", router -> statics(router, router.statics().stream()
        .map(each -> new StaticRoute(
            Ipv4Prefix.parse("198.51.100.0/24"), each.nextHop())).toList())), "hq-1",
        router -> announces(router, Ipv4Prefix.parse("198.51.100.2/32")));
    Runner.Outcome outcome = Examples.run(new Scenario(whole.name(), whole.seed(), whole.duration(), recursive,
        whole.captures(), whole.traffic(), whole.faults(), whole.expectations()), 2, false);
    assertThat(outcome.verdicts()).allMatch(Verdict::passed);
    List<Optional<LineMachine.Reason>> lines = reasons(lines(outcome, "branch"));
    assertThat(lines).contains(Optional.of(LineMachine.Reason.RECURSIVE_ROUTING));
    long flaps = lines.stream().filter(UP::equals).count();
    assertThat(flaps).as("held down for 10s each time").isBetween(2L, 12L);
  }

  private static Topology with(Topology topology, String name, UnaryOperator<RouterConfig> change) {
    List<NodeConfig> nodes = new ArrayList<>();
    topology.nodes().forEach(each -> nodes.add(each.name().equals(name) ? change.apply((RouterConfig) each) : each));
    return new Topology(topology.name(), nodes, topology.links(), topology.vpns());
  }

  private static RouterConfig tunnels(RouterConfig of, List<GreTunnelConfig> tunnels) {
    return new RouterConfig(of.name(), of.kind(), of.routerId(), of.interfaces(), of.statics(), of.ospf(), of.ldp(),
        of.bgp(), of.vrfs(), of.access(), tunnels, of.slb());
  }

  private static RouterConfig statics(RouterConfig of, List<StaticRoute> statics) {
    return new RouterConfig(of.name(), of.kind(), of.routerId(), of.interfaces(), statics, of.ospf(), of.ldp(),
        of.bgp(), of.vrfs(), of.access(), of.tunnels(), of.slb());
  }

  /** With a static route to the host on its LAN, which BGP announces. */
  private static RouterConfig announces(RouterConfig of, Ipv4Prefix prefix) {
    var bgp = of.bgp().orElseThrow();
    var networks = new ArrayList<>(bgp.networks());
    networks.add(prefix);
    var statics = new ArrayList<>(of.statics());
    statics.add(new StaticRoute(prefix,
        Ipv4.parse("10.1.0.2")));
    var more = new BgpConfig(bgp.as(), bgp.hold(), bgp.keepalive(), bgp.connectRetry(),
        bgp.clusterId(), networks, bgp.redistribute(), bgp.neighbors());
    return new RouterConfig(of.name(), of.kind(), of.routerId(), of.interfaces(), statics, of.ospf(), of.ldp(),
        Optional.of(more), of.vrfs(), of.access(), of.tunnels(), of.slb());
  }
}
