package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each password and key of a scenario begins with the same letters, which nothing that Carrierlab writes may have. */
class SecretsTest {
  private static final String PLANTED = "Zq7";
  private static final String SCENARIO = """
      name: secrets
      duration: 25s
      kinds:
        p: { ospf: { hello: 1s, dead: 4s, md5: Zq7ospf } }
        pe: { ospf: { hello: 1s, dead: 4s, md5: Zq7ospf }, ldp: { password: Zq7ldp } }
      nodes:
        p1: { kind: p, ldp: { passwords: { pe1: Zq7ldp, pe2: Zq7ldp } } }
        "pe[1..2]": { kind: pe }
        isp1: { kind: isp }
        radius1: { kind: radius }
        hq: { kind: ce, as: 65001 }
        host1: { kind: host }
        host2: { kind: host }
      links:
        - { ends: ["pe1:ge0", "p1:ge1"], md5: Zq7link }
        - { ends: ["pe2:ge0", "p1:ge2"] }
        - { lan: management, ends: ["p1:ge9", "radius1:eth0"], subnet: 10.254.1.0/24 }
        - { ends: ["isp1:ge0", "pe1:ge9"], subnet: 198.51.100.0/30 }
        - { ends: ["pe2:ge1", "hq:ge0"] }
        - { lan: office, ends: ["hq:lan0", "host1:eth0", "host2:eth0"], subnet: 10.1.0.0/16 }
      bgp: { md5: Zq7bgp }
      vpns:
        - { name: acme, sites: [{ at: "pe2:ge1", md5: Zq7site }] }
      access:
        radius: { secret: Zq7radius }
        groups:
          - name: ra
            vpn: acme
            key: Zq7group
            pool: 10.200.0.0/24
            users: { name: "user-#", password: "Zq7pw-#", count: 4 }
        aggregators:
          - { at: "pe1:ge9", ike: 1, radius: [radius1] }
      load:
        clients:
          - { name: right, group: ra, count: 1, via: isp1, start: 10s, arrival: 1/s }
          - { name: wrong, group: ra, count: 1, via: isp1, start: 10s, arrival: 1/s, key: Zq7wrong, password: "Zq7bad" }
      expect:
        - { id: up, count: bgp-sessions, node: pe1, at: 9s, at-least: 1 }
      """;

  @TempDir
  private Path directory;

  private Path scenario(String text) throws IOException {
    return Files.writeString(directory.resolve("secrets.yaml"), text);
  }

  private static void clean(Ran ran) {
    assertThat(ran.out()).doesNotContain(PLANTED);
    assertThat(ran.err()).doesNotContain(PLANTED);
  }

