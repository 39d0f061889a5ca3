package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of good form that would not do what is meant: one change to one that does, and the whole of the answer. */
class PitfallsTest {
  private static final String GOOD = """
      name: good
      nodes:
        rr1: { kind: rr }
        p1: { kind: p }
        pe1: { kind: pe }
        pe2: { kind: pe }
        pe3: { kind: pe }
        ce-a1: { kind: ce, as: 65001 }
        ce-a2: { kind: ce }
        ce-b: { kind: ce, as: 65003 }
        host-a: { kind: host }
        host-b: { kind: host }
      links:
        - { lan: core, ends: ["rr1:ge0", "p1:ge0", "pe1:ge0", "pe2:ge0"] }
        - { ends: ["pe3:ge0", "p1:ge1"] }
        - { ends: ["pe1:ge1", "ce-a1:ge0"] }
        - { ends: ["pe2:ge1", "ce-a2:ge0"] }
        - { ends: ["pe3:ge1", "ce-b:ge0"] }
        - { ends: ["pe3:ge2", "ce-b:ge1"] }
        - { lan: a, ends: ["ce-a2:lan0", "host-a:eth0"], subnet: 10.2.0.0/16 }
        - { lan: b, ends: ["ce-b:lan0", "host-b:eth0"], subnet: 10.3.0.0/16 }
      vpns:
        - name: A
          rd: "65000:1"
          targets: ["65000:1"]
          sites: ["pe1:ge1", { at: "pe2:ge1", routing: static }]
        - name: B
          rd: "65000:2"
          targets: ["65000:2"]
          sites: [{ at: "pe3:ge1" }, { at: "pe3:ge2" }]
      """;

  record Row(String replace, String by, String... problems) {
    @Override
    public String toString() {
      return replace.strip() + " -> " + by.strip();
    }
  }

  private static Row row(String replace, String by, String... problems) {
    return new Row(replace, by, problems);
  }

  @TempDir
  Path folder;

