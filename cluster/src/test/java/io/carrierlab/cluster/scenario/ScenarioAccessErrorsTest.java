package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One broken file for each error of remote access. */
class ScenarioAccessErrorsTest {
  static final String GOOD = """
      name: good
      nodes:
        pe1: { kind: pe }
        pe2: { kind: pe }
        isp1: { kind: isp }
        radius1: { kind: radius }
        host-a: { kind: host }
        lm1: { kind: last-mile, nat: true }
        peer1: { kind: ipsec-peer, vpn: acme, gateway: "pe1:ge9", key: k1, ike: 2 }
        host-b: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { ends: ["pe1:ge9", "isp1:ge0"] }
        - { lan: aaa, ends: ["pe1:ge8", "radius1:eth0"] }
        - { lan: a, ends: ["pe2:ge1", "host-a:eth0"], subnet: 10.1.0.0/16 }
        - { ends: ["isp1:ge1", "lm1:up0"] }
        - { ends: ["peer1:eth0", "lm1:line1"] }
        - { lan: b, ends: ["peer1:eth1", "host-b:eth0"], subnet: 10.2.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe2:ge1"] }
      access:
        groups:
          - { name: acme-ra, vpn: acme, key: secret, pool: 10.200.0.0/24, users: { name: "u-#", count: 100 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1], transforms: ["esp-aes 256 esp-sha-hmac"] }
      load:
        clients:
          - { group: acme-ra, count: 10, via: isp1, start: 20s, ike: 1, traffic: { to: host-a, size: 100B } }
      expect:
        - { id: up, clients: acme-ra, connected: all, at: 40s }
        - { id: bad, clients: all, failed: { reason: USER_REFUSED, equals: 0 }, at: end }
        - { id: money, accounting: matches, at: end }
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

  @Test
  void loadsTheGoodOne() throws IOException {
    assertThat(problems(GOOD)).isEmpty();
  }

  /** A processor of which nothing is said has all the time that it is asked for. */
  @Test
  void onlyAModelledProcessorIsSaturated() throws IOException {
    String drilled = GOOD.replace("expect:\n", "drill: [{ at: 30s, saturate: pe1, cpu: 90%, for: 5s }]\nexpect:\n");
    assertThat(problems(drilled)).containsExactly("x.yaml:29:30: pe1 has no modelled processor; expected an "
        + "aggregator with cpu: under access.aggregators");
    String modelled = "radius: [radius1], cpu: { handshakes: 50/s }, ";
    assertThat(problems(drilled.replace("radius: [radius1], ", modelled))).isEmpty();
    String random = "drill: { random: { kinds: [saturate] } }\nexpect:\n";
    assertThat(problems(GOOD.replace("expect:\n", random))).containsExactly("x.yaml:29:18: there is nothing that the "
        + "faults of these kinds can be done to; expected nodes or links for them");
    assertThat(problems(GOOD.replace("expect:\n", random).replace("radius: [radius1], ", modelled))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource({"nodeRows", "groupRows", "aggregatorRows", "clientRows", "claimRows"})
  void saysWhatIsWrong(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    assertThat(problems(GOOD.replace(row.replace(), row.by()))).containsExactly(row.errors());
  }

  /** Errors, or warnings if there are none. */
  private List<String> problems(String text) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    List<Problem> found = switch (Scenario.load(file, List.of())) {
      case Loaded.Valid valid -> valid.warnings();
      case Loaded.Refused refused -> refused.errors();
    };
    return found.stream().map(problem -> problem.toString().replace(folder + "/", "")).toList();
  }

  static Stream<Row> nodeRows() {
    return Stream.of(
        row("isp1: { kind: isp }", "isp1: { kind: isp, as: 5 }",
            "x.yaml:5:22: \"as\" means nothing to a isp; expected one of kind, loopback, statics"),
        row("nat: true", "nat: maybe",
            "x.yaml:8:32: nat is the text \"maybe\"; expected true, false or { udp-timeout: 120s, ... }"),
        row("gateway: \"pe1:ge9\"", "gateway: \"pe1:ge8\"",
            "x.yaml:9:50: \"pe1:ge8\" is not an aggregator; expected one of pe1:ge9; did you mean \"pe1:ge9\"?"),
        row("vpn: acme, gateway", "gateway",
            "x.yaml:9:3: ipsec-peer peer1 has no vpn; expected \"vpn\""),
        row("key: k1, ", "", "x.yaml:9:3: ipsec-peer peer1 has no key; expected \"key\", or \"certificate: valid\""),
        row("peer1: { kind: ipsec-peer, vpn: acme", "peer1: { kind: ipsec-peer, vpn: acne",
            "x.yaml:9:35: VPN \"acne\" does not exist; expected one of acme, internet; did you mean \"acme\"?"),
        row("\"peer1:eth1\"", "\"peer1:eth2\"",
            "x.yaml:9:3: ipsec-peer peer1 has no link at eth1; expected a link inside the site",
            "x.yaml:18:22: ipsec-peer peer1 has no interface \"eth2\"; expected eth0, its public interface, or eth1, "
                + "its inside; did you mean \"peer1:eth0\"?"),
        row("[\"peer1:eth0\", \"lm1:line1\"]", "[\"peer1:eth0\", \"lm1:line1\"], subnet: 10.0.0.0/30",
            "x.yaml:17:50: the subnet of a line of lm1; expected \"subscribers\" at \"lm1\": addresses of all its "
                + "lines"));
  }

  static Stream<Row> groupRows() {
    return Stream.of(
        row("vpn: acme, key: secret", "vpn: acm, key: secret",
            "x.yaml:23:29: VPN \"acm\" does not exist; expected one of acme, internet; did you mean \"acme\"?"),
        row("key: secret, ", "",
            "x.yaml:23:7: group acme-ra has no key; expected \"key\", or \"certificates: true\""),
        row("pool: 10.200.0.0/24", "pool: 10.200.0.1/24",
            "x.yaml:23:54: the prefix 10.200.0.1/24 has host bits; expected a prefix such as 10.1.0.0/16; did you mean "
                + "\"10.200.0.0/24\"?"),
        row("pool: 10.200.0.0/24", "pool: 10.1.5.0/24",
            "x.yaml:23:54: 10.1.5.0/24 of the pool of group acme-ra overlaps 10.1.0.0/16 of link a, from "
                + "x.yaml:15:57, in VPN acme; expected addresses of its own"),
        row("pool: 10.200.0.0/24", "pool: 10.200.0.0/26",
            "x.yaml:23:54: the pool 10.200.0.0/26 of group acme-ra has 62 addresses for 100 users"),
        row("name: \"u-#\", ", "name: \"u\", ",
            "x.yaml:23:84: 100 users have the name \"u\"; expected a \"#\" in it, where the number goes"),
        row("  aggregators:\n", "    - { name: other, vpn: acme, key: k, users: { name: \"u-#\" } }\n  aggregators:\n",
            "x.yaml:24:56: users of group other have the names of those of group acme-ra, from x.yaml:23:15; expected "
                + "names of their own such as \"other-#\""),
        row("vpn: acme, key: secret", "vnp: acme, key: secret",
            "x.yaml:23:7: missing key \"vpn\" in groups[0]; expected a name of letters, digits, - and _ that starts "
                + "with a letter",
            "x.yaml:23:24: unknown key \"vnp\" in groups[0]; expected one of name, vpn, vrf, key, certificates, pool, "
                + "dns, wins, domain, banner, split, users, authorization, authentication, accounting, interim, pfs; "
                + "did you mean \"vpn\"?"));
  }

  static Stream<Row> aggregatorRows() {
    return Stream.of(
        row("at: \"pe1:ge9\"", "at: \"pe1:ge0\"",
            "x.yaml:9:50: \"pe1:ge9\" is not an aggregator; expected an end under access.aggregators, or an address",
            "x.yaml:25:13: pe1:ge0 is no public interface; expected a link to an isp, or one with \"vpn: internet\""),
        row("radius: [radius1]", "radius: [radius2]",
            "x.yaml:25:33: \"radius2\" is not a RADIUS server; expected a node of kind radius; did you mean "
                + "\"radius1\"?"),
        row("radius: [radius1]", "radius: [host-a]",
            "x.yaml:25:33: \"host-a\" is a host; expected a node of kind radius"),
        row("radius: [radius1], ", "groups: [acme-r], ",
            "x.yaml:25:33: \"acme-r\" is not a group; expected one of acme-ra; did you mean \"acme-ra\"?",
            "x.yaml:28:7: no aggregator serves group acme-ra; expected one under access.aggregators"),
        row("esp-aes 256 esp-sha-hmac", "esp-aes 256 esp-sah-hmac",
            "x.yaml:25:56: \"esp-sah-hmac\" is not a transform; expected one of esp-null, esp-des, esp-3des, esp-aes, "
                + "esp-gcm, esp-md5-hmac, esp-sha-hmac, esp-sha256-hmac, esp-sha384-hmac, esp-sha512-hmac, "
                + "ah-md5-hmac, ah-sha-hmac, ah-sha256-hmac; did you mean \"esp-sha-hmac\"?"),
        row("esp-aes 256 esp-sha-hmac", "esp-des esp-sha-hmac", "x.yaml:9:3: peer1 and pe1:ge9 have no transform in"
            + " common; expected one under \"transforms\" that both have", "x.yaml:25:56: weak transform esp-des",
            "x.yaml:28:7: clients of acme-ra and pe1:ge9 have no transform in common; expected one under"
                + " \"transforms\" that both have"),
        row("radius: [radius1], ", "ike-policies: [{ ike: 1, cipher: aes-gcm-128, hash: sha, group: 14 }], ",
            "x.yaml:25:46: IKEv1 has no aes-gcm-128; expected IKEv2"));
  }

  static Stream<Row> clientRows() {
    return Stream.of(
        row("group: acme-ra, count", "group: acme, count",
            "x.yaml:28:16: \"acme\" is not a group; expected one of acme-ra"),
        row("via: isp1", "via: isp2",
            "x.yaml:28:41: \"isp2\" is not a node; expected a node of kind isp; did you mean \"isp1\"?"),
        row("via: isp1", "via: pe1", "x.yaml:28:41: \"pe1\" is a pe; expected a node of kind isp"),
        row("via: isp1", "via: isp1, gateway: \"pe1:ge7\"",
            "x.yaml:28:56: \"pe1:ge7\" is not an aggregator; expected one of pe1:ge9; did you mean \"pe1:ge9\"?"),
        row("ike: 1, traffic", "ike: 2, mode: main, traffic",
            "x.yaml:28:73: IKEv2 has no main mode; expected no \"mode\", or \"ike: 1\""),
        row("to: host-a, size", "to: host-c, size",
            "x.yaml:28:82: \"host-c\" is not a host; expected a host or an address; did you mean \"host-a\"?"),
        row("size: 100B", "size: 1400B", "x.yaml:28:96: size is 1400B; expected 16B to 1372B"),
        row("count: 10, via", "count: 101, via",
            "x.yaml:28:32: clients of acme-ra are users 1 to 101 and group acme-ra has 1 to 100"),
        row("start: 20s", "start: 20s, stop: 15s",
            "x.yaml:28:65: clients of acme-ra stop at 15s, before the first starts; expected a later time"));
  }

  static Stream<Row> claimRows() {
    return Stream.of(
        row("clients: acme-ra, connected", "clients: acme, connected",
            "x.yaml:30:24: \"acme\" is not a population; expected all, or one of acme-ra"),
        row("connected: all", "connected: 11", "x.yaml:30:44: at least 11 of 10 clients; expected at most 10"),
        row("connected: all, ", "",
            "x.yaml:30:5: nothing about the clients; expected connected, failed, or answered"),
        row("connected: all", "connected: some",
            "x.yaml:30:44: connected is the text \"some\"; expected a number, all, or { at-least: N, at-most: N }"),
        row("USER_REFUSED", "user-refusd",
            "x.yaml:31:48: \"user-refusd\" is not a failure; expected one of CLOSED_HERE, DELETED_BY_PEER, MALFORMED, "
                + "UNEXPECTED_MESSAGE, RETRANSMITTED, NO_PROPOSAL_CHOSEN, UNKNOWN_GROUP, BAD_PRE_SHARED_KEY, "
                + "BAD_SIGNATURE, BAD_HASH, BAD_PADDING, BAD_INTEGRITY, CERTIFICATE_EXPIRED, CERTIFICATE_UNTRUSTED, "
                + "BAD_DH_VALUE, IDENTITY_MISMATCH, USER_REFUSED, AAA_DEAD, POOL_EXHAUSTED, BAD_SELECTORS, BAD_COOKIE, "
                + "SPOOFED_INFORMATIONAL, REFUSED_BY_PEER, NO_ANSWER, DEAD_PEER, SETUP_TIMEOUT, LIFETIME_OVER, "
                + "HALF_OPEN_LIMIT, REPLACED, FAILED_OVER; did you mean \"USER_REFUSED\"?"),
        row("accounting: matches", "accounting: matches, node: pe1",
            "x.yaml:32:39: \"node\" means nothing beside accounting; expected one of at"));
  }
}
