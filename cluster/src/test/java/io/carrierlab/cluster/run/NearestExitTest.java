package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A site with two PEs, pe1 and pe2, as seen from pe3: the nearer one is used (RFC 4271 §9.1.2.2 e), however the routes
 * are told apart. From pe3, pe2 is two hops away, and by a detour through p1 when its link to p2 is cut; pe1 is nearer
 * then, and pe2 never out of reach.
 */
class NearestExitTest {
  private static final String NETWORK = """
      name: nearest-exit
      seed: 1
      duration: 42s
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
        p: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        p1: { kind: p }
        p2: { kind: p }
        rr1: { kind: rr, ospf: { hello: 1s, dead: 4s } }
        pe1: { kind: pe }
        pe2: { kind: pe }
        pe3: { kind: pe }
        ce-d: { kind: ce, as: 65001 }
        ce-r: { kind: ce, as: 65002 }
        host-d: { kind: host }
        host-r: { kind: host }
      links:
        - { ends: ["p1:ge0", "p2:ge0"], cost: 100 }
        - { ends: ["rr1:ge0", "p1:ge2"] }
        - { ends: ["pe1:ge0", "p1:ge1"], cost: 5 }
        - { ends: ["pe2:ge0", "p2:ge1"] }
        - { ends: ["pe2:ge2", "p1:ge3"], cost: 30 }
        - { ends: ["pe3:ge0", "p2:ge2"] }
        - { ends: ["pe3:ge2", "p1:ge4"], cost: 200 }
        - { ends: ["pe1:ge1", "ce-d:ge0"] }
        - { ends: ["pe2:ge1", "ce-d:ge1"] }
        - { ends: ["pe3:ge1", "ce-r:ge0"] }
        - { lan: ld, ends: ["ce-d:lan0", "host-d:eth0"], subnet: 10.50.0.0/16 }
        - { lan: lr, ends: ["ce-r:lan0", "host-r:eth0"], subnet: 10.60.0.0/16 }
      """;
  private static final String OWN_RDS = """
      vpns:
        - name: A
          rd: "65000:1"
          targets: ["65000:1"]
          sites: ["pe1:ge1", { at: "pe2:ge1", rd: "65000:2" }, { at: "pe3:ge1", rd: "65000:3" }]
      """;
  private static final String FAULTS = """
      drill:
        - { at: 20s, cut: "p2:ge1" }
        - { at: 30s, restore: "p2:ge1" }
      expect:
        - { id: near, path: [host-r, ce-r, pe3, p2, pe2, ce-d, host-d], at: 19s }
        - { id: nearer-now, path: [host-r, ce-r, pe3, p2, p1, pe1, ce-d, host-d], at: 29s }
        - { id: near-again, path: [host-r, ce-r, pe3, p2, pe2, ce-d, host-d], at: 41s }
      """;

  @TempDir
  Path folder;

  private List<Verdict> run(String text, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), text);
    return switch (Scenario.load(file, List.of(overrides))) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false).verdicts();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  @Test
  void theNearerPeIsUsedAndTheOtherWhenThatIsNearer() throws IOException {
    assertThat(run(NETWORK + OWN_RDS + FAULTS)).hasSize(3).allMatch(Verdict::passed);
  }

  /** The route to pe2 has no label, as pe3 and p2 have no LDP session: VPN packets cannot go there (RFC 4364 §5). */
  @ParameterizedTest
  @ValueSource(strings = {"vpns.0.sites.1.rd=65000:2", "vpns.0.sites.1.rd=65000:1"})
  void aPeToWhichNoLabelsLeadIsNotUsed(String distinguisher) throws IOException {
    assertThat(run(NETWORK + OWN_RDS + """
        expect:
          - { id: labelled, path: [host-r, ce-r, pe3, p1, pe1, ce-d, host-d], at: 30s }
        """, distinguisher, "links.0.cost=1000", "links.4.cost=1000", "nodes.p2.ldp.password=other"))
        .hasSize(1).allMatch(Verdict::passed);
  }
}
