package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.slb.SlbConfig;
import io.carrierlab.protocols.slb.SlbConfig.Farm;
import io.carrierlab.protocols.slb.SlbConfig.Probe;
import io.carrierlab.protocols.slb.SlbConfig.Real;
import io.carrierlab.protocols.slb.SlbConfig.VirtualServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load balancers: what is said becomes what devices are told, and what is wrong is named. */
class ScenarioSlbTest {
  static final String GOOD = """
      name: good
      nodes:
        pe1: { kind: pe }
        pe2: { kind: pe }
        pe3: { kind: pe }
        isp1: { kind: isp }
        slb1: { kind: slb, slb: { address: 220.1.1.1, reals: ["pe1:ge9", { at: "pe2:ge9", weight: 3 }], maxconns: 9 } }
        host-a: { kind: host }
      links:
        - { lan: core, ends: ["pe[1..3]:ge0"] }
        - { ends: ["isp1:ge0", "slb1:ge0"] }
        - { lan: stack, ends: ["slb1:ge1", "pe1:ge9", "pe2:ge9"], subnet: 30.1.1.0/24 }
        - { lan: a, ends: ["pe3:ge1", "host-a:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe3:ge1"] }
      access:
        groups: [{ name: acme-ra, vpn: acme, key: secret, pool: 10.200.0.0/24 }]
        aggregators: [{ at: "pe1:ge9" }, { at: "pe2:ge9" }]
      load:
        clients: [{ group: acme-ra, count: 10, via: isp1 }]
      """;
  private static final String CONFIG = """
      ip slb serverfarm IPSEC
       failaction purge
       probe PING
       real 30.1.1.2
        weight 2
        maxconns 7
        inservice
       real 30.1.1.3
      ip slb vserver ESP
       virtual 220.1.1.1 esp
       serverfarm IPSEC
       sticky 60 group 4
       idle 90
       inservice
      ip slb vserver IKE
       virtual 220.1.1.1 udp isakmp
       serverfarm IPSEC
       sticky 60 group 4
       inservice
      ip slb probe PING ping
       faildetect 2
      """;

  record Row(String replace, String by, String... errors) {
    @Override
    public String toString() {
      return replace + " -> " + by;
    }
  }

  private static Row row(String replace, String by, String... errors) {
    return new Row(replace, by, errors);
  }

  @TempDir
  Path folder;

  private Loaded load(String text, String config) throws IOException {
    Files.writeString(folder.resolve("x.cfg"), config);
    return Scenario.load(Files.writeString(folder.resolve("x.yaml"), text), List.of());
  }

