package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.inspect.StateTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndToEndTest {
  /** The column of a table of routes. */
  private static final int METRIC = 7;

  @ParameterizedTest
  @ValueSource(strings = {"two-customers", "hub-and-spoke", "extranet", "core-link-failure", "vrf-from-config"})
  void everyExampleHoldsAndIsTheSameRunHoweverItIsRun(String example) throws IOException {
    Scenario scenario = Examples.load(example);
    Runner.Outcome one = Examples.run(scenario, 1, false);
    assertThat(one.verdicts()).isNotEmpty().allMatch(Verdict::passed);
    for (Runner.Outcome other : List.of(Examples.run(scenario, 4, false), Examples.run(scenario, 2, true))) {
      assertThat(other.traceHash()).isEqualTo(one.traceHash());
      assertThat(other.seen()).isEqualTo(one.seen());
      assertThat(other.tables()).isEqualTo(one.tables());
      assertThat(other.journal()).isEqualTo(one.journal());
    }
  }

  @Test
  void aFalseExpectationFails() throws IOException {
    assertThat(verdict(Examples.run("two-customers", "expect.5.equals=7"), "routes-a").passed()).isFalse();
  }

  @Test
  void aWrongImportTargetIsALeakThatIsNamed() throws IOException {
    Verdict isolation = verdict(Examples.run("two-customers", "vpns.0.sites.0.import=[\"65000:2\"]"), "isolation");
    assertThat(isolation.passed()).isFalse();
    assertThat(isolation.observed()).contains("VPN A", "VPN B", "VRF A on pe1 imports 65000:2");
  }

  @Test
  void aWrongImportTargetIsNamedAlsoWhileNoPacketUsesIt() throws IOException {
    Verdict isolation = verdict(
        Examples.run("two-customers", "vpns.0.sites.0.import=[\"65000:1\", \"65000:2\"]"), "isolation");
    assertThat(isolation.passed()).isFalse();
    assertThat(isolation.observed()).contains("VRF A on pe1 (VPN A) holds 10.2.0.0/16 of VPN B");
  }

  /** As IOS has it; RFC 2328 §12.4.1 has 0. */
  @Test
  void loopbacksCostOneUnlessOtherwiseSaid() throws IOException {
    List<List<Object>> rows = rows(Examples.run("two-customers", "nodes.rr1.ospf.loopback-cost=0"), "p1", "routes");
    assertThat(rows).filteredOn(row -> row.get(1).equals("10.255.255.7/32")).extracting(row -> row.get(METRIC))
        .containsExactly(10);
    assertThat(rows).filteredOn(row -> row.get(1).equals("10.255.255.4/32")).extracting(row -> row.get(METRIC))
        .containsExactly(11);
  }

  @ParameterizedTest
  @CsvSource({
    "nodes.ce-a1.bgp.md5=wrong,     pe1, bgp,             192.168.1.2",
    "nodes.rr1.bgp.md5=wrong,       pe1, bgp,             10.255.255.7",
    "nodes.pe1.ldp.password=wrong,  p1,  ldp,             10.255.255.4",
    "nodes.pe1.ldp.password=wrong,  pe1, ldp,             10.255.255.1",
    "nodes.pe1.ospf.md5=wrong,      pe1, ospf-interfaces, ge0"})
  void aWrongMd5KeyKeepsTheSessionDownAndShowSaysWhy(String override, String node, String kind, String peer)
      throws IOException {
    List<List<Object>> rows = rows(Examples.run("two-customers", override), node, kind);
    assertThat(rows).filteredOn(row -> row.getFirst().equals(peer)).anySatisfy(row -> {
      assertThat(row.getLast().toString()).containsAnyOf("MD5 digest mismatch", "no answer to MD5-signed segments");
      assertThat(row.toString()).doesNotContain("Established").doesNotContain("OPERATIONAL");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"p2", "pe2", "rr1", "ce-a1", "ce-b2"})
  void everythingComesBackAfterARouterWasOffAndNothingIsLeft(String router) throws IOException {
    String[] undisturbed = {"duration=200s", "load.flows=[]", "expect.0.at=190s", "expect.1.at=190s",
      "expect.2.at=192s", "expect.4.at=195s", "expect.5.at=198s", "expect.6.at=198s", "expect.7.at=198s",
      "expect.8.at=198s"};
    var disturbed = new ArrayList<>(List.of(undisturbed));
    disturbed.add("drill=[{at: 50s, crash: " + router + "}, {at: 60s, restart: " + router + "}]");
    Runner.Outcome after = Examples.run("two-customers", disturbed.toArray(String[]::new));
    assertThat(after.verdicts()).allMatch(Verdict::passed);
    Runner.Outcome never = Examples.run("two-customers", undisturbed);
    for (String kind : List.of("routes", "vrfs")) {
      assertThat(tables(after, kind)).as(kind).isEqualTo(tables(never, kind));
    }
    assertThat(sizes(after, "labels")).isEqualTo(sizes(never, "labels"));
    assertThat(sizes(after, "bgp-routes")).isEqualTo(sizes(never, "bgp-routes"));
  }

  /** A site's routes go with its access link, be they static or learnt by eBGP, and come back with it. */
  @ParameterizedTest
  @ValueSource(strings = {"pe1--ce-a1", "pe2--ce-a2"})
  void anAccessLinkThatFailsTakesItsRoutesAlong(String link) throws IOException {
    assertThat(Examples.run("two-customers", "duration=100s", "load.flows=[]",
        "drill=[{at: 50s, cut: \"" + link + "\"}, {at: 60s, restore: \"" + link + "\"}]",
        "expect=[{id: before, count: routes, node: pe3, vrf: A, equals: 6, at: 49s},"
            + "{id: without, count: routes, node: pe3, vrf: A, equals: 4, at: 51s},"
            + "{id: again, count: routes, node: pe3, vrf: A, equals: 6, at: 99s}]").verdicts())
        .allMatch(Verdict::passed);
  }

  private static Verdict verdict(Runner.Outcome outcome, String id) {
    return outcome.verdicts().stream().filter(verdict -> verdict.id().equals(id)).findFirst().orElseThrow();
  }

  private static List<StateTable> tables(Runner.Outcome outcome, String kind) {
    return outcome.tables().stream().filter(table -> table.kind().equals(kind)).map(EndToEndTest::withoutLabelsAndAges)
        .toList();
  }

  /** Which label a prefix got and since when depends on the order of events; that it has one does not. */
  private static StateTable withoutLabelsAndAges(StateTable table) {
    return new StateTable(table.node(), table.kind(), table.vrf(), table.columns(), table.rows().stream()
        .map(row -> {
          var copy = new ArrayList<>(row);
          for (String column : List.of("label", "transport-label", "age-seconds")) {
            int at = table.columns().indexOf(column);
            if (at >= 0 && copy.get(at) != null) {
              copy.set(at, "some");
            }
          }
          return Collections.unmodifiableList(copy);
        }).toList());
  }

  private static List<String> sizes(Runner.Outcome outcome, String kind) {
    return tables(outcome, kind).stream().map(table -> table.node() + " " + table.vrf() + " " + table.rows().size())
        .toList();
  }

  private static List<List<Object>> rows(Runner.Outcome outcome, String node, String kind) {
    return outcome.tables().stream().filter(table -> table.kind().equals(kind) && table.node().equals(node))
        .flatMap(table -> table.rows().stream()).toList();
  }
}
