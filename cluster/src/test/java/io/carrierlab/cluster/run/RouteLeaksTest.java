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

/** Two VPNs whose route distinguisher is one by mistake: a route's exporter is known by where it comes from. */
class RouteLeaksTest {
  /** Of B, that which imports what A exports is given by each test. */
  private static final String TWO_OF_ONE = """
      name: leak
      duration: 20s
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        "pe[1..2]": { kind: pe }
        ce-a: { kind: ce, as: 65001 }
        ce-b: { kind: ce, as: 65002 }
        host-a: { kind: host }
        host-b: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { ends: ["pe1:ge1", "ce-a:ge0"] }
        - { ends: ["pe2:ge1", "ce-b:ge0"] }
        - { lan: a, ends: ["ce-a:lan0", "host-a:eth0"], subnet: 10.1.0.0/16 }
        - { lan: b, ends: ["ce-b:lan0", "host-b:eth0"], subnet: 10.2.0.0/16 }
      vpns:
        - { name: A, rd: "65000:1", targets: ["65000:11"], sites: ["pe1:ge1"] }
        - { name: B, rd: "65000:1", import: [IMPORTED], export: ["65000:12"], sites: ["pe2:ge1"] }
      expect:
        - { id: isolation, isolation: true }
      """;

  @TempDir
  Path folder;

  private Verdict isolation(String imported) throws IOException {
    Path file = folder.resolve("leak.yaml");
    Files.writeString(file, TWO_OF_ONE.replace("IMPORTED", imported));
    return switch (Scenario.load(file, List.of())) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false).verdicts().getFirst();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  @Test
  void leakBetweenTwoVpnsOfOneDistinguisherIsFound() throws IOException {
    Verdict verdict = isolation("\"65000:12\", \"65000:11\"");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.observed()).contains("VRF B on pe2 (VPN B) holds 10.1.0.0/16 of VPN A");
  }

  @Test
  void oneDistinguisherAloneIsNoLeak() throws IOException {
    assertThat(isolation("\"65000:12\"").passed()).isTrue();
  }
}
