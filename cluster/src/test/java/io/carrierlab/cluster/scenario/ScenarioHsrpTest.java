package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.AccessConfig.Redundancy;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.HsrpConfig.Track;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code hsrp} and {@code standby}: from the file to the topology, and what is said of mistakes. */
class ScenarioHsrpTest {
  static final String NETWORK = """
      name: x
      nodes:
        "pe[1..3]": { kind: pe }
        isp1: { kind: isp }
        host-a: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe3:ge0"] }
        - { ends: ["pe2:ge0", "pe3:ge1"] }
        - { lan: public, ends: ["isp1:ge0", "pe[1..2]:ge9"], subnet: 198.51.100.0/29 }
        - { lan: a, ends: ["pe[1..2]:ge1", "host-a:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe[1..2]:ge1"] }
      hsrp:
        - name: outside
          group: 1
          address: 198.51.100.1
          hello: 1s
          hold: 3s
          routers:
            - { at: "pe1:ge9", priority: 110, preempt-delay: 20s, track: [{ interface: ge0, decrement: 20 }] }
            - "pe2:ge9"
        - { name: inside, group: 2, address: 10.1.0.1, follows: outside, routers: ["pe[1..2]:ge1"] }
      access:
        groups: [{ name: acme-ra, vpn: acme, key: secret, pool: 10.200.0.0/24, users: { count: 100 } }]
        aggregators:
          - { at: "pe1:ge9", redundancy: outside }
          - { at: "pe2:ge9", redundancy: { group: outside, cleanup: false } }
      load:
        clients: [{ group: acme-ra, count: 1, via: isp1 }]
      """;
  @TempDir
  private Path directory;

  private Scenario.Loaded load(String text) throws IOException {
    Path file = directory.resolve("x.yaml");
    Files.writeString(file, text);
    return Scenario.load(file, List.of());
  }

