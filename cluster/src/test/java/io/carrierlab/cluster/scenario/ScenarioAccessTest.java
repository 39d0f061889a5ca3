package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.x509.CertificateRefused;
import io.carrierlab.protocols.x509.CertificateRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remote access as scenarios say it becomes the records that devices are built from. */
class ScenarioAccessTest {
  @TempDir
  Path folder;

  private Scenario load(String text) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    return switch (Scenario.load(file, List.of())) {
      case Loaded.Valid(var scenario, _) -> scenario;
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private static <T extends NodeConfig> T node(Scenario scenario, Class<T> kind, String name) {
    return kind.cast(scenario.topology().nodes().stream().filter(n -> n.name().equals(name)).findFirst()
        .orElseThrow());
  }

  private static AccessConfig access(Scenario scenario, String name) {
    return node(scenario, RouterConfig.class, name).access().orElseThrow();
  }

  @Test
  void threeCompaniesShareOneGateway() {
    var scenario = ExamplesTest.load("remote-access");
    var access = access(scenario, "pe1");
    assertThat(access.ike2()).isEmpty();
    assertThat(access.ike1().orElseThrow().policies()).extracting(p -> p.authentication())
        .containsExactly(AuthMethod.XAUTH_PRE_SHARED_KEY, AuthMethod.XAUTH_PRE_SHARED_KEY, AuthMethod.PRE_SHARED_KEY,
            AuthMethod.PRE_SHARED_KEY);
    assertThat(access.profiles()).extracting(p -> p.name(), p -> p.matches().getFirst(), p -> p.vrf().orElse(""))
        .containsExactly(
            tuple("acme-ra", new Match.Group("acme-ra"), "acme"),
            tuple("coke-ra", new Match.Group("coke-ra"), "coke"),
            tuple("any", new Match.Any(), ""));
    assertThat(access.profiles()).allMatch(p -> p.authorization().equals(Optional.of(Method.RADIUS))
        && p.authentication().equals(Optional.of(Method.RADIUS)) && p.accounting());
    assertThat(access.pools()).extracting(Pool::vrf).containsExactly("acme", "coke", "globex");
    assertThat(access.pools()).allMatch(p -> p.first() == Ipv4.parse("10.200.0.1")
        && p.last() == Ipv4.parse("10.200.15.254"));
    assertThat(access.local()).isEqualTo(AccessConfig.AaaData.NONE);
    assertThat(node(scenario, RouterConfig.class, "pe1").vrfs()).extracting(VrfConfig::name)
        .as("VRFs without a site there").containsExactly("acme", "coke", "globex");
    var radius = node(scenario, RadiusConfig.class, "radius1");
    assertThat(radius.clients()).containsExactly(
        new RadiusConfig.Client(node(scenario, RouterConfig.class, "pe1").routerId(), "between-us"));
    assertThat(access.servers().getFirst().address()).isEqualTo(radius.address());
    assertThat(radius.data().groups()).extracting(GroupPolicy::vrf)
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("globex"));
    assertThat(radius.data().users()).extracting(AccessConfig.UserRule::name)
        .containsExactly("acme-#", "coke-ra-#", "globex-ra-#");
    assertThat(scenario.topology().vpns()).last().isEqualTo(new VpnConfig("internet", Set.of()));
  }

  @Test
  void publicInterfacesSpeakNoCoreProtocol() {
    var pe1 = node(ExamplesTest.load("remote-access"), RouterConfig.class, "pe1");
    var port = pe1.interfaces().get(pe1.access().orElseThrow().port());
    assertThat(port.name()).isEqualTo("ge9");
    assertThat(port.mpls()).isFalse();
    assertThat(port.ospf()).isEmpty();
    assertThat(port.vrf()).isEmpty();
    assertThat(pe1.statics())
        .containsExactly(new StaticRoute(Ipv4Prefix.parse("0.0.0.0/0"), Ipv4.parse("198.51.100.1")));
  }

