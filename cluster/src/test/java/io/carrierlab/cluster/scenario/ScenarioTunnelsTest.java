package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.BgpConfig.Neighbor;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.GreTunnelConfig.Keepalive;
import io.carrierlab.node.topology.GreTunnelConfig.Protection;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code tunnels} become, and one broken file for each error. */
class ScenarioTunnelsTest {
  static final String GOOD = """
      name: good
      nodes:
        pe1: { kind: pe }
        pe2: { kind: pe }
        isp1: { kind: isp }
        hq: { kind: ce, as: 65001 }
        b1: { kind: ce, as: 65002 }
        b2: { kind: ce }
        pc1: { kind: host }
        pc2: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { ends: ["pe1:ge9", "isp1:ge0"], subnet: 198.51.100.0/30 }
        - { ends: ["pe2:ge9", "isp1:ge1"], subnet: 198.51.100.4/30 }
        - { ends: ["pe2:ge1", "hq:ge0"] }
        - { ends: ["isp1:ge2", "b1:ge0"], subnet: 203.0.113.0/30 }
        - { ends: ["isp1:ge3", "b2:ge0"], subnet: 203.0.113.4/30 }
        - { lan: l1, ends: ["b1:lan0", "pc1:eth0"], subnet: 10.2.0.0/16 }
        - { lan: l2, ends: ["b2:lan0", "pc2:eth0"], subnet: 10.3.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe2:ge1"] }
        - { name: coke }
      tunnels:
        - { vpn: acme, ends: ["b1:ge0", "pe1:ge9"], subnet: 10.9.0.0/30, keepalive: { period: 5s }, key: 4294967295,
            ipsec: { key: secret, ike: 1 } }
        - { name: open, vpn: coke, ends: ["pe1:ge9", "b2:ge0"], routing: static, checksum: true, sequence: true }
      """;

  record Row(String replace, String by, String error) {
    @Override
    public String toString() {
      return replace + " -> " + by;
    }
  }

  @TempDir
  Path folder;

