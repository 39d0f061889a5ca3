package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carrierlab drill} as a user has it. */
class DrillCommandTest {
  private static final String SMALL = """
      name: small
      duration: 20s
      kinds:
        p: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        h1: { kind: host }
        "h[2..3]": { kind: host }
        ce1: { kind: ce, as: 65001 }
        pe1: { kind: pe }
        p1: { kind: p }
      links:
        - { ends: ["pe1:ge0", "ce1:ge0"] }
        - { ends: ["pe1:ge1", "p1:ge0"], delay: 30ms }
        - { lan: one, ends: ["ce1:lan0", "h[1..3]:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: a, sites: ["pe1:ge0"] }
      load:
        flows:
          - { name: f, from: h1, to: h2, rate: 10/s, start: 1s, stop: 19s }
          - { name: g, from: h1, to: h3, rate: 10/s, start: 1s, stop: 19s }
      drill:
        random: { faults: 1, from: 5s, heal: 2s..4s, kinds: [cut, crash], links: [one], nodes: [h3] }
      expect:
        - { id: all-there, lost: { flow: f, at-most: 0 } }
        - { id: dead, sent-to-dead: { node: h3, at-most: 1000 } }
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param out standard output */
  private record Ran(int exit, String out) {}

  @TempDir
  private Path directory;

  private Ran drill(String text, String... more) throws IOException {
    Path file = Files.writeString(Files.createDirectories(directory.resolve("it's mine")).resolve("small.yaml"), text);
    var arguments = new ArrayList<>(List.of("drill", file.toString(), "--quiet", "--out", directory.toString()));
    arguments.addAll(List.of(more));
    PrintStream before = System.out;
    var out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return new Ran(Main.execute(arguments.toArray(String[]::new)), out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  private JsonNode summary() throws IOException {
    return JSON.readTree(directory.resolve("summary.json").toFile());
  }

  @Test
  void saysWhichSeedFailedAndHowToSeeItAgain() throws IOException {
    Ran ran = drill(SMALL, "--seeds", "1..6", "--keep-going", "--for", "21s");
    assertThat(ran.exit()).isEqualTo(Exit.EXPECTATION_FAILED);
    assertThat(ran.out()).contains("all-there", "not evaluated: h3 was never off", "faults each: 1", " of 6 seeds")
        .contains("again:  ./carrierlab run '" + directory + "/it'\\''s mine/small.yaml' --seed ")
        .contains("--for 21s --set 'drill=[{ at: 5s, cut: one }, { at: 7s, restore: one }]'")
        .doesNotContain("bug of ours");
    JsonNode summary = summary();
    assertThat(summary.path("passed").asInt() + summary.path("failed").asInt()).isEqualTo(6);
    assertThat(summary.path("failures")).isNotEmpty().allSatisfy(failure -> {
      assertThat(failure.path("verified").asBoolean()).isTrue();
      assertThat(failure.path("faults").asInt()).isEqualTo(1);
      assertThat(failure.path("failed").get(0).path("id").asText()).isEqualTo("all-there");
      assertThat(failure.path("notEvaluated").get(0).path("id").asText()).isEqualTo("dead");
      assertThat(failure.path("shortest").path("exhausted").isBoolean()).isTrue();
    });
  }

  @Test
  void whatNoSeedCanSayIsNotProved() throws IOException {
    String never = SMALL.replace("[cut, crash]", "[cut]").replace("flow: f, at-most: 0", "flow: f, at-most: 180");
    Ran ran = drill(never, "--seeds", "1..2");
    assertThat(ran.exit()).isEqualTo(Exit.EXPECTATION_FAILED);
    assertThat(ran.out()).contains("not evaluated with any seed: dead", "0 failed, 2 not evaluated")
        .doesNotContain("FAIL", "again:");
    assertThat(summary().path("runs").get(0).path("verdict").asText()).isEqualTo("not-evaluated");
    assertThat(summary().path("failures")).isEmpty();
  }

  @Test
  void aRunThatEndsBeforeAllIsHealedIsRefused() throws IOException {
    assertThat(drill(SMALL, "--seeds", "1", "--for", "15s").exit()).isEqualTo(Exit.INPUT);
    assertThat(drill(SMALL, "--seeds", "1..0").exit()).isEqualTo(Exit.INPUT);
  }
}