  private Scenario valid(String text) throws IOException {
    return switch (load(text)) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  private static <T extends NodeConfig> T node(Scenario scenario, String name, Class<T> type) {
    return scenario.topology().nodes().stream().filter(node -> node.name().equals(name)).map(type::cast).findFirst()
        .orElseThrow();
  }

  private static HsrpConfig group(RouterConfig router, String interfaceName) {
    return router.interfaces().stream().filter(each -> each.name().equals(interfaceName)).findFirst().orElseThrow()
        .hsrp().getFirst();
  }

  @Test
  void groupsAreOnTheInterfacesOfTheirRouters() throws IOException {
    Scenario scenario = valid(NETWORK);
    var pe1 = node(scenario, "pe1", RouterConfig.class);
    var pe2 = node(scenario, "pe2", RouterConfig.class);
    int outside = Ipv4.parse("198.51.100.1");
    assertThat(group(pe1, "ge9")).isEqualTo(new HsrpConfig(1, "outside", 1, outside, Duration.ofSeconds(1),
        Duration.ofSeconds(3), 110, true, Duration.ofSeconds(20), "cisco", List.of(new Track("ge0", 20)),
        Optional.empty()));
    assertThat(group(pe2, "ge9")).isEqualTo(new HsrpConfig(1, "outside", 1, outside, Duration.ofSeconds(1),
        Duration.ofSeconds(3), 100, false, Duration.ZERO, "cisco", List.of(), Optional.empty()));
    assertThat(group(pe2, "ge1").follows()).contains("outside");
    // The virtual addresses are given to nobody else, peers connect to one and the host sends to the other.
    assertThat(pe1.interfaces().get(2).address()).isEqualTo(Ipv4.parse("10.1.0.2"));
    assertThat(node(scenario, "host-a", HostConfig.class).gateway()).isEqualTo(Ipv4.parse("10.1.0.1"));
    assertThat(node(scenario, "acme-ra-1", ClientConfig.class).population().gateway()).isEqualTo(outside);
    for (RouterConfig pe : List.of(pe1, pe2)) {
      assertThat(pe.access().orElseThrow().publicAddress()).isEqualTo(outside);
      assertThat(pe.access().orElseThrow().pools()).containsExactly(new Pool("acme-ra", "acme",
          Ipv4.parse("10.200.0.1"), Ipv4.parse("10.200.0.254")));
    }
    assertThat(pe1.access().orElseThrow().redundancy()).contains(new Redundancy("outside", true));
    assertThat(pe2.access().orElseThrow().redundancy()).contains(new Redundancy("outside", false));
  }

  private record Row(String replace, String by, String error) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row("198.51.100.1", "198.51.100.9",
            "16:14: the virtual address 198.51.100.9 of HSRP group outside is not a host of 198.51.100.0/29"),
        new Row("198.51.100.1", "198.51.100.7",
            "16:14: the virtual address 198.51.100.7 of HSRP group outside is not a host of 198.51.100.0/29"),
        new Row("\"isp1:ge0\", ", "{ at: \"isp1:ge0\", address: 198.51.100.1 }, ",
            "16:14: the virtual address 198.51.100.1 of HSRP group outside is that of isp1:ge0"),
        new Row("follows: outside, routers: [\"pe[1..2]:ge1\"] }", "routers: [\"pe1:ge1\"] }\n"
            + "  - { name: other, version: 2, group: 2, address: 10.1.0.1, routers: [\"pe2:ge1\"] }",
            "pe2:ge1 speaks HSRP version 2 in group 2, and pe1:ge1 version 1, at "),
        new Row("hold: 3s", "hold: 1s", "18:11: hold is 1s and hello is 1s"),
        new Row("hold: 3s", "hold: 300s", "18:11: hold is 300s in HSRP version 1; expected at most 255s"),
        new Row("group: 1\n", "group: 256\n", "15:12: group 256 in HSRP version 1; expected 0 to 255"),
        new Row("group: 1\n", "group: 4096\n", "15:12: group is the number 4096; expected 0 to 4095"),
        new Row("interface: ge0,", "interface: ge7,",
            "pe1 has no interface \"ge7\" to track; expected one of ge0, ge9"),
        new Row("follows: outside", "follows: outsid",
            "pe1 has no HSRP group \"outsid\" to follow; expected one of outside; did you mean \"outside\"?"),
        new Row("name: inside,", "name: outside,", "duplicate HSRP group \"outside\", first at"),
        new Row("routers: [\"pe[1..2]:ge1\"]", "routers: [\"pe1:ge0\"]", "pe1:ge0 is on the point-to-point link"),
        new Row("routers: [\"pe[1..2]:ge1\"]", "routers: [\"pe1:ge1\", \"host-a:eth0\"]", "host-a:eth0 is on a host"),
        new Row("redundancy: outside", "redundancy: inside",
            "pe1:ge9 has no HSRP group \"inside\"; expected one of outside"),
        new Row("via: isp1", "via: isp1, gateway: inside",
            "\"inside\" is not an aggregator; expected one of outside, pe1:ge9, pe2:ge9"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsWrong(Row row) throws IOException {
    assertThat(NETWORK).contains(row.replace);
    var refused = (Scenario.Loaded.Refused) load(NETWORK.replace(row.replace, row.by));
    assertThat(refused.errors().stream().map(Object::toString)).anyMatch(each -> each.contains(row.error));
  }

  @Test
  void twoGroupsOfOneInterfaceHaveTwoNumbers() throws IOException {
    String third = "  - { name: third, group: 1, address: 198.51.100.6, routers: [\"pe1:ge9\"] }\naccess";
    var refused = (Scenario.Loaded.Refused) load(NETWORK.replace("access:", third + ":"));
    assertThat(refused.errors()).singleElement().asString().contains("pe1:ge9 is in HSRP group 1 already, at ");
  }

  @Test
  void aDefaultRouteLeadsToTheVirtualAddress() throws IOException {
    Scenario scenario = valid(NETWORK.replace("host-a: { kind: host }", "ce-a: { kind: ce }")
        .replace("host-a:eth0", "ce-a:ge0").replace("[\"pe[1..2]:ge1\"] }\nhsrp",
            "[{ at: \"pe1:ge1\", routing: static }, { at: \"pe2:ge1\", routing: static }] }\nhsrp"));
    assertThat(node(scenario, "ce-a", RouterConfig.class).statics())
        .containsExactly(new StaticRoute(new Ipv4Prefix(0, 0), Ipv4.parse("10.1.0.1")));
  }

  @Test
  void configurationsOfRoutersSayTheSame() throws IOException {
    Files.writeString(directory.resolve("pe1.cfg"), """
        ip vrf acme
         rd 65000:1
         route-target both 65000:1
        interface ge9
         ip address 198.51.100.2 255.255.255.248
         standby version 2
         standby 1000 ip 198.51.100.1
         standby 1000 timers msec 250 msec 750
         standby 1000 priority 110
         standby 1000 preempt delay minimum 20
         standby 1000 track ge0 20
         standby 1000 authentication text secret
         standby 1000 name outside
         crypto map vpn redundancy outside
        interface ge1
         ip vrf forwarding acme
         standby ip 10.1.0.1
         standby follow outside
        crypto isakmp policy 1
         authentication pre-share
        crypto ipsec transform-set t esp-aes esp-sha-hmac
        crypto isakmp profile acme
         vrf acme
         match identity group acme-ra
        crypto dynamic-map d 1
         set transform-set t
         set isakmp-profile acme
        crypto map vpn 1 ipsec-isakmp dynamic d
        """);
    int access = NETWORK.indexOf("hsrp:");
    Scenario scenario = valid(NETWORK.substring(0, access).replace("\"pe[1..3]\": { kind: pe }",
        "pe1: { kind: pe, config: pe1.cfg }\n  \"pe[2..3]\": { kind: pe }"));
    var pe1 = node(scenario, "pe1", RouterConfig.class);
    assertThat(group(pe1, "ge9")).isEqualTo(new HsrpConfig(1000, "outside", 2, Ipv4.parse("198.51.100.1"),
        Duration.ofMillis(250), Duration.ofMillis(750), 110, true, Duration.ofSeconds(20), "secret",
        List.of(new Track("ge0", 20)), Optional.empty()));
    assertThat(group(pe1, "ge1")).isEqualTo(new HsrpConfig(0, "hsrp-ge1-0", 1, Ipv4.parse("10.1.0.1"), Duration.ZERO,
        Duration.ZERO, 100, false, Duration.ZERO, "cisco", List.of(), Optional.of("outside")));
    assertThat(pe1.access().orElseThrow().publicAddress()).isEqualTo(Ipv4.parse("198.51.100.1"));
    assertThat(pe1.access().orElseThrow().redundancy()).contains(new Redundancy("outside", true));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', value = {
    "standby 1 ip # the command is incomplete; expected standby [NUMBER] ip ADDRESS",
    "standby 1 prioritie 5 # the command goes on with \"prioritie\"; expected one of standby version NUMBER",
    "standby 1 priority 300 # standby priority is 300; expected 1 to 255",
    "standby 300 ip 10.1.0.1 # group 300 in HSRP version 1; expected 0 to 255",
    "standby 1 priority 5 # HSRP group 1 of pe1:ge1 has no address; expected a line \"standby 1 ip ADDRESS\"",
    "standby 1 timers 5 5 # hold is 5s and hello is 5s"})
  void saysWhatIsWrongInAConfiguration(String line, String error) throws IOException {
    Files.writeString(directory.resolve("pe1.cfg"), "interface ge1\n " + line
        + (error.contains("no address") ? "" : "\n standby 1 ip 10.1.0.1") + "\n");
    int access = NETWORK.indexOf("hsrp:");
    var refused = (Scenario.Loaded.Refused) load(NETWORK.substring(0, access).replace("\"pe[1..3]\": { kind: pe }",
        "pe1: { kind: pe, config: pe1.cfg }\n  \"pe[2..3]\": { kind: pe }"));
    assertThat(refused.errors().stream().map(Object::toString)).anyMatch(each -> each.contains(error));
  }
}