  private Loaded load(String text) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    return Scenario.load(file, List.of());
  }

  private static RouterConfig router(Scenario scenario, String name) {
    return scenario.topology().nodes().stream().filter(each -> each.name().equals(name)).map(RouterConfig.class::cast)
        .findFirst().orElseThrow();
  }

  private Scenario good() throws IOException {
    return switch (load(GOOD)) {
      case Loaded.Valid(var scenario, var warnings) -> {
        assertThat(warnings).isEmpty();
        yield scenario;
      }
      case Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  @Test
  void bothEndsOfAProtectedTunnelFitEachOther() throws IOException {
    Scenario scenario = good();
    ExamplesTest.assertConsistent(scenario.topology());
    GreTunnelConfig pe = router(scenario, "pe1").tunnels().getFirst();
    GreTunnelConfig ce = router(scenario, "b1").tunnels().getFirst();
    assertThat(pe.name()).isEqualTo("Tunnel0").isEqualTo(ce.name());
    assertThat(pe.vrf()).contains("acme");
    assertThat(ce.vrf()).isEmpty();
    assertThat(ce.vpn()).isEqualTo("acme").isEqualTo(pe.vpn());
    assertThat(pe.source()).isEqualTo(ce.destination()).isEqualTo(Ipv4.parse("198.51.100.1"));
    assertThat(pe.destination()).isEqualTo(ce.source()).isEqualTo(router(scenario, "b1").interfaces().get(0).address());
    assertThat(List.of(pe.address(), ce.address())).containsExactly(Ipv4.parse("10.9.0.1"), Ipv4.parse("10.9.0.2"));
    assertThat(pe.key()).hasValue(-1).isEqualTo(ce.key());
    assertThat(pe.keepalive()).contains(new Keepalive(Duration.ofSeconds(5), 3)).isEqualTo(ce.keepalive());
    assertThat(pe.mtu()).isEqualTo(1400);
    assertThat(pe.protection()).containsInstanceOf(Protection.Awaited.class);
    assertThat(ce.protection()).containsInstanceOf(Protection.Initiated.class);
    var initiated = (Protection.Initiated) ce.protection().orElseThrow();
    assertThat(initiated.initiator().local()).isEqualTo(new Selector(ce.source(), ce.source(), 47, 0));
    assertThat(initiated.initiator().remote()).isEqualTo(new Selector(pe.source(), pe.source(), 47, 0));
    assertThat(initiated.settings().child().transport()).isTrue();
  }

  @Test
  void thePesInterfaceIsAnAggregatorForIt() throws IOException {
    Scenario scenario = good();
    RouterConfig pe1 = router(scenario, "pe1");
    var access = pe1.access().orElseThrow();
    int b1 = router(scenario, "b1").interfaces().getFirst().address();
    assertThat(access.publicAddress()).isEqualTo(pe1.tunnels().getFirst().source());
    assertThat(access.ike1().orElseThrow().child().transport()).isTrue();
    IsakmpProfile profile = access.profiles().getFirst();
    assertThat(profile.gre()).isTrue();
    assertThat(profile.vrf()).isEmpty();
    assertThat(profile.matches()).containsExactly(new Match.Address(Ipv4Prefix.host(b1)));
    assertThat(profile.keys()).containsExactly(new Key(Ipv4Prefix.host(b1), "secret"));
    assertThat(router(scenario, "pe2").access()).isEmpty();
  }

  /** The CE knows no public address but the far end of its tunnel, and announces its LAN alone. */
  @Test
  void routingGoesOverTheTunnel() throws IOException {
    Scenario scenario = good();
    RouterConfig b1 = router(scenario, "b1");
    assertThat(b1.statics()).extracting(StaticRoute::prefix).containsExactly(Ipv4Prefix.parse("198.51.100.1/32"));
    assertThat(b1.bgp().orElseThrow().networks()).containsExactly(Ipv4Prefix.parse("10.2.0.0/16"));
    assertThat(b1.bgp().orElseThrow().neighbors()).extracting(Neighbor::address)
        .containsExactly(Ipv4.parse("10.9.0.1"));
    var vrf = router(scenario, "pe1").vrfs().getFirst();
    assertThat(vrf.bgp().orElseThrow().neighbors()).extracting(Neighbor::address, Neighbor::as)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Ipv4.parse("10.9.0.2"), 65002L));
    RouterConfig b2 = router(scenario, "b2");
    GreTunnelConfig open = b2.tunnels().getFirst();
    assertThat(b2.bgp()).isEmpty();
    assertThat(b2.statics()).contains(new StaticRoute(new Ipv4Prefix(0, 0), open.address() - 1));
    assertThat(router(scenario, "pe1").vrfs().get(1).statics())
        .containsExactly(new StaticRoute(Ipv4Prefix.parse("10.3.0.0/16"), open.address()));
    assertThat(open.protection()).isEmpty();
    assertThat(open.keepalive()).isEmpty();
    assertThat(open.mtu()).as("1500 - 20 - 12").isEqualTo(1468);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("vpn: acme, ends", "vpn: acne, ends", "VPN \"acne\" does not exist"),
        new Row("[\"b1:ge0\", \"pe1:ge9\"]", "[\"b1:ge0\", \"isp1:ge2\"]", "a tunnel between a isp and a ce"),
        new Row("[\"b1:ge0\", \"pe1:ge9\"]", "[\"b1:ge0\"]", "ends"),
        new Row("[\"b1:ge0\", \"pe1:ge9\"]", "[\"b1:ge0\", \"pe1:ge8\"]", "\"pe1:ge8\" is not an end of a link"),
        new Row("[\"b1:ge0\", \"pe1:ge9\"]", "[\"b1:ge0\", \"pe1:ge0\"]", "pe1:ge0 is the core's"),
        new Row("[\"b1:ge0\", \"pe1:ge9\"]", "[\"b1:ge0\", \"pe2:ge1\"]", "pe2:ge1 is a site's"),
        new Row("name: open, vpn: coke, ends: [\"pe1:ge9\", \"b2:ge0\"]",
            "name: open, vpn: acme, ends: [\"pe1:ge9\", \"b1:ge0\"]", "a second tunnel between pe1:ge9 and b1:ge0"),
        new Row("name: open", "name: Tunnel0", "duplicate tunnel name \"Tunnel0\""),
        new Row("vpn: coke, ends: [\"pe1:ge9\", \"b2:ge0\"]", "vpn: coke, ends: [\"pe2:ge9\", \"b1:ge0\"]",
            "CE b1 is VPN acme's by the tunnel at"),
        new Row("subnet: 10.9.0.0/30", "subnet: 10.9.0.0/31", "the subnet 10.9.0.0/31 has no room for two ends"),
        new Row("subnet: 10.9.0.0/30", "subnet: 10.2.0.0/24", "of tunnel Tunnel0 overlaps 10.2.0.0/16 of link l1"),
        new Row("key: secret, ", "", "IPsec of tunnel Tunnel0 has no key"),
        new Row("routing: static, ", "", "CE b2 has no AS and tunnel open speaks BGP to it"),
        new Row("ipsec: { key", "routes: [10.2.0.0/16], ipsec: { key", "routes at a tunnel that speaks BGP"),
        new Row("period: 5s", "period: 5", "period is 5, without a unit"),
        new Row("tunnels:", "access:\n  aggregators: [{ at: \"pe1:ge9\", ike: 2 }]\ntunnels:",
            "aggregator pe1:ge9 does not speak IKEv1"));
  }

  @Test
  void aTunnelDoesNotEndAtAVirtualAddress() throws IOException {
    String shared = GOOD.replace("- { ends: [\"pe1:ge9\", \"isp1:ge0\"], subnet: 198.51.100.0/30 }",
        "- { lan: out, ends: [\"pe1:ge9\", \"isp1:ge0\"], subnet: 198.51.100.8/29 }").replace("tunnels:", """
        hsrp:
          - { name: outside, group: 1, address: 198.51.100.14, routers: [{ at: "pe1:ge9" }] }
        access:
          aggregators: [{ at: "pe1:ge9", ike: [1, 2], redundancy: outside }]
        tunnels:""");
    assertThat(load(shared)).isInstanceOfSatisfying(Loaded.Refused.class, refused -> assertThat(refused.errors())
        .extracting(Problem::toString).anyMatch(each -> each.contains("x.yaml:") && each.contains(
            "IPsec of tunnel Tunnel0 ends at pe1:ge9, which shares its public address by HSRP group \"outside\"")));
  }

  @Test
  void aTunnelDoesNotEndBehindALoadBalancer() throws IOException {
    String behind = GOOD.replace("  isp1: { kind: isp }",
        "  isp1: { kind: isp }\n  slb1: { kind: slb, slb: { address: 220.1.1.1, reals: [\"pe1:ge9\"] } }")
        .replace("- { ends: [\"pe1:ge9\", \"isp1:ge0\"], subnet: 198.51.100.0/30 }",
            "- { ends: [\"slb1:ge0\", \"isp1:ge0\"] }\n"
            + "  - { lan: stack, ends: [\"slb1:ge1\", \"pe1:ge9\"], subnet: 30.1.1.0/24 }");
    assertThat(load(behind)).isInstanceOfSatisfying(Loaded.Refused.class, refused -> assertThat(refused.errors())
        .extracting(Problem::toString).anyMatch(each -> each.contains("x.yaml:") && each.contains(
            "IPsec of tunnel Tunnel0 ends at pe1:ge9, behind load balancer slb1")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsWrong(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    List<Problem> errors = switch (load(GOOD.replace(row.replace(), row.by()))) {
      case Loaded.Valid valid -> throw new AssertionError("it is taken");
      case Loaded.Refused refused -> refused.errors();
    };
    assertThat(errors.getFirst().toString()).contains(row.error()).contains("x.yaml:");
  }
}