  @Test
  void clientsStandBehindLastMiles() {
    var scenario = ExamplesTest.load("remote-access");
    var clients = scenario.topology().nodes().stream().filter(n -> n instanceof ClientConfig)
        .map(n -> (ClientConfig) n).toList();
    assertThat(clients).hasSize(1000);
    var users = new HashSet<String>();
    clients.forEach(c -> users.add(c.initiator().user().orElseThrow()));
    assertThat(users).as("every client is a user of its own").hasSize(1000);
    var office = node(scenario, ClientConfig.class, "acme-office-1");
    assertThat(office.initiator().user()).contains("acme-351");
    assertThat(office.start()).isEqualTo(Duration.ofSeconds(20));
    assertThat(node(scenario, ClientConfig.class, "acme-office-11").start()).isEqualTo(Duration.ofMillis(20_200));
    assertThat(office.population().vpn()).isEqualTo("acme");
    assertThat(office.population().gateway()).isEqualTo(Ipv4.parse("198.51.100.2"));
    assertThat(office.population().traffic().orElseThrow().destination()).isEqualTo(Ipv4.parse("10.1.0.2"));
    var mile = node(scenario, LastMileConfig.class, "acme-office-lm1");
    assertThat(mile.nat()).isEmpty();
    assertThat(mile.subscribers().contains(office.address())).isTrue();
    var isp = node(scenario, RouterConfig.class, "isp1");
    assertThat(isp.statics()).contains(new StaticRoute(mile.subscribers(), mile.address()));
    var home = node(scenario, LastMileConfig.class, "acme-home-lm7");
    assertThat(home.nat()).isPresent();
    assertThat(home.subscribers()).isEqualTo(Ipv4Prefix.parse("192.168.0.0/16"));
    assertThat(node(scenario, ClientConfig.class, "acme-home-301").address()).isEqualTo(Ipv4.parse("192.168.0.1"));
    assertThat(scenario.topology().links()).filteredOn(l -> l.ends().getFirst().node().equals("acme-home-301"))
        .allMatch(l -> l.ends().stream().allMatch(e -> e.vpn().equals("internet")))
        .extracting(LinkConfig::delay).containsExactly(Duration.ofMillis(15));
    assertThat(scenario.expectations().getFirst())
        .isEqualTo(new Expectation.Connected("all-connected", Optional.empty(), 1000, 1000, Duration.ofSeconds(60)));
  }

  @Test
  void twoBoxesMeetInEachVpn() {
    var scenario = ExamplesTest.load("two-box");
    var agg = node(scenario, RouterConfig.class, "agg1");
    assertThat(agg.kind()).isEqualTo("agg");
    assertThat(agg.ospf()).isEmpty();
    assertThat(agg.ldp()).isEmpty();
    assertThat(agg.bgp()).isEmpty();
    assertThat(agg.interfaces()).extracting(i -> i.vrf().orElse("")).containsExactly("", "", "acme", "coke", "");
    assertThat(agg.vrfs()).extracting(VrfConfig::name).containsExactly("acme", "coke");
    assertThat(agg.vrfs()).allMatch(v -> v.imports().isEmpty() && v.exports().isEmpty());
    var up = agg.vrfs().getFirst().bgp().orElseThrow();
    assertThat(up.as()).isEqualTo(65100);
    var pe1 = node(scenario, RouterConfig.class, "pe1");
    var down = pe1.vrfs().getFirst().bgp().orElseThrow().neighbors().getFirst();
    assertThat(down.as()).isEqualTo(65100);
    assertThat(up.neighbors().getFirst().as()).isEqualTo(65000);
    assertThat(up.neighbors().getFirst().address()).isEqualTo(pe1.interfaces().get(1).address());
    assertThat(down.address()).isEqualTo(agg.interfaces().get(2).address());
    assertThat(agg.vrfs().get(1).statics()).containsExactly(
        new StaticRoute(Ipv4Prefix.parse("0.0.0.0/0"), pe1.interfaces().get(2).address()));
    assertThat(pe1.vrfs().get(1).statics()).containsExactly(
        new StaticRoute(Ipv4Prefix.parse("10.200.0.0/22"), agg.interfaces().get(3).address()));
    assertThat(pe1.access()).isEmpty();
    assertThat(agg.access().orElseThrow().reverseRoutes()).isEqualTo(ReverseRoutes.AGGREGATE);
  }

  @Test
  void ikev2UsersHaveEap() {
    var scenario = ExamplesTest.load("remote-access-ikev2");
    var home = node(scenario, ClientConfig.class, "acme-home-1").population();
    assertThat(home.ikeVersion()).isEqualTo(2);
    assertThat(home.settings().policies()).extracting(p -> p.authentication()).containsExactly(AuthMethod.EAP);
    assertThat(home.initiator().aggressive()).isFalse();
    assertThat(home.internet().orElseThrow().destination())
        .isEqualTo(node(scenario, HostConfig.class, "web").address());
    assertThat(node(scenario, ClientConfig.class, "acme-mistaken-1").initiator().password()).contains("wrong-201");
    assertThat(node(scenario, ClientConfig.class, "partner-1").population().settings().policies())
        .extracting(p -> p.authentication()).containsExactly(AuthMethod.PRE_SHARED_KEY);
    assertThat(node(scenario, RouterConfig.class, "isp1").statics())
        .extracting(StaticRoute::prefix).contains(Ipv4Prefix.parse("203.0.113.0/24"));
  }

