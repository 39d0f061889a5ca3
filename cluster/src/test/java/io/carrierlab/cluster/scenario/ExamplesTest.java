package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.BgpConfig.Family;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples load without a warning but for old cryptography, and become the networks that they describe. */
public class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  static Stream<Path> examples() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  static Scenario load(String name, String... overrides) {
    return load(EXAMPLES.resolve(name + ".yaml"), overrides);
  }

  private static Scenario load(Path file, String... overrides) {
    return switch (Scenario.load(file, List.of(overrides))) {
      case Loaded.Valid(var scenario, var warnings) -> {
        // The lecture's configuration is of its time. Those of hostile-access, a pool that is too small and proposals
        // that nobody takes, are the point of it.
        if (overrides.length == 0) {
          assertThat(warnings).hasSize(file.endsWith("coke.yaml") ? 8 : file.endsWith("hostile-access.yaml") ? 3 : 0);
        }
        yield scenario;
      }
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private static RouterConfig router(Scenario scenario, String name) {
    return (RouterConfig) node(scenario, name);
  }

  private static NodeConfig node(Scenario scenario, String name) {
    return scenario.topology().nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  private static LinkConfig link(Scenario scenario, String name) {
    return scenario.topology().links().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  private static VrfConfig vrf(RouterConfig router, String name) {
    return router.vrfs().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isWhole(Path file) throws IOException {
    var scenario = load(file);
    assertThat(scenario.name() + ".yaml").isEqualTo(file.getFileName().toString());
    assertThat(Files.readString(file)).startsWith("# ").contains("./carrierlab run examples/" + file.getFileName());
    assertThat(scenario.duration()).isBetween(Duration.ofSeconds(60), Duration.ofMinutes(10));
    assertThat(scenario.expectations()).hasSizeGreaterThanOrEqualTo(5);
    var zones = scenario.captures().stream().map(c -> zone(scenario.topology(), c)).toList();
    assertThat(zones).as("captures a core link and an access link").contains("").anyMatch(zone -> !zone.isEmpty());
    assertConsistent(scenario.topology());
    // Recursively: keys are arrays of octets.
    assertThat(load(file, few(file))).as("the same file is the same scenario").usingRecursiveComparison()
        .isEqualTo(load(file, few(file)));
  }

  /** Comparing takes the square of the number of clients. */
  private static String[] few(Path file) {
    return file.endsWith("hsrp-failover.yaml") ? IntStream.range(0, 4).mapToObj(i -> "load.clients." + i + ".count=50")
        .toArray(String[]::new) : new String[0];
  }

  private static String zone(Topology topology, Scenario.Capture capture) {
    return topology.links().stream().flatMap(l -> l.ends().stream())
        .filter(e -> e.node().equals(capture.node()) && e.port() == capture.port()).findFirst().orElseThrow().vpn();
  }

  /** Every end is the interface it says, on its link's subnet, and every neighbour is somebody's address. */
  public static void assertConsistent(Topology topology) {
    var byName = topology.nodes().stream().collect(Collectors.toMap(NodeConfig::name, node -> node));
    for (LinkConfig link : topology.links()) {
      var subnets = link.ends().stream().map(end -> {
        return switch (byName.get(end.node())) {
          case HostConfig(_, int address, int length, int gateway) -> {
            assertThat(Ipv4Prefix.covering(address, length).contains(gateway)).isTrue();
            yield Ipv4Prefix.covering(address, length);
          }
          case RouterConfig router -> {
            InterfaceConfig port = router.interfaces().get(end.port());
            assertThat(port.name()).isEqualTo(end.interfaceName());
            yield Ipv4Prefix.covering(port.address(), port.prefixLength());
          }
          case LastMileConfig mile -> end.port() == 0 ? Ipv4Prefix.covering(mile.address(), mile.prefixLength())
              : mile.subscribers();
          case ClientConfig client -> lines(byName, link, client.address());
          case IpsecPeerConfig peer -> end.port() == 1
              ? Ipv4Prefix.covering(peer.insideAddress(), peer.insidePrefixLength())
              : Ipv4Prefix.covering(peer.address(), peer.prefixLength());
          case RadiusConfig radius -> {
            var subnet = Ipv4Prefix.covering(radius.address(), radius.prefixLength());
            assertThat(subnet.contains(radius.gateway())).isTrue();
            yield subnet;
          }
          case AttachConfig attach -> {
            var subnet = Ipv4Prefix.covering(attach.address(), attach.prefixLength());
            assertThat(subnet.contains(attach.gateway())).isTrue();
            yield subnet;
          }
          case FirewallConfig firewall -> end.port() == 1
              ? Ipv4Prefix.covering(firewall.insideAddress(), firewall.insidePrefixLength())
              : Ipv4Prefix.covering(firewall.address(), firewall.prefixLength());
        };
      }).distinct().toList();
      assertThat(subnets).as(link.name()).hasSize(1);
      assertThat(link.ends().stream().map(LinkConfig.End::vpn).distinct()).hasSize(1);
    }
  }

  /** The last mile's lines, of which the client's address is the one of its port. */
  private static Ipv4Prefix lines(Map<String, NodeConfig> byName, LinkConfig link, int address) {
    var far = link.ends().get(1);
    Ipv4Prefix lines = ((LastMileConfig) byName.get(far.node())).subscribers();
    assertThat(address).isEqualTo(lines.address() + far.port());
    assertThat(lines.contains(address)).isTrue();
    return lines;
  }

  @Test
  void twoCustomersShareAddressesAndNothingElse() {
    var scenario = load("two-customers");
    assertThat(scenario.topology().vpns())
        .containsExactly(new VpnConfig("A", Set.of()), new VpnConfig("B", Set.of()));
    for (int i = 1; i <= 3; i++) {
      var a = (HostConfig) node(scenario, "host-a" + i);
      var b = (HostConfig) node(scenario, "host-b" + i);
      assertThat(a.address()).isEqualTo(b.address()).isEqualTo(Ipv4.parse("10." + i + ".0.2"));
      assertThat(a.gateway()).isEqualTo(Ipv4.parse("10." + i + ".0.1"));
    }
    assertThat(link(scenario, "a1").ends()).allMatch(end -> end.vpn().equals("A"));
    assertThat(link(scenario, "pe1--ce-b1").ends()).allMatch(end -> end.vpn().equals("B"));
    assertThat(link(scenario, "core-lan").lan()).isTrue();

    var pe1 = router(scenario, "pe1");
    var vrfA = vrf(pe1, "A");
    assertThat(vrfA.rd()).isEqualTo(RouteDistinguisher.parse("65000:1"));
    assertThat(vrfA.imports()).containsExactly(ExtendedCommunity.routeTarget("65000:1")).isEqualTo(vrfA.exports());
    assertThat(vrfA.labels()).isEqualTo(VrfConfig.LabelMode.PER_VRF);
    assertThat(vrf(pe1, "B").labels()).isEqualTo(VrfConfig.LabelMode.PER_PREFIX);
    var toCe = vrf(pe1, "B").bgp().orElseThrow().neighbors().getFirst();
    assertThat(toCe.asOverride()).isTrue();
    assertThat(toCe.siteOfOrigin()).hasValue(ExtendedCommunity.siteOfOrigin("65000:11"));
    assertThat(vrf(router(scenario, "pe2"), "A").statics())
        .containsExactly(new StaticRoute(Ipv4Prefix.parse("10.2.0.0/16"), Ipv4.parse("192.168.2.2")));
    assertThat(router(scenario, "ce-a2").statics())
        .containsExactly(new StaticRoute(Ipv4Prefix.parse("0.0.0.0/0"), Ipv4.parse("192.168.2.1")));
  }

  @Test
  void twoCustomersSignWithTheKeysOfBothEnds() {
    var scenario = load("two-customers");
    var rr = router(scenario, "rr1");
    var pe1 = router(scenario, "pe1");
    assertThat(rr.bgp().orElseThrow().clusterId()).contains(rr.routerId());
    assertThat(rr.bgp().orElseThrow().neighbors()).hasSize(3)
        .allMatch(n -> n.client() && n.md5().equals(Optional.of("reflector-key")))
        .allMatch(n -> n.families().equals(Set.of(Family.VPNV4)));
    assertThat(pe1.bgp().orElseThrow().neighbors()).hasSize(1).allMatch(n -> n.address() == rr.routerId());
    assertThat(pe1.ldp().orElseThrow().passwords())
        .containsExactly(Map.entry(router(scenario, "p1").routerId(), "label-key"));
    assertThat(pe1.interfaces().getFirst().ospf().orElseThrow().md5().orElseThrow().key()).isEqualTo("core-key");
    var ce = router(scenario, "ce-a1").bgp().orElseThrow();
    assertThat(ce.networks()).containsExactly(Ipv4Prefix.parse("10.1.0.0/16"));
    assertThat(ce.neighbors().getFirst().md5()).contains("customer-key");

    // A wrong key at one end only.
    var wrong = load("two-customers", "nodes.ce-a1.bgp.md5=wrong", "nodes.pe2.ldp.passwords.p2=wrong",
        "links.pe3--p3.md5=wrong");
    assertThat(router(wrong, "ce-a1").bgp().orElseThrow().neighbors().getFirst().md5()).contains("wrong");
    assertThat(vrf(router(wrong, "pe1"), "A").bgp().orElseThrow().neighbors().getFirst().md5())
        .contains("customer-key");
    assertThat(router(wrong, "pe2").ldp().orElseThrow().passwords().values()).containsExactly("wrong");
  }

  @Test
  void hubAndSpokeHasTwoVrfsAtTheHub() {
    var hub = router(load("hub-and-spoke"), "pe3");
    assertThat(hub.vrfs()).extracting(VrfConfig::name).containsExactly("A-hub-down", "A-hub-up");
    assertThat(hub.vrfs()).extracting(VrfConfig::vpn).containsOnly("A");
    assertThat(vrf(hub, "A-hub-down").imports()).isEmpty();
    assertThat(vrf(hub, "A-hub-down").bgp()).isEmpty();
    assertThat(vrf(hub, "A-hub-up").exports()).isEmpty();
    assertThat(vrf(hub, "A-hub-up").bgp().orElseThrow().neighbors()).hasSize(1);
    assertThat(hub.interfaces()).extracting(i -> i.vrf().orElse("")).startsWith("", "A-hub-down", "A-hub-up");
    assertThat(router(load("hub-and-spoke"), "ce-hub").statics()).isEmpty();
  }

  @Test
  void extranetMeetsByRouteTargets() {
    var scenario = load("extranet");
    assertThat(scenario.topology().vpns()).containsExactly(new VpnConfig("A", Set.of("S")),
        new VpnConfig("B", Set.of("S")), new VpnConfig("S", Set.of("A", "B")));
    var a = vrf(router(scenario, "pe1"), "A");
    assertThat(a.rd()).isEqualTo(RouteDistinguisher.parse("65000:3"));
    var leaking = vrf(router(load("extranet", "vpns.A.import.+=65000:2"), "pe1"), "A");
    assertThat(leaking.imports()).hasSize(3).containsAll(a.imports());
    assertThat(router(scenario, "rr1").bgp().orElseThrow().neighbors().getFirst().families())
        .containsExactly(Family.VPNV4, Family.ROUTE_TARGET);
    assertThat(((HostConfig) node(scenario, "host-s")).gateway()).isEqualTo(Ipv4.parse("10.9.0.1"));
  }

  @Test
  void coreLinkFailureHappensTwice() {
    var scenario = load("core-link-failure");
    assertThat(scenario.faults()).containsExactly(new Fault.Cut(Duration.ofSeconds(40), "p1--p2"),
        new Fault.Restore(Duration.ofSeconds(60), "p1--p2"), new Fault.BlackHole(Duration.ofSeconds(90), "p1--p2"));
    assertThat(scenario.expectations()).filteredOn(e -> e instanceof Expectation.Outage).hasSize(2);
  }

  @Test
  void readsTheVrfFromTheConfiguration() {
    var scenario = load("vrf-from-config");
    var pe1 = router(scenario, "pe1");
    var vrf = vrf(pe1, "Customer_A");
    assertThat(vrf.rd()).isEqualTo(RouteDistinguisher.parse("100:110"));
    assertThat(vrf.imports()).containsExactly(ExtendedCommunity.routeTarget("100:1000")).isEqualTo(vrf.exports());
    var serial = pe1.interfaces().get(1);
    assertThat(serial.name()).isEqualTo("Serial0/1");
    assertThat(serial.vrf()).contains("Customer_A");
    assertThat(Ipv4.format(serial.address())).isEqualTo("192.168.1.1");
    assertThat(vrf.bgp().orElseThrow().neighbors()).hasSize(1).allMatch(n -> n.as() == 65001);
    assertThat(scenario.topology().vpns()).extracting(VpnConfig::name).containsExactly("Customer_A", "Customer_B");
  }

  @Test
  void publishesASchemaThatIsOne() throws IOException {
    var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(Scenario.schema(), InputFormat.JSON)).isEmpty();
    assertThat(new ObjectMapper().readTree(Scenario.schema()).path("properties").size()).isEqualTo(18);
  }
}