  private static void clean(Path run) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(run)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] octets = Files.readAllBytes(file);
      assertThat(new String(octets, StandardCharsets.UTF_8)).as(file.toString()).doesNotContain(PLANTED);
      if (file.toString().endsWith(".zip")) {
        var zip = new ZipInputStream(new ByteArrayInputStream(octets));
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8)).as(entry.getName())
              .doesNotContain(PLANTED);
        }
      }
    }
  }

  @Test
  void nothingThatARunWritesHasOne() throws IOException {
    String file = scenario(SCENARIO).toString();
    String run = directory.resolve("run").toString();
    String[] set = {"--set", "access.radius.secret=Zq7other", "--set", "kinds.pe.ldp={ password: Zq7ldp }",
        "--set", "load.clients.0.count=2"};
    Ran ran = carrierlab(with(set, "run", file, "--out", run, "--quiet"));
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    clean(ran);
    clean(directory.resolve("run"));
    assertThat(Files.readString(directory.resolve("run/result.json"))).contains("access.radius.secret=***",
        "kinds.pe.ldp={ password: *** }", "load.clients.0.count=2");
    for (String kind : List.of("isakmp", "sas", "clients", "radius", "bgp", "ldp", "ospf", "ospf-interfaces",
        "pools")) {
      clean(carrierlab("show", kind, "--run", run, "--wide"));
    }
    clean(carrierlab("compare", run, run));
    clean(carrierlab("compare", run, run, "--json"));

    Ran without = carrierlab("trace", "host1", "host2", "--run", run, "--quiet");
    assertThat(without.exit()).isEqualTo(Exit.INPUT);
    assertThat(without.err()).contains("had --set access.radius.secret=***, and passwords and keys are not kept");
    Ran again = carrierlab(with(set, "trace", "host1", "host2", "--run", run, "--quiet"));
    assertThat(again.exit()).as(again.err()).isZero();
    clean(again);

    String drilled = directory.resolve("drilled").toString();
    clean(carrierlab(with(set, "drill", file, "--seeds", "1", "--quiet", "--out", drilled, "--set",
        "expect.0.at-least=9")));
    clean(directory.resolve("drilled"));
  }

  private static String[] with(String[] more, String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "secret: Zq7radius|secert: Zq7radius", "secret: Zq7radius|secret: [Zq7radius, Zq7two]",
    "secret: Zq7radius|secret: { Zq7radius: 1 }", "secret: Zq7radius|secret: \"Zq7\\u00e9\"",
    "key: Zq7group|kye: Zq7group", "key: Zq7group|key: { a: Zq7group }", "key: Zq7group|key: \"Zq7\\u00e9x\"",
    "{ md5: Zq7bgp }|{ mdx: Zq7bgp }", "{ md5: Zq7bgp }|{ md5: [Zq7bgp] }", "{ md5: Zq7bgp }|Zq7bgp",
    "{ password: Zq7ldp }|{ pasword: Zq7ldp }", "{ password: Zq7ldp }|{ password: [ Zq7ldp ] }",
    "passwords: { pe1: Zq7ldp|passwords: { pe9: Zq7ldp", "passwords: { pe1: Zq7ldp|passwords: [Zq7ldp], x: { pe1: 1",
    "md5: Zq7ospf|md5: Zq7ospf-that-is-far-too-long", "md5: Zq7link|md5: { k: Zq7link }",
    "password: \"Zq7pw-#\"|password: [\"Zq7pw-#\"]", "password: \"Zq7pw-#\"|pass-word: \"Zq7pw-#\""})
  void noErrorHasOne(String change) throws IOException {
    String[] parts = change.split("\\|");
    String text = SCENARIO.replace(parts[0], parts[1]);
    assertThat(text).isNotEqualTo(SCENARIO);
    Ran ran = carrierlab("check", scenario(text).toString());
    assertThat(ran.exit()).as(ran.out()).isEqualTo(Exit.INPUT);
    clean(ran);
  }

  @ParameterizedTest
  @ValueSource(strings = {"access.radius.secert=Zq7a", "access.radius.secret=[Zq7a]", "access.radius={ secert: Zq7a }",
    "access.groups.0.key={Zq7a: Zq7b}", "nowhere.password=Zq7a", "access.groups.7.key=Zq7a", "bgp.md5=\"Zq7a",
    "bgp.md5.below=Zq7a",
    "load.clients.0.password=[Zq7a", "kinds.pe.ldp={ passwords: { p9: Zq7a }, x: 1 }"})
  void noErrorOfAnOverrideHasOne(String override) throws IOException {
    Ran ran = carrierlab("check", scenario(SCENARIO).toString(), "--set", override);
    assertThat(ran.exit()).as(ran.out()).isEqualTo(Exit.INPUT);
    clean(ran);
  }

  @Test
  void whatStandsForOneIsNone() throws IOException {
    for (Ran ran : List.of(carrierlab("check", scenario(SCENARIO).toString(), "--set", "access.radius.secret=***"),
        carrierlab("check", scenario(SCENARIO).toString(), "--set", "access.radius.secret=\"***\""))) {
      assertThat(ran.exit()).isEqualTo(Exit.INPUT);
      assertThat(ran.err()).contains("\"***\" is what results have in place of a password or key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crypto isakmp key Zq7a addres 1.2.3.4", "username joe pasword 0 Zq7a",
    "crypto keyring k\n pre-shared-kye address 1.2.3.4 key Zq7a", "enable secret 5 Zq7a",
    "crypto isakmp client configuration group g\n key Zq7a Zq7b", "radius-server host 1.2.3.4 key 7 Zq7a",
    "router bgp 1\n neighbor 1.2.3.4 password Zq7a", "interface ge0\n ip ospf message-digest-key 1 md5 Zq7a",
    "key chain c\n key-string Zq7a"})
  void noErrorOfAConfigurationHasOne(String config) throws IOException {
    Files.writeString(directory.resolve("pe.cfg"), config + "\n");
    Ran ran = carrierlab("check", scenario("name: x\nnodes: { pe1: { kind: pe, config: pe.cfg } }\n").toString());
    assertThat(ran.err()).as("it says something of the line").contains("pe.cfg:" + (config.lines().count()) + ":");
    clean(ran);
  }
}
