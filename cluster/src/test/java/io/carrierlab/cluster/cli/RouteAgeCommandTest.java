package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ages of routes while one of two ways through the core is lost and comes back, and then a site. */
class RouteAgeCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, JsonNode> TABLES = new TreeMap<>();
  private static String run;

  @BeforeAll
  static void runs(@TempDir Path directory) throws IOException {
    Path scenario = Files.writeString(directory.resolve("ages.yaml"), """
        name: ages
        duration: 35s
        kinds:
          p: { ospf: { hello: 1s, dead: 4s } }
          pe: { as: 65000, ospf: { hello: 1s, dead: 4s } }
        nodes:
          p1: { kind: p }
          p2: { kind: p }
          pe1: { kind: pe }
          pe2: { kind: pe }
          ce1: { kind: ce, as: 65001 }
          ce2: { kind: ce, as: 65002 }
          h1: { kind: host }
          h2: { kind: host }
        links:
          - { ends: ["pe1:ge1", "p1:ge0"] }
          - { ends: ["p1:ge1", "pe2:ge1"] }
          - { ends: ["pe1:ge2", "p2:ge0"] }
          - { ends: ["p2:ge1", "pe2:ge2"], name: second }
          - { ends: ["ce1:ge0", "pe1:ge0"], name: access }
          - { ends: ["ce2:ge0", "pe2:ge0"] }
          - { lan: site1, ends: ["ce1:lan0", "h1:eth0"], subnet: 10.1.0.0/16 }
          - { lan: site2, ends: ["ce2:lan0", "h2:eth0"], subnet: 10.2.0.0/16 }
        vpns: [ { name: A, sites: [ { at: "pe1:ge0" }, { at: "pe2:ge0" } ] } ]
        drill:
          - { at: 13s, cut: second }
          - { at: 15s, restore: second }
          - { at: 29s, cut: access }
          - { at: 30s, restore: access }
        """);
    run = directory.resolve("run").toString();
    assertThat(carrierlab("run", scenario.toString(), "--out", run, "--quiet").exit()).isZero();
    for (String at : List.of("12s", "14s", "28s", "35s")) {
      TABLES.put(at, JSON.readTree(carrierlab("show", "routes", "--at", at, "--json", "--run", run).out())
          .path("tables"));
    }
  }

  @Test
  void eachWayOfOspfHasItsOwn() {
    Map<String, Double> before = ages("12s", "pe1", "", "10.255.255.4/32");
    assertThat(before).containsOnlyKeys("ge1", "ge2").allSatisfy((way, age) -> assertThat(age).isBetween(5., 12.));
    assertThat(ages("14s", "pe1", "", "10.255.255.4/32")).isEqualTo(Map.of("ge1", before.get("ge1") + 2));
    Map<String, Double> after = ages("28s", "pe1", "", "10.255.255.4/32");
    assertThat(after).containsEntry("ge1", before.get("ge1") + 16);
    assertThat(after.get("ge2")).isBetween(0.001, 13.);
  }

  @Test
  void aVpnRouteIsAsOldAsItsAnnouncementAndNotAsTheWayToItsPe() {
    double before = ages("12s", "pe2", "A", "10.1.0.0/16").get("ge1");
    assertThat(before).isBetween(0.001, 12.);
    assertThat(ages("14s", "pe2", "A", "10.1.0.0/16")).isEqualTo(Map.of("ge1", before + 2));
    assertThat(ages("28s", "pe2", "A", "10.1.0.0/16")).isEqualTo(Map.of("ge1", before + 16, "ge2", before + 16));
    assertThat(ages("35s", "pe2", "A", "10.1.0.0/16").get("ge1")).isBetween(0.001, 5.);
    assertThat(ages("35s", "pe1", "A", "10.1.0.0/16").get("ge0")).isBetween(0.001, 5.);
    assertThat(ages("35s", "pe1", "A", "10.2.0.0/16").get("ge1")).isGreaterThan(21);
  }

  /** As in IOS, what is connected has no age. */
  @Test
  void aConnectedRouteHasNone() {
    assertThat(ages("35s", "pe1", "", "10.255.255.3/32")).containsOnlyKeys("lo0").containsValue(null);
    assertThat(carrierlab("show", "routes", "pe1", "--run", run).out()).containsPattern("METRIC +AGE")
        .containsPattern("C +10.255.255.3/32 .* -\n").containsPattern("O +10.255.255.4/32 .*\\.[0-9]+s\n");
  }

  /** In seconds, by interface. */
  private static Map<String, Double> ages(String at, String node, String vrf, String prefix) {
    var ages = new TreeMap<String, Double>();
    for (JsonNode table : TABLES.get(at)) {
      for (JsonNode row : table.path("rows")) {
        if (table.path("node").asText().equals(node) && table.path("vrf").asText().equals(vrf)
            && row.path("prefix").asText().equals(prefix)) {
          JsonNode age = row.path("age-seconds");
          ages.put(row.path("interface").asText(), age.isNull() ? null : age.asDouble());
        }
      }
    }
    return ages;
  }
}