  @Test
  void peersBehindANatAreKnownByItsAddress() throws IOException {
    var scenario = load(ScenarioAccessErrorsTest.GOOD);
    var peer = node(scenario, IpsecPeerConfig.class, "peer1");
    var mile = node(scenario, LastMileConfig.class, "lm1");
    assertThat(peer.address()).isEqualTo(Ipv4.parse("192.168.0.1"));
    assertThat(peer.insideAddress()).isEqualTo(Ipv4.parse("10.2.0.1"));
    assertThat(peer.initiator().local().first()).isEqualTo(Ipv4.parse("10.2.0.0"));
    assertThat(peer.initiator().local().last()).isEqualTo(Ipv4.parse("10.2.255.255"));
    var profile = access(scenario, "pe1").profiles().getFirst();
    assertThat(profile.name()).isEqualTo("peer1");
    assertThat(profile.keys()).containsExactly(new AccessConfig.Key(Ipv4Prefix.host(mile.address()), "k1"));
    assertThat(profile.matches()).containsExactly(new Match.Address(Ipv4Prefix.host(peer.address())));
    assertThat(scenario.topology().links().getLast().ends()).isNotEmpty();
    assertThat(scenario.topology().links()).filteredOn(l -> l.name().equals("b"))
        .allMatch(l -> l.ends().stream().allMatch(e -> e.vpn().equals("acme")));
  }

  @Test
  void aggregatorsShareAPool() throws IOException {
    String two = ScenarioAccessErrorsTest.GOOD.replace("  - { lan: b,", "  - { ends: [\"pe2:ge9\", \"isp1:ge5\"] }\n"
        + "  - { lan: b,").replace("load:", "    - { at: \"pe2:ge9\" }\nload:")
        .replace("via: isp1", "via: isp1, gateway: \"pe2:ge9\"");
    var scenario = load(two);
    assertThat(access(scenario, "pe1").pools()).containsExactly(
        new Pool("acme-ra", "acme", Ipv4.parse("10.200.0.1"), Ipv4.parse("10.200.0.126")));
    assertThat(access(scenario, "pe2").pools()).containsExactly(
        new Pool("acme-ra", "acme", Ipv4.parse("10.200.0.129"), Ipv4.parse("10.200.0.254")));
    assertThat(access(scenario, "pe2").local().groups()).as("no server: a local table").hasSize(1);
    assertThat(access(scenario, "pe2").local().users()).hasSize(1);
  }

  @Test
  void certificatesComeFromOneCa() throws Exception {
    var scenario = load(ScenarioAccessErrorsTest.GOOD.replace("key: secret, ", "certificates: true, ")
        .replace("via: isp1", "certificate: expired, via: isp1"));
    var gateway = access(scenario, "pe1").ike1().orElseThrow();
    assertThat(gateway.policies()).extracting(p -> p.authentication())
        .contains(AuthMethod.XAUTH_CERTIFICATE, AuthMethod.CERTIFICATE);
    var client = node(scenario, ClientConfig.class, "acme-ra-1").population();
    assertThat(client.settings().policies()).extracting(p -> p.authentication())
        .containsExactly(AuthMethod.XAUTH_CERTIFICATE);
    assertThat(client.initiator().aggressive()).isFalse();
    client.settings().trust().verify(gateway.credential().orElseThrow().chain(), gateway.epoch());
    var chain = client.settings().credential().orElseThrow().chain();
    assertThatThrownBy(() -> gateway.trust().verify(chain, gateway.epoch()))
        .isInstanceOfSatisfying(CertificateRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
    gateway.trust().verify(chain, gateway.epoch().minus(Duration.ofDays(300)));
    assertThat(access(scenario, "pe1").ike2().orElseThrow().credential()).isEqualTo(gateway.credential());
  }

  @Test
  void carriesTenThousandClients() throws IOException {
    var scenario = load(ScenarioAccessErrorsTest.GOOD.replace("count: 10, via", "count: 10000, via")
        .replace("pool: 10.200.0.0/24", "pool: 10.200.0.0/16").replace("count: 100 }", "count: 10000 }"));
    assertThat(scenario.topology().nodes()).hasSize(10_000 + 200 + 8);
  }
}
