package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ip.Ipv4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many nodes, links and VPNs from a line. */
class GeneratorsTest {
  @TempDir
  Path folder;

  private Topology load(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "name: x\n" + text);
    return switch (Scenario.load(file, List.of())) {
      case Loaded.Valid valid -> valid.scenario().topology();
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private static List<String> names(Topology topology) {
    return topology.nodes().stream().map(NodeConfig::name).toList();
  }

  private static List<String> links(Topology topology) {
    return topology.links().stream().map(LinkConfig::name).toList();
  }

  @Test
  void makesRingLineAndMesh() throws IOException {
    assertThat(links(load("topology: { core: ring, p: 4 }")))
        .containsExactly("p1--p2", "p2--p3", "p3--p4", "p4--p1");
    assertThat(links(load("topology: { core: line, p: 3 }"))).containsExactly("p1--p2", "p2--p3");
    assertThat(links(load("topology: { core: mesh, pe: 3 }"))).containsExactly("pe1--pe2", "pe1--pe3", "pe2--pe3");
    assertThat(links(load("topology: { p: 2, pe: 4, rr: 1, uplinks: 2 }"))).containsExactly("p1--p2", "pe1--p1",
        "pe1--p2", "pe2--p1", "pe2--p2", "pe3--p2", "pe3--p1", "pe4--p2", "pe4--p1", "rr1--p1", "rr1--p2");
  }

  @Test
  void expandsRanges() throws IOException {
    var topology = load("""
        nodes: { "p[1..2]": { kind: p }, "pe[08..11]": { kind: pe } }
        links:
          - { ends: ["pe[08..11]:ge0", "p1:ge[1..4]"] }
          - { lan: core, ends: ["p[1..2]:lan0"] }
          - { lan: "seg[1..2]", ends: ["pe[08..09]:lan0", "p2:lan[1..2]"] }
        """);
    assertThat(names(topology)).containsExactly("p1", "p2", "pe08", "pe09", "pe10", "pe11");
    assertThat(links(topology)).containsExactly("pe08--p1", "pe09--p1", "pe10--p1", "pe11--p1", "core", "seg1", "seg2");
    ExamplesTest.assertConsistent(topology);
  }

  @Test
  void fillsAGeneratedCoreWithVpns() throws IOException {
    var topology = load("""
        topology: { core: ring, p: 3, pe: 5, rr: 2 }
        nodes: { pe3: { kind: pe, bgp: { hold: 30s, keepalive: 10s } } }
        vpns: { count: 50, sites: 4 }
        """);
    assertThat(topology.vpns()).hasSize(50).extracting(VpnConfig::name).startsWith("vpn1", "vpn2").endsWith("vpn50");
    assertThat(names(topology)).hasSize(3 + 5 + 2 + 50 * 4 * 2).doesNotHaveDuplicates();
    ExamplesTest.assertConsistent(topology);
    var access = new HashSet<Integer>();
    int sites = 0;
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router && router.kind().equals("pe")) {
        assertThat(router.vrfs()).hasSize(40);
        assertThat(router.bgp().orElseThrow().neighbors()).as("the two reflectors").hasSize(2);
        sites += router.interfaces().stream().filter(i -> i.vrf().isPresent()).mapToInt(i -> {
          access.add(i.address());
          return 1;
        }).sum();
      }
    }
    assertThat(sites).isEqualTo(200);
    assertThat(access).as("no two sites share their link's addresses").hasSize(200);
  }

  @Test
  void avoidsAddressesThatAreSaid() throws IOException {
    var topology = load("""
        nodes: { p1: { kind: p }, p2: { kind: p, loopback: 10.255.255.1 }, p3: { kind: p } }
        links:
          - { ends: ["p1:ge0", "p2:ge0"] }
          - { ends: ["p2:ge1", "p3:ge0"], subnet: 10.255.0.0/30 }
        """);
    var routers = topology.nodes().stream().map(n -> (RouterConfig) n).toList();
    assertThat(routers).extracting(r -> Ipv4.format(r.routerId()))
        .containsExactly("10.255.255.2", "10.255.255.1", "10.255.255.3");
    assertThat(Ipv4.format(routers.getFirst().interfaces().getFirst().address())).isEqualTo("10.255.0.5");
  }

  @Test
  void carriesTenThousandRouters() throws IOException {
    var topology = load("topology: { core: ring, p: 10000 }");
    assertThat(topology.nodes()).hasSize(10_000);
    assertThat(topology.links()).hasSize(10_000);
    assertThat(topology.nodes().stream().map(n -> ((RouterConfig) n).routerId()).distinct()).hasSize(10_000);
  }

  @Test
  void boundsWhatRangesMake() throws IOException {
    var hostile = List.of(
        "nodes:\n  \"n[1..100000]\": { kind: p }\n  \"m[1..100000]\": { kind: p }\n",
        "capture:\n" + "  - \"q[1..100000]:ge[1..100000]\"\n".repeat(10_000),
        "nodes: { \"p[1..100000]\": { kind: p } }\nlinks: [{ lan: a, ends: [\"p[1..100000]:lan0\"] }]\n",
        "nodes: { \"p[1..100000]\": { kind: p } }\nlinks:\n"
            + "  - { ends: [\"p[1..100000]:ge[1..100000]\", \"q1:ge0\"] }\n".repeat(1_000),
        "expect:\n" + "  - { id: a, at: 1s, reach: [\"h[1..100000]\", h] }\n".repeat(10_000));
    for (String text : hostile) {
      Path file = Files.writeString(folder.resolve("x.yaml"), "name: x\n" + text);
      assertThat(Scenario.load(file, List.of())).isInstanceOfSatisfying(Loaded.Refused.class,
          refused -> assertThat(refused.errors()).hasSizeBetween(1, 1_000));
    }
  }
}
