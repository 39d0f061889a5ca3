package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.run.SmallDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carrierlab drill} as a user has it. */
class DrillCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;

  private Ran drill(String text, String... more) throws IOException {
    Path file = Files.writeString(Files.createDirectories(directory.resolve("it's mine")).resolve("small.yaml"), text);
    var arguments = new ArrayList<>(List.of("drill", file.toString(), "--quiet", "--out",
        directory.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return carrierlab(arguments.toArray(String[]::new));
  }

  private JsonNode summary() throws IOException {
    return JSON.readTree(directory.resolve("out/summary.json").toFile());
  }

  @Test
  void saysWhichSeedFailedAndHowToSeeItAgain() throws IOException {
    Ran ran = drill(SmallDrill.TEXT, "--seeds", "1..6", "--keep-going", "--for", "21s");
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
    String never = SmallDrill.TEXT.replace("[cut, crash]", "[cut]")
        .replace("flow: f, at-most: 0", "flow: f, at-most: 180");
    Ran ran = drill(never, "--seeds", "1..2");
    assertThat(ran.exit()).isEqualTo(Exit.EXPECTATION_FAILED);
    assertThat(ran.out()).contains("not evaluated with any seed: dead", "0 failed, 2 not evaluated")
        .doesNotContain("FAIL", "again:");
    assertThat(summary().path("runs").get(0).path("verdict").asText()).isEqualTo("not-evaluated");
    assertThat(summary().path("failures")).isEmpty();
  }

  @Test
  void aRunThatEndsBeforeAllIsHealedIsRefused() throws IOException {
    assertThat(drill(SmallDrill.TEXT, "--seeds", "1", "--for", "15s").exit()).isEqualTo(Exit.INPUT);
    assertThat(drill(SmallDrill.TEXT, "--seeds", "1..0").exit()).isEqualTo(Exit.INPUT);
  }
}
