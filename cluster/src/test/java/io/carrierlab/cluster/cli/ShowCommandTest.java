package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code show} as a user has it: a small network whose core is cut after ten seconds. */
class ShowCommandTest {
  @TempDir
  private Path directory;
  private Path scenario;
  private String run;

  @BeforeEach
  void runs() throws IOException {
    scenario = Files.writeString(directory.resolve("two.yaml"), """
        name: two
        duration: 20s
        nodes: { pe1: { kind: pe }, pe2: { kind: pe } }
        links: [ { ends: ["pe1:ge0", "pe2:ge0"], name: core } ]
        drill: [ { at: 10s, cut: core } ]
        """);
    run = directory.resolve("run").toString();
    assertThat(carrierlab("run", scenario.toString(), "--out", run, "--quiet").exit()).isZero();
  }

  @Test
  void aMomentIsWhatItWasThen() {
    assertThat(show("ospf", "pe1").out()).doesNotContain("FULL");
    assertThat(show("ospf", "pe1", "--at", "9.999s").out()).contains("FULL");
    assertThat(show("ospf", "pe1", "--at", "10s").out()).doesNotContain("FULL");
    assertThat(show("ospf", "pe1", "--at", "20s")).isEqualTo(show("ospf", "pe1"));
  }

  @Test
  void whatCannotBeShownIsSaid() throws IOException {
    Ran late = show("ospf", "pe1", "--at", "20.5s");
    assertThat(late.exit()).isEqualTo(Exit.INPUT);
    assertThat(late.err()).contains("ended at 20 s, before 20.5 s");
    assertThat(show("ospf", "pe1", "--at", "soon").exit()).isEqualTo(Exit.INPUT);
    Files.writeString(scenario, Files.readString(scenario).replace("10s", "11s"));
    Ran changed = show("ospf", "pe1", "--at", "5s");
    assertThat(changed.exit()).isEqualTo(Exit.INPUT);
    assertThat(changed.err()).contains(scenario + " has changed since the run in");
    assertThat(show("ospf", "pe1").exit()).isZero();
  }

  private Ran show(String... arguments) {
    var all = new java.util.ArrayList<>(java.util.List.of("show"));
    all.addAll(java.util.List.of(arguments));
    all.addAll(java.util.List.of("--run", run));
    return carrierlab(all.toArray(String[]::new));
  }
}
