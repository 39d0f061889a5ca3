package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.ios.IosAccessTest;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
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
import org.junit.jupiter.params.provider.MethodSource;

/** An aggregator from a router's configuration. */
class ScenarioConfiguredAccessTest {
  static final String NETWORK = """
      name: configured
      nodes:
        pe1: { kind: pe, config: pe1.cfg }
        pe2: { kind: pe }
        isp1: { kind: isp }
        host-a: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { ends: ["pe1:ge9", "isp1:ge0"] }
        - { lan: a, ends: ["pe2:ge1", "host-a:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe2:ge1"] }
      """;

  @TempDir
  Path folder;

  private Loaded load(String config) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, NETWORK);
    Files.writeString(folder.resolve("pe1.cfg"), config);
    return Scenario.load(file, List.of());
  }

  private AccessConfig valid(String config) throws IOException {
    return switch (load(config)) {
      case Loaded.Valid(var scenario, _) ->
          ((RouterConfig) scenario.topology().nodes().getFirst()).access().orElseThrow();
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private List<String> text(List<Problem> problems) {
    return problems.stream().map(problem -> problem.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void makesAnAggregatorOfACryptoMap() throws IOException {
    AccessConfig access = valid(IosAccessTest.ALL);
    assertThat(access.port()).isEqualTo(1);
    assertThat(access.ike2()).isEmpty();
    var ike = access.ike1().orElseThrow();
    assertThat(ike.policies()).containsExactly(
        policy(AuthMethod.XAUTH_PRE_SHARED_KEY), policy(AuthMethod.PRE_SHARED_KEY));
    assertThat(ike.child().pfs()).contains(DhGroup.MODP_2048);
    assertThat(ike.child().lifetime()).isEqualTo(Duration.ofSeconds(1800));
    assertThat(ike.timing().dpdIdle()).isEqualTo(Duration.ofSeconds(30));
    assertThat(access.profiles()).hasSize(2);
    var acme = access.profiles().getFirst();
    assertThat(acme.matches()).containsExactly(new Match.Group("acme-ra"));
    assertThat(acme.vrf()).contains("acme");
    assertThat(acme.authorization()).contains(Method.RADIUS);
    assertThat(acme.authentication()).contains(Method.LOCAL);
    assertThat(access.profiles().getLast().keys())
        .containsExactly(new Key(Ipv4Prefix.parse("12.0.0.0/24"), "k1"));
    assertThat(access.pools()).containsExactly(
        new Pool("acme", "acme", Ipv4.parse("10.200.0.1"), Ipv4.parse("10.200.0.254")));
    assertThat(access.servers()).hasSize(2);
    assertThat(access.servers().getFirst().authenticationPort()).isEqualTo(1812);
    assertThat(access.servers().getFirst().tries()).isEqualTo(3);
    var group = access.local().groups().getFirst();
    assertThat(group.splitTunnel())
        .containsExactly(Ipv4Prefix.parse("10.1.0.0/16"), Ipv4Prefix.parse("10.9.0.1/32"));
    assertThat(group.banner()).contains("Welcome to acme");
    assertThat(access.local().users()).extracting(AccessConfig.UserRule::name).containsExactly("joe");
  }

  private static IkePolicy policy(AuthMethod method) {
    return new IkePolicy(IkeCipher.AES_CBC_256, Digest.SHA256, method, DhGroup.MODP_2048, Duration.ofHours(1));
  }

  @Test
  void readsThePrintedSpellingsWithAWarning() throws IOException {
    assertThat(text(load(IosAccessTest.ALL).warnings())).containsExactly(
        "pe1.cfg:5:2: \"server-priavate\" is read as \"server-private\"",
        "pe1.cfg:6:2: the servers of group coke-ra are asked from the global table: AAA of a VRF of its own is not "
            + "emulated",
        "pe1.cfg:9:32: \"groupcoke-ra\" is read as \"group coke-ra\"",
        "pe1.cfg:65:13: crypto map vpn has reverse-route in some entries: it counts for all here");
  }

  @Test
  void injectsRoutesToPeersIfTheCryptoMapSaysSo() throws IOException {
    assertThat(valid(IosAccessTest.ALL).reverseRoutes()).isEqualTo(AccessConfig.ReverseRoutes.PER_PEER);
    String without = IosAccessTest.ALL.replace(" reverse-route\n", "");
    assertThat(valid(without).reverseRoutes()).isEqualTo(AccessConfig.ReverseRoutes.OFF);
    assertThat(text(load(without).warnings())).anyMatch(line -> line.contains(
        "crypto map vpn has no reverse-route: nothing finds the way back to its peers; \"rri: per-peer\""));
  }

  record Row(String replace, String by, String... errors) {
    @Override
    public String toString() {
      return replace.strip() + " -> " + by.strip();
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(" set isakmp-profile sites", " set isakmp-profile site",
            "pe1.cfg:54:21: there is no \"crypto isakmp profile site\"; expected one of acme, sites; did you mean "
                + "\"sites\"?"),
        new Row(" keyring peers\n match", " keyring pears\n match",
            "pe1.cfg:41:10: there is no \"crypto keyring pears\"; expected one of peers; did you mean \"peers\"?"),
        new Row(" crypto map vpn\n", " crypto map vpm\n",
            "pe1.cfg:65:13: there is no \"crypto map vpm\"; expected one of vpn; did you mean \"vpn\"?"),
        new Row(" pool acme\n", " pool ackme\n",
            "pe1.cfg:25:7: there is no \"ip local pool ackme\"; expected one of acme; did you mean \"acme\"?"),
        new Row(" match identity group acme-ra\n", " match identity group other\n",
            "pe1.cfg:23:1: no ISAKMP profile with a vrf matches group acme-ra; expected \"match identity group "
                + "acme-ra\" and \"vrf NAME\" in a profile"),
        new Row("esp-aes 256 esp-sha-hmac", "esp-aes 250 esp-sha-hmac",
            "pe1.cfg:43:43: esp-aes has keys of 250 bits; expected 128, 192 or 256"),
        new Row("list coke", "list pepsi",
            "pe1.cfg:37:28: there is no \"aaa authorization network pepsi\"; expected one of coke"),
        new Row(" group 14\n", " group 3\n", "pe1.cfg:19:8: group 3 is not known; expected 1, 2, 5, 14, 19, 20 or 31"),
        new Row("host 10.254.1.2 auth-port 1812", "host 10.254.1.999 auth-port 1812",
            "pe1.cfg:11:20: \"10.254.1.999\" is not an IPv4 address; expected one such as 10.0.0.1"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsMissing(Row row) throws IOException {
    assertThat(IosAccessTest.ALL).contains(row.replace());
    assertThat(text(((Loaded.Refused) load(IosAccessTest.ALL.replace(row.replace(), row.by()))).errors()))
        .containsExactly(row.errors());
  }

  @Test
  void loadsThePrintedBlock() {
    var scenario = ExamplesTest.load("coke");
    var pe1 = scenario.topology().nodes().stream().filter(n -> n.name().equals("pe1")).findFirst().orElseThrow();
    var access = ((RouterConfig) pe1).access().orElseThrow();
    var profile = access.profiles().getFirst();
    assertThat(profile.name()).isEqualTo("coke");
    assertThat(profile.vrf()).contains("coke");
    assertThat(profile.matches()).containsExactly(new Match.Address(Ipv4Prefix.parse("12.0.0.2/32")));
    assertThat(profile.keys()).containsExactly(new Key(Ipv4Prefix.parse("12.0.0.2/32"), "coke123"));
    assertThat(access.profiles()).as("the peer needs no profile of its own").hasSize(1);
    assertThat(access.ike1().orElseThrow().policies()).containsExactly(new IkePolicy(IkeCipher.DES_CBC, Digest.SHA1,
        AuthMethod.PRE_SHARED_KEY, DhGroup.MODP_768, Duration.ofDays(1)));
    assertThat(((RouterConfig) pe1).interfaces().get(1).address()).isEqualTo(Ipv4.parse("12.0.0.1"));
    assertThat(((RouterConfig) pe1).interfaces().get(1).ospf()).isEqualTo(Optional.empty());
  }
}