  /** Errors, or warnings if there are none. */
  private List<String> problems(String text) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    List<Problem> problems = switch (Scenario.load(file, List.of())) {
      case Loaded.Valid valid -> valid.warnings();
      case Loaded.Refused refused -> refused.errors();
    };
    return problems.stream().map(Problem::toString).map(line -> line.replace(folder + "/", "")).toList();
  }

  @Test
  void aNetworkThatWorksHasNoWarning() throws IOException {
    assertThat(problems(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource({"routing", "links"})
  void saysWhatWouldNotWork(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    assertThat(problems(GOOD.replace(row.replace(), row.by()))).containsExactly(row.problems());
  }

  static Stream<Row> routing() {
    return Stream.of(
        row("rd: \"65000:2\"", "rd: \"65000:1\"", "x.yaml:30:19: VRF B of VPN B has the route distinguisher 65000:1 of"
            + " VPN A, from x.yaml:26:13: where both have a prefix, BGP takes the two routes for one; expected a"
            + " distinguisher for each VPN"),
        row("targets: [\"65000:2\"]", "import: [\"65000:2\", \"65000:1\"]\n    export: [\"65000:2\"]",
            "x.yaml:29:25: VRF B of VPN B imports the route target 65000:1 that VPN A exports, and must not reach it:"
                + " the isolation check fails; expected \"reaches: [A]\" in VPN B, or another target"),
        row("pe2: { kind: pe }", "pe2: { kind: pe, as: 65009 }", "x.yaml:6:24: pe2 is in AS 65009 and pe1 in AS 65000:"
            + " no BGP session joins the two, and neither hears of the other's sites of VPN A; expected PEs of one AS"),
        row("ce-b: { kind: ce, as: 65003 }", "ce-b: { kind: ce, as: 65000 }", "x.yaml:10:25: CE ce-b is in AS 65000, as"
            + " its PE pe3: iBGP between them (RFC 6368) is not emulated; expected an AS of its own, or"
            + " \"routing: static\""),
        row("pe2: { kind: pe }", "pe2: { kind: pe, bgp: { md5: k } }", "x.yaml:6:32: pe2 has another BGP key than rr1"
            + " has for it: their sessions stay down; expected one key at both ends"),
        row("as: 65001 }", "as: 65001, bgp: { md5: k } }", "x.yaml:8:45: ce-a1 has another BGP key than pe1 has for it:"
            + " their sessions stay down; expected one key at both ends"),
        row("as: 65001 }", "as: 65001, bgp: { networks: [10.9.0.0/16] } }", "x.yaml:8:51: ce-a1 announces 10.9.0.0/16,"
            + " and ce-a1 has no route to it; expected a link of ce-a1 there, or its \"statics\""),
        row("routing: static", "routing: static, routes: [10.2.5.0/24, 10.9.0.0/16]", "x.yaml:26:80: routes of pe2 lead"
            + " to 10.9.0.0/16, and ce-a2 has no route to it; expected a link of ce-a2 there, or its \"statics\""),
        row("[\"pe3:ge0\", \"p1:ge1\"]", "[\"pe3:ge0\", \"ce-b:ge9\"]", "x.yaml:3:3: no core link leads from rr1 to"
            + " pe3: their BGP sessions stay down; expected a link between the two parts of the core"),
        row("p1: { kind: p }", "p1: { kind: p }\n  rr2: { kind: rr, as: 65009 }", "x.yaml:5:3: rr2 has no client: no PE"
            + " is in AS 65009; expected PEs of its AS"),
        row("vpns:\n", "bgp: { reflectors: [pe1] }\nvpns:\n", "x.yaml:3:3: rr1 reflects nothing: it is not among"
            + " bgp.reflectors; expected it there, or no such node"),
        row("{ at: \"pe3:ge1\" }, { at: \"pe3:ge2\" }", "{ at: \"pe3:ge1\", as-override: true }, \"pe3:ge2\"",
            "x.yaml:30:19: CE ce-b is attached 2 times and its AS is overridden: its own routes come back to it;"
                + " expected \"site-of-origin\" at its sites, one value for all"),
        row("pe1: { kind: pe }", "pe1: { kind: pe, ospf: { hello: 5s, dead: 20s } }", "x.yaml:14:46: rr1:ge0 and"
            + " pe1:ge0 differ in OSPF hello and dead interval, 10s and 40s and 5s and 20s: they do not take each"
            + " other's hellos (RFC 2328 §10.5); expected the same at all ends of a link"),
        row("pe3: { kind: pe }", "pe3: { kind: pe, ldp: { password: secret } }", "x.yaml:15:25: pe3 and p1 have"
            + " different LDP passwords for each other: their session stays down; expected one at both"));
  }

  static Stream<Row> links() {
    return Stream.of(
        row("\"p1:ge0\"", "{ at: \"p1:ge0\", md5: k }", "x.yaml:14:42: rr1:ge0 and p1:ge0 differ in OSPF key: they do"
            + " not take each other's packets (RFC 2328 §D.4); expected the same at all ends of a link"),
        row("[\"rr1:ge0\", \"p1:ge0\", \"pe1:ge0\", \"pe2:ge0\"]",
            "[{ at: \"rr1:ge0\", priority: 0 }, { at: \"p1:ge0\", priority: 0 }, { at: \"pe1:ge0\", priority: 0 },"
            + " { at: \"pe2:ge0\", priority: 0 }]",
            "x.yaml:14:5: nobody on LAN core may become its designated router: no OSPF adjacency comes up there;"
            + " expected a priority of more than 0 at an end"),
        row("ce-a2: { kind: ce }", "ce-a2: { kind: ce, statics: [{ to: 10.9.0.0/16, via: 10.2.0.77 }] }",
            "x.yaml:9:56: nobody on link a has the address 10.2.0.77: what ce-a2 sends there is lost; expected a"
            + " neighbour's address"),
        row("host-a: { kind: host }", "host-a: { kind: host, gateway: 10.2.0.77 }",
            "x.yaml:11:34: nobody on link a has the address 10.2.0.77: what host-a sends there is lost; expected a"
            + " neighbour's address"),
        row("vpns:\n", "hsrp: [{ name: g, group: 1, address: 10.2.0.9, routers: [\"ce-a2:lan0\"] }]\nvpns:\n",
            "x.yaml:22:58: HSRP group g has one router, ce-a2: nobody takes over from it; expected a second router on"
            + " a"),
        row("[\"pe1:ge1\", \"ce-a1:ge0\"] }", "[\"pe1:ge1\", \"ce-a1:ge0\"], subnet: 192.168.1.0/30 }\n"
            + "  - { ends: [\"ce-a1:ge9\", \"ce-b:ge9\"], vpn: B, subnet: 192.168.1.0/24 }",
            "x.yaml:17:14: 192.168.1.0/24 of ce-a1:ge9 overlaps 192.168.1.0/30 of ce-a1:ge0, at x.yaml:16:25, in the"
            + " global table; expected a network of its own"));
  }

  /** It speaks no BGP, so nothing else can be meant by listing it. */
  @Test
  void aFirewallAmongTheSitesIsAStaticOne() throws IOException {
    String exit = GOOD.replace("  host-a: { kind: host }", "  isp1: { kind: isp }\n  exit: { kind: firewall, vpn: A }\n"
        + "  host-a: { kind: host }").replace("links:\n", "links:\n  - { ends: [\"pe1:ge2\", \"exit:eth1\"] }\n"
        + "  - { ends: [\"isp1:ge0\", \"exit:eth0\"] }\n").replace("sites: [\"pe1:ge1\",",
        "sites: [\"pe1:ge1\", \"pe1:ge2\",");
    assertThat(problems(exit)).isEmpty();
    assertThat(problems(exit.replace("\"pe1:ge2\", {", "{ at: \"pe1:ge2\", routing: bgp }, {")))
        .containsExactly("x.yaml:30:30: site pe1:ge2 speaks BGP and firewall exit there does not; expected"
            + " \"routing: static\", or a link of its own for the firewall");
    assertThat(problems(exit)).isEmpty();
    assertThat(Scenario.load(folder.resolve("x.yaml"), List.of())).isInstanceOfSatisfying(Loaded.Valid.class, valid -> {
      NodeConfig pe1 = valid.scenario().topology().nodes().stream().filter(node -> node.name().equals("pe1"))
          .findFirst().orElseThrow();
      assertThat(((RouterConfig) pe1).vrfs().getFirst().statics()).extracting(route -> route.prefix().toString())
          .containsExactly("0.0.0.0/0");
    });
  }

  /** Of the example, which has no warnings, with these changes. */
  private static List<String> access(String... changes) {
    return switch (Scenario.load(Path.of("../examples/remote-access.yaml"), List.of(changes))) {
      case Loaded.Valid valid -> valid.warnings().stream().map(Problem::what).toList();
      case Loaded.Refused refused -> refused.errors().stream().map(Problem::what).toList();
    };
  }

  @Test
  void saysWhoWouldNotConnect() {
    assertThat(access()).isEmpty();
    assertThat(access("access.aggregators.0={ at: \"pe1:ge9\", ike: [1, 2] }", "load.clients.0.ike=2",
        "access.groups.2.vrf=globex")).anySatisfy(what -> assertThat(what).contains("clients of acme-home",
        "pe1:ge9 has to ask by EAP, and no RADIUS server answers"));
    assertThat(access("load.clients.0.arrival=1/s")).containsExactly("the last client of acme-home connects at 369s,"
        + " and the run ends at 120s");
    assertThat(access("load.clients.0.transforms=[esp-aes 192 esp-sha-hmac]"))
        .containsExactly("clients of acme-home and pe1:ge9 have no transform in common");
    String networks = IntStream.range(0, 99).mapToObj(i -> "10.1." + i + ".0/24").collect(Collectors.joining(", "));
    assertThat(access("access.groups.0.split=[" + networks + "]")).isEmpty();
    assertThat(access("access.groups.0.split=[" + networks + "]", "access.groups.0.banner=" + "x".repeat(140)))
        .containsExactly("clients of acme-home are told some 1634 octets in one message, and a NAT drops all of its"
            + " fragments but the first");
    assertThat(access("access.groups.0.pool=10.200.0.0/24")).first().asString().contains("10.200.0.0/24");
  }
}