  private Scenario valid(String text, String config) throws IOException {
    return switch (load(text, config)) {
      case Loaded.Valid(var scenario, var warnings) -> {
        assertThat(warnings).isEmpty();
        yield scenario;
      }
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private List<String> problems(String text, String config) throws IOException {
    List<Problem> found = switch (load(text, config)) {
      case Loaded.Valid valid -> valid.warnings();
      case Loaded.Refused refused -> refused.errors();
    };
    return found.stream().map(problem -> problem.toString().replace(folder + "/", "")).toList();
  }

  private static String configured() {
    return GOOD.replaceAll("slb: \\{ address.*", "config: x.cfg }")
        .replace("\"pe1:ge9\", \"pe2:ge9\"]",
            "{ at: \"pe1:ge9\", address: 30.1.1.2 }, { at: \"pe2:ge9\", address: 30.1.1.3 }]");
  }

  private static NodeConfig node(Scenario scenario, String name) {
    return scenario.topology().nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  private static RouterConfig router(Scenario scenario, String name) {
    return (RouterConfig) node(scenario, name);
  }

  private static Real real(String address, int weight, int most) {
    return new Real(Ipv4.parse(address), weight, OptionalInt.of(most), true);
  }

  private static VirtualServer server(String name, int protocol, int port, String farm, int sticky, int group,
      int idle) {
    return new VirtualServer(name, Ipv4.parse("220.1.1.1"), protocol, port == 0 ? OptionalInt.empty()
        : OptionalInt.of(port), farm, Optional.of(Duration.ofSeconds(sticky)), group, Duration.ofSeconds(idle), true);
  }

  @Test
  void oneLineIsThreeVirtualServersThatStickTogether() throws IOException {
    assertThat(router(valid(GOOD, ""), "slb1").slb()).contains(new SlbConfig(
        List.of(new Probe("slb1", Duration.ofSeconds(10), 3)),
        List.of(new Farm("slb1", List.of(real("30.1.1.2", 1, 9), real("30.1.1.3", 3, 9)), List.of("slb1"), true)),
        List.of(server("esp", IpProtocol.ESP, 0, "slb1", 6000, 1, 3600),
            server("isakmp", IpProtocol.UDP, 500, "slb1", 6000, 1, 3600),
            server("nat-t", IpProtocol.UDP, 4500, "slb1", 6000, 1, 3600)), SlbConfig.USUAL_MOST_CONNECTIONS));
  }

  @Test
  void thePrintedConfigurationLoadsAsItStands() {
    var example = ExamplesTest.load("slb-failover");
    assertThat(router(example, "slb1").slb()).contains(new SlbConfig(
        List.of(new Probe("SERVER-PROBE", Duration.ofSeconds(30), 3)),
        List.of(new Farm("IPSEC", List.of(real("30.1.1.1", 1, 100), real("30.1.1.2", 1, 100)),
            List.of("SERVER-PROBE"), true)),
        List.of(server("IPSEC-ESP", IpProtocol.ESP, 0, "IPSEC", 6000, 1, 3650),
            server("IPSEC-ISAKMP", IpProtocol.UDP, 500, "IPSEC", 6000, 1, 3650)),
        SlbConfig.USUAL_MOST_CONNECTIONS));
  }

  @Test
  void whatAConfigurationDoesNotSayIsAsIosHasIt() throws IOException {
    SlbConfig slb = router(valid(configured(), CONFIG), "slb1").slb().orElseThrow();
    assertThat(slb.probes()).containsExactly(new Probe("PING", Duration.ofSeconds(1), 2));
    assertThat(slb.farms().getFirst().reals()).containsExactly(real("30.1.1.2", 2, 7),
        new Real(Ipv4.parse("30.1.1.3"), 8, OptionalInt.empty(), false));
    assertThat(slb.servers().get(1).idle()).isEqualTo(Duration.ofHours(1));
  }

  /** By address as by end: the aggregator owns the virtual address, and who comes and who routes knows of it. */
  @Test
  void theAggregatorsOwnTheVirtualAddress() throws IOException {
    for (String text : List.of(GOOD, configured(), GOOD.replace("via: isp1", "via: isp1, gateway: 220.1.1.1"))) {
      Scenario scenario = valid(text, CONFIG);
      int address = Ipv4.parse("220.1.1.1");
      for (String name : List.of("pe1", "pe2")) {
        assertThat(router(scenario, name).access().orElseThrow().publicAddress()).isEqualTo(address);
        assertThat(router(scenario, name).interfaces()).anyMatch(each -> each.address() == address
            && each.medium() == InterfaceConfig.Medium.LOOPBACK && each.ospf().isEmpty());
        assertThat(router(scenario, name).statics())
            .contains(new StaticRoute(new Ipv4Prefix(0, 0), Ipv4.parse("30.1.1.1")));
      }
      assertThat(router(scenario, "slb1").interfaces()).anyMatch(each -> each.address() == address);
      assertThat(router(scenario, "isp1").statics()).extracting(StaticRoute::prefix)
          .contains(Ipv4Prefix.host(address), new Ipv4Prefix(Ipv4.parse("30.1.1.0"), 24));
      assertThat(((ClientConfig) node(scenario, "acme-ra-1")).population().gateway()).isEqualTo(address);
    }
  }

  @Test
  void loadsTheGoodOnes() throws IOException {
    assertThat(problems(GOOD, "")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsWrong(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    assertThat(problems(GOOD.replace(row.replace(), row.by()), "")).containsExactly(row.errors());
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("maxconns: 9", "maxconns: 0",
            "x.yaml:7:109: maxconns is the number 0; expected a number from 1 to 2147483647"),
        row("weight: 3", "weight: 300",
            "x.yaml:7:93: weight is the number 300; expected a number from 1 to 255"),
        row("address: 220.1.1.1, ", "",
            "x.yaml:7:27: missing key \"address\" in slb; expected an IPv4 address such as 10.0.0.1"),
        row("maxconns: 9", "probe: true",
            "x.yaml:7:106: probe is true; expected false, or { interval: 10s, faildetect: 3 }"),
        row("maxconns: 9", "probe: { interval: 0s }",
            "x.yaml:7:118: interval is zero; expected a time of 1ms to 87600h with a unit (ns, us, ms, s, m, "
                + "h), such as 10ms or 3s"),
        row("\"pe1:ge9\", { at", "\"pe1:ge0\", { at",
            "x.yaml:7:57: pe1:ge0 is on no link of slb1; expected a server on a link of its own: packets go "
                + "to its MAC address"),
        row("\"pe1:ge9\", { at", "\"pe1:ge8\", { at",
            "x.yaml:7:57: \"pe1:ge8\" is not an end of a link; expected one of pe1:ge0, pe1:ge9; did you mean "
                + "\"pe1:ge0\"?"),
        row("weight: 3 }]", "weight: 3 }, 30.1.2.2]",
            "x.yaml:7:98: no link of slb1 leads to the real server 30.1.2.2; expected a server on a link of its own: "
                + "packets go to its MAC address"),
        row("220.1.1.1", "30.1.1.2",
            "x.yaml:7:38: the virtual address 30.1.1.2 is that of pe1:ge9; expected an address of its own"),
        row("slb1: { kind: slb, slb: { address: 220.1.1.1, reals: [\"pe1:ge9\", { at: \"pe2:ge9\", weight: 3 }],"
            + " maxconns: 9 } }", "slb1: { kind: slb }",
            "x.yaml:7:3: slb slb1 balances nothing; expected \"slb\", or \"config\" with ip slb"),
        row("isp1: { kind: isp }", "isp1: { kind: isp, slb: { address: 1.1.1.1, reals: [1.1.1.2] } }",
            "x.yaml:6:22: \"slb\" means nothing to a isp; expected one of kind, loopback, statics"),
        row("  host-a: { kind: host }\n", "  host-a: { kind: host }\n  slb2: { kind: slb, slb: { address: 220.1.1.2,"
            + " reals: [\"pe1:ge9\"] } }\n",
            "x.yaml:9:57: pe1:ge9 is on no link of slb2; expected a server on a link of its own: packets go "
                + "to its MAC address"));
  }

  @ParameterizedTest
  @MethodSource("configurationRows")
  void saysWhatIsWrongInAConfiguration(Row row) throws IOException {
    assertThat(CONFIG).contains(row.replace());
    assertThat(problems(configured(), CONFIG.replace(row.replace(), row.by()))).containsExactly(row.errors());
  }

  static Stream<Row> configurationRows() {
    return Stream.of(
        row("weight 2", "weight 256",
            "x.cfg:5:10: weight is 256; expected 1 to 255"),
        row(" real 30.1.1.2\n", "",
            "x.cfg:4:3: weight before the first real server; expected \"real ADDRESS\""),
        row("probe PING\n", "probe PONG\n",
            "x.cfg:3:8: there is no \"ip slb probe PONG\"; expected one of PING; did you mean \"PING\"?"),
        row(" serverfarm IPSEC\n sticky 60 group 4\n idle", " serverfarm IPSEK\n sticky 60 group 4\n idle",
            "x.cfg:11:13: there is no \"ip slb serverfarm IPSEK\"; expected one of IPSEC; did you mean "
                + "\"IPSEC\"?"),
        row("esp", "tcp",
            "x.cfg:10:20: the command goes on with \"tcp\"; expected virtual ADDRESS esp"),
        row("udp isakmp", "udp ike",
            "x.cfg:16:24: \"ike\" is not a port; expected isakmp, or 0, all ports, to 65535"),
        row(" virtual 220.1.1.1 esp\n", "",
            "x.cfg:9:1: virtual server ESP has no address; expected \"virtual ADDRESS esp\""),
        row("maxconns 7", "maxcons 7",
            "x.cfg:6:3: unknown command \"maxcons 7\" after ip slb serverfarm; expected one of real ADDRESS, "
                + "weight NUMBER, maxconns NUMBER, inservice, no inservice, probe NAME, failaction purge, "
                + "predictor roundrobin, hostname NAME, ip vrf NAME, interface NAME, end, or a command of crypto, "
                + "aaa, access-list, ip local pool, ip slb, radius-server or username; did you mean \"maxconns\"?"),
        row(" idle 90\n inservice\n", " idle 90\n",
            "x.cfg:9:1: virtual server ESP is out of service"),
        row("ip slb vserver IKE\n virtual 220.1.1.1 udp isakmp\n serverfarm IPSEC", "ip slb serverfarm OTHER\n"
            + "ip slb vserver IKE\n virtual 220.1.1.1 udp isakmp\n serverfarm OTHER",
            "x.cfg:18:13: sticky group 4 has the farm \"IPSEC\" already, from x.cfg:11:13; expected one farm "
                + "for all virtual servers of a group"),
        row("virtual 220.1.1.1 udp", "virtual 220.1.1.2 udp",
            "x.cfg:4:2: pe1:ge9 is behind 2 virtual addresses: 220.1.1.1, 220.1.1.2; expected one public address for "
                + "all VPNs",
            "x.cfg:8:2: pe2:ge9 is behind 2 virtual addresses: 220.1.1.1, 220.1.1.2; expected one public address for "
                + "all VPNs"));
  }
}
