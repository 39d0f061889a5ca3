package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a packet's way: through tunnels and translations, round a loop, to where it is lost and why. */
class TraceCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Plain routers: r1 and r2 have default routes to each other, and what neither knows goes round. */
  private static final String LOOP = """
      name: loop
      duration: 12s
      nodes:
        "r[1..3]": { kind: isp }
        a: { kind: host }
        b: { kind: host }
      links:
        - { name: r1-r2, ends: ["r1:ge0", "r2:ge0"], subnet: 192.0.2.0/30, delay: 3ms }
        - { name: r2-r3, ends: ["r2:ge1", "r3:ge1"], subnet: 192.0.2.4/30 }
        - { lan: left, ends: ["r1:ge9", "a:eth0"], subnet: 203.0.113.0/28 }
        - { lan: right, ends: ["r2:ge9", "b:eth0"], subnet: 203.0.113.16/28 }
      drill:
        - { at: 2s, black-hole: r1-r2 }
        - { at: 4s, restore: r1-r2 }
        - { at: 6s, cut: "r2-r3" }
        - { at: 8s, crash: r3 }
      """;

  private static final String ACCESS = """
      name: access
      duration: 18s
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        "pe[1..2]": { kind: pe }
        isp1: { kind: isp }
        slb1: { kind: slb, slb: { address: 220.1.1.1, reals: ["pe1:ge9"], probe: { interval: 2s } } }
        radius1: { kind: radius }
        hq: { kind: ce, as: 65001 }
        branch: { kind: ce, as: 65002 }
        office: { kind: host }
        pc: { kind: host }
        web: { kind: host }
        exit: { kind: firewall, vpn: acme }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { ends: ["isp1:ge0", "slb1:ge0"], delay: 2ms }
        - { lan: stack, ends: ["slb1:ge1", "pe1:ge9"], subnet: 30.1.1.0/24 }
        - { name: public, ends: ["isp1:ge1", "pe2:ge9"], subnet: 198.51.100.0/30 }
        - { ends: ["isp1:ge2", "exit:eth0"], subnet: 198.51.100.4/30 }
        - { name: line, ends: ["isp1:ge3", "branch:ge0"], subnet: 198.51.100.8/30 }
        - { lan: web-lan, ends: ["isp1:ge4", "web:eth0"], subnet: 203.0.113.0/24 }
        - { name: exit-access, ends: ["pe2:ge2", "exit:eth1"] }
        - { name: hq-access, ends: ["pe2:ge1", "hq:ge0"] }
        - { lan: hq-lan, ends: ["hq:lan0", "office:eth0"], subnet: 10.1.0.0/16 }
        - { lan: branch-lan, ends: ["branch:lan0", "pc:eth0"], subnet: 10.2.0.0/16 }
        - { lan: aaa, ends: ["pe1:ge8", "radius1:eth0"], subnet: 10.254.1.0/24 }
      vpns:
        - { name: acme, sites: ["pe2:ge1", { at: "pe2:ge2", routing: static, routes: [0.0.0.0/0] }] }
      tunnels:
        - { name: Tunnel0, vpn: acme, ends: ["pe2:ge9", "branch:ge0"], subnet: 10.255.7.0/30, routing: static,
            ipsec: { key: secret } }
      access:
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { count: 4 } }
        aggregators:
          - { at: "pe1:ge9", ike: 1, radius: [radius1] }
      load:
        clients:
          - { name: home, group: acme-ra, count: 2, via: isp1, start: 12s, arrival: 1/s }
      """;

  @TempDir
  private Path directory;

  private String ran(String scenario) throws IOException {
    Path file = Files.writeString(directory.resolve("net.yaml"), scenario);
    String run = directory.resolve("run").toString();
    Ran ran = carrierlab("run", file.toString(), "--out", run, "--quiet");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    return run;
  }

  private static JsonNode json(int exit, String... arguments) throws IOException {
    var all = new ArrayList<>(List.of("trace", "--json", "--quiet"));
    all.addAll(List.of(arguments));
    Ran ran = carrierlab(all.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(exit);
    return JSON.readTree(ran.out());
  }

  private static List<String> nodes(JsonNode way) {
    var nodes = new ArrayList<String>();
    way.path("hops").forEach(hop -> nodes.add(hop.path("node").asText()));
    return nodes;
  }

  /** Texts of one kind, each with the node that said it. */
  private static List<String> texts(JsonNode way, String kind) {
    var texts = new ArrayList<String>();
    way.path("hops").forEach(hop -> hop.path("steps").forEach(step -> {
      if (step.path("kind").asText().equals(kind)) {
        texts.add(hop.path("node").asText() + ": " + step.path("text").asText());
      }
    }));
    return texts;
  }

  @Test
  void aLoopIsCalledALoopAndOtherLossesByTheirCauses() throws IOException {
    String run = ran(LOOP.replace("\"r[1..3]\": { kind: isp }", """
        r1: { kind: isp, statics: [{ to: 0.0.0.0/0, via: 192.0.2.2 }] }
          r2: { kind: isp, statics: [{ to: 0.0.0.0/0, via: 192.0.2.1 }] }
          r3: { kind: isp, statics: [{ to: 0.0.0.0/0, via: 192.0.2.5 }] }"""));
    JsonNode loop = json(1, "a", "198.51.100.77", "--run", run, "--at", "1s").path("there");
    assertThat(loop.path("arrived").asBoolean()).isFalse();
    assertThat(loop.path("loop").path("nodes")).extracting(JsonNode::asText).containsExactly("r1", "r2");
    assertThat(loop.path("loop").path("rounds").asInt()).isEqualTo(32);
    assertThat(loop.path("why").asText()).isEqualTo("a loop: r1, r2 and r1 again, 32 times; "
        + "dropped: ttl expired (TTL_EXPIRED)");
    Ran text = carrierlab("trace", "a", "198.51.100.77", "--run", run, "--at", "1s", "--quiet");
    assertThat(text.out()).contains("round and round: r1, r2, 61 more hops");
    assertThat(text.out().lines().count()).isLessThan(20);
    assertThat(text.out().lines().toList().getLast())
        .matches("lost at r[12] after \\d+\\.\\d{3} ms: a loop: r1, r2 and r1 again, 32 times; dropped: .*");

    assertThat(json(0, "a", "b", "--run", run, "--at", "1s").path("summary").asText())
        .matches("delivered to b after \\d+\\.\\d{3} ms; answered after \\d+\\.\\d{3} ms");
    assertThat(json(1, "a", "b", "--run", run, "--at", "3s").path("summary").asText())
        .matches("lost at r1 after .* ms: link r1-r2 at ge0: a black hole");
    assertThat(json(1, "b", "192.0.2.6", "--run", run, "--at", "7s").path("there").path("loop").path("nodes"))
        .extracting(JsonNode::asText).containsExactlyInAnyOrder("r1", "r2");      // the route has gone with the link
    assertThat(json(1, "a", "203.0.113.20", "--run", run, "--at", "5s").path("summary").asText())
        .contains("lost at r2 after", "unresolved neighbour (UNRESOLVED_NEIGHBOUR)");
    assertThat(json(1, "r3", "a", "--run", run, "--at", "9s").path("summary").asText())
        .isEqualTo("it was never sent");
  }

  @Test
  void throughTheTunnelOfAClient() throws IOException {
    String run = ran(ACCESS);
    JsonNode whole = json(0, "home-2", "office", "--run", run);
    JsonNode there = whole.path("there");
    assertThat(nodes(there)).containsExactly("home-2", "home-lm1", "isp1", "slb1", "pe1", "pe2", "hq", "office");
    assertThat(texts(there, "nat")).singleElement().asString()
        .matches("home-lm1: UDP 192\\.168\\.0\\.2:4500 to 220\\.1\\.1\\.1:4500 becomes UDP [0-9.]+:\\d+ to 220.*");
    assertThat(texts(there, "slb")).containsExactly("slb1: virtual server 220.1.1.1: to real server 30.1.1.2");
    assertThat(texts(there, "ipsec").get(0)).matches("home-2: SPI 0x[0-9A-F]{8}, ESP-.* tunnel mode in UDP: sealed "
        + "ICMP 10\\.200\\.0\\.\\d+ to 10\\.1\\.0\\.2, identifier 1, selector 10\\.200\\.0\\.\\d+/32 to any, "
        + "in UDP .*");
    assertThat(texts(there, "ipsec").get(1)).matches("pe1: SPI 0x[0-9A-F]{8}, .*: opened, inner ICMP .*, selector "
        + "10\\.200\\.0\\.\\d+/32 to any");
    assertThat(texts(there, "ipsec").get(2)).contains("pe1: ISAKMP profile acme-ra, peer ", "acme-ra-2");
    assertThat(spi(there, 0)).isEqualTo(spi(there, 1));
    assertThat(texts(there, "vrf")).containsExactly("pe1: enters VRF acme, from an IPsec tunnel",
        "pe2: enters VRF acme, from the core");
    JsonNode back = whole.path("back");
    assertThat(back.path("arrived").asBoolean()).isTrue();
    assertThat(texts(back, "lookup")).anyMatch(text -> text.startsWith("pe1: 10.200.0.")
        && text.contains("into the IPsec tunnel to acme-ra-2"));
    assertThat(texts(back, "ipsec")).hasSize(3);

    assertThat(nodes(json(0, "office", "home-1", "--run", run).path("there")).getLast()).isEqualTo("home-1");
    JsonNode out = json(0, "home-1", "web", "--run", run);
    assertThat(texts(out.path("there"), "nat")).last().asString().matches("exit: ICMP 10\\.200\\.0\\.\\d+ to "
        + "203\\.0\\.113\\.2, identifier 1 becomes ICMP 198\\.51\\.100\\.6 to 203\\.0\\.113\\.2, identifier \\d+");
    assertThat(texts(out.path("back"), "nat")).first().asString().startsWith("exit: ").contains(" becomes ");
    assertThat(json(1, "office", "home-2", "--run", run, "--at", "10s").path("summary").asText())
        .contains("home-2 has no inner address at that time");
    assertThat(json(1, "home-2", "office", "--run", run, "--at", "10s").path("summary").asText())
        .contains("lost at isp1", "no route (NO_ROUTE)");

    JsonNode gre = json(0, "pc", "pe2:ge1", "--run", run).path("there");
    assertThat(nodes(gre)).containsExactly("pc", "branch", "isp1", "pe2", "hq");
    assertThat(texts(gre, "gre")).containsExactly("branch: into Tunnel0: GRE 198.51.100.10 to 198.51.100.2",
        "pe2: out of Tunnel0");
    assertThat(texts(gre, "ipsec")).hasSize(3).allMatch(text -> text.contains("transport mode")
        || text.contains("ISAKMP profile"));
    assertThat(texts(gre, "vrf")).containsExactly("pe2: enters VRF acme, Tunnel0");
  }

  private static String spi(JsonNode way, int index) {
    return texts(way, "ipsec").get(index).replaceFirst(".*SPI (0x[0-9A-F]{8}).*", "$1");
  }

  @Test
  void whoCannotBeAnEndIsToldSo() throws IOException {
    String run = ran(LOOP);
    assertThat(refused("a", "nobody", "--run", run)).contains("\"nobody\" is unknown in this run; expected a node");
    assertThat(refused("203.0.113.2", "a", "--run", run)).contains("FROM 203.0.113.2 is an address");
    assertThat(refused("a", "b", "--run", run, "--at", "13s")).contains("ended at 12 s, before 13 s");
    assertThat(refused("r1", "b", "--run", run, "--traceroute")).contains("is a isp; expected a host");
  }

  private static String refused(String... arguments) {
    var all = new ArrayList<>(List.of("trace", "--quiet"));
    all.addAll(List.of(arguments));
    Ran ran = carrierlab(all.toArray(String[]::new));
    assertThat(ran.exit()).isEqualTo(Exit.INPUT);
    return ran.err();
  }
}
