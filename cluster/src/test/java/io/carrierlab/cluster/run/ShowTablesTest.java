package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.inspect.StateTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tables hold, in a network of two PEs of AS 65000 and a P between them, with a VPN of two sites. */
class ShowTablesTest {
  private static List<StateTable> tables;

  @BeforeAll
  static void runs(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("show.yaml"), """
        name: show
        seed: 1
        duration: 40s
        kinds:
          p: { ospf: { hello: 1s, dead: 4s } }
          pe: { as: 65000, ospf: { hello: 1s, dead: 4s } }
        nodes:
          p1: { kind: p }
          pe1: { kind: pe }
          pe2: { kind: pe }
          ce1: { kind: ce, as: 65001 }
          ce2: { kind: ce }
          h1: { kind: host }
          h2: { kind: host }
        links:
          - { ends: ["pe1:ge0", "p1:ge0"] }
          - { ends: ["p1:ge1", "pe2:ge0"] }
          - { ends: ["ce1:ge0", "pe1:ge1"], name: access, subnet: 192.168.1.0/30 }
          - { ends: ["ce2:ge0", "pe2:ge1"], subnet: 192.168.2.0/30 }
          - { lan: site1, ends: ["ce1:lan0", "h1:eth0"], subnet: 10.1.0.0/16 }
          - { lan: site2, ends: ["ce2:lan0", "h2:eth0"], subnet: 10.2.0.0/16 }
        vpns:
          - name: A
            sites:
              - { at: "pe1:ge1" }
              - { at: "pe2:ge1", routing: static, routes: [10.2.0.0/16] }
        drill: [ { at: 30s, cut: site2 } ]
        """);
    Scenario loaded = switch (Scenario.load(file, List.of())) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    try (var runner = new Runner(loaded, new RunOptions(1, 1, false, true, Duration.ofSeconds(40), List.of(), false,
        Optional.empty()))) {
      tables = runner.run(reached -> { }).tables();
    }
  }

  private static List<StateTable> of(String kind, String node, String vrf) {
    return tables.stream().filter(table -> table.kind().equals(kind) && table.node().equals(node)
        && table.vrf().equals(vrf)).toList();
  }

  /** Both ends of a client's tunnel show the same pair of SAs, each from its side, and the session that made it. */
  @ParameterizedTest
  @CsvSource({"two-box, 2", "remote-access-ikev2, 3"})
  void aTunnelIsShownAtBothItsEnds(String example, int populations) throws IOException {
    var overrides = new ArrayList<>(List.of("duration=40s", "drill=[]", "expect=[]"));
    IntStream.range(0, populations).forEach(each -> overrides.add("load.clients." + each + ".count=1"));
    Runner.Outcome outcome = Examples.run(example, overrides.toArray(String[]::new));
    List<Map<String, Object>> sas = rows(outcome.tables(), "sas");
    List<Map<String, Object>> sessions = rows(outcome.tables(), "isakmp").stream()
        .filter(session -> !session.get("state").equals("DOWN")).toList();
    assertThat(sas).hasSize(2 * populations).allSatisfy(sa -> {
      Map<String, Object> other = sas.stream().filter(each -> each.get("spi-in").equals(sa.get("spi-out"))).findFirst()
          .orElseThrow();
      assertThat(other).containsEntry("spi-out", sa.get("spi-in")).containsEntry("decaps", sa.get("encaps"))
          .containsEntry("local-ident", sa.get("remote-ident")).containsEntry("transform", sa.get("transform"));
      assertThat((double) sa.get("age-seconds")).isBetween(1.0, 40.0);
      assertThat((double) sa.get("lifetime-left-seconds")).isPositive();
      assertThat(sa).containsEntry("replay-errors", 0L).containsEntry("errors", 0L);
    });
    assertThat(sas).anySatisfy(sa -> assertThat((long) sa.get("encaps")).isPositive());
    assertThat(sessions).hasSize(2 * populations).allSatisfy(session -> {
      assertThat(session.get("cipher").toString()).isNotEmpty();
      assertThat(session.get("dh-group").toString()).isNotEmpty();
      assertThat((double) session.get("lifetime-left-seconds")).isPositive();
      assertThat(session).containsEntry("dpd-unanswered", 0);
      assertThat((double) session.get("heard-seconds")).isBetween(0.0, 40.0);
    });
  }

  private static List<Map<String, Object>> rows(List<StateTable> all, String kind) {
    return all.stream().filter(table -> table.kind().equals(kind)).flatMap(ShowTablesTest::named).toList();
  }

  private static Stream<Map<String, Object>> named(StateTable table) {
    return table.rows().stream().map(row -> {
      var named = new LinkedHashMap<String, Object>();
      for (int i = 0; i < row.size(); i++) {
        named.put(table.columns().get(i), row.get(i));
      }
      return named;
    });
  }

  /** The row with this value in its first columns. */
  private static Map<String, Object> row(String kind, String node, String vrf, String column, Object value) {
    List<Map<String, Object>> found = of(kind, node, vrf).stream().flatMap(ShowTablesTest::named)
        .filter(row -> value.equals(row.get(column))).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aRouteOfAVrfSaysWhichWayItTakesThroughTheCore() {
    int transport = (int) row("routes", "pe1", "", "prefix", "10.255.255.3/32").get("label");
    assertThat(row("routes", "pe1", "A", "prefix", "10.2.0.0/16")).containsEntry("code", "B")
        .containsEntry("next-hop", "10.255.255.3").containsEntry("interface", "ge0").containsEntry("label", 100_000)
        .containsEntry("transport-label", transport).containsEntry("distance", 200);
    assertThat(row("routes", "pe1", "A", "prefix", "192.168.1.0/30")).containsEntry("code", "C")
        .containsEntry("next-hop", null).containsEntry("label", null).containsEntry("transport-label", null);
  }

  @Test
  void aPathSaysWhatItCarriesAndWhyItIsTheBest() {
    assertThat(row("bgp-routes", "pe1", "A", "prefix", "10.1.0.0/16")).containsEntry("best", true)
        .containsEntry("rd", null).containsEntry("label", null).containsEntry("local-pref", null)
        .containsEntry("reason", "only path");
    assertThat(row("bgp-routes", "pe1", "", "prefix", "10.1.0.0/16")).containsEntry("source", "LOCAL")
        .containsEntry("local-label", 100_000).containsEntry("label", null).containsEntry("from", null);
    assertThat(row("bgp-routes", "pe1", "", "prefix", "10.2.0.0/16")).containsEntry("source", "IBGP")
        .containsEntry("local-label", null).containsEntry("label", 100_000).containsEntry("from", "10.255.255.3")
        .containsEntry("local-pref", 100L).containsEntry("med", null).containsEntry("originator-id", null)
        .containsEntry("cluster-list", List.of()).containsEntry("communities", List.of());
  }

  @Test
  void anInterfaceSaysWhereItLeadsAndWhatPassedIt() {
    assertThat(row("interfaces", "pe1", "", "interface", "ge1")).containsEntry("vrf", "A")
        .containsEntry("status", "up").containsEntry("protocol", "up").containsEntry("neighbors", List.of("ce1:ge0"))
        .containsEntry("link", "access").containsEntry("mpls", false).containsEntry("drops", null);
    assertThat(row("interfaces", "pe1", "", "interface", "ge0")).containsEntry("mpls", true)
        .containsEntry("frames-in", row("interfaces", "p1", "", "interface", "ge0").get("frames-out"))
        .hasEntrySatisfying("octets-in", octets -> assertThat((long) octets).isGreaterThan(1_000));
    assertThat(row("interfaces", "pe1", "", "interface", "lo0")).containsEntry("status", "up")
        .containsEntry("medium", "loopback").containsEntry("frames-in", null);
    assertThat(row("interfaces", "ce2", "", "interface", "lan0")).containsEntry("status", "down")
        .containsEntry("protocol", "down").containsEntry("neighbors", List.of("h2:eth0"));
    assertThat(row("interfaces", "h2", "", "interface", "eth0")).containsEntry("status", "down");
  }

  @Test
  void labelsAreATableOfBoxesThatSwitchThem() {
    assertThat(of("labels", "ce1", "")).isEmpty();
    assertThat(of("labels", "p1", "")).hasSize(1);
    assertThat(row("labels", "pe1", "A", "fec", "vrf A")).containsEntry("local-label", 100_000)
        .containsEntry("out-label", null);
  }

  @Test
  void countsByCauseAreNumbersByName() {
    assertThat(row("ospf-interfaces", "pe1", "", "interface", "lo0")).containsEntry("dr", null)
        .containsEntry("rejected", null);
    assertThat(row("ospf", "p1", "", "interface", "ge0").get("dead-seconds")).isInstanceOf(Double.class);
  }
}
