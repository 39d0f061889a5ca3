package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.loadgen.report.RunProblem.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  /** Kept for looking at. */
  private static final Path SAMPLES = Path.of("target", "report-samples");

  @TempDir
  private Path directory;
  private Path before;
  private Path after;

  @BeforeEach
  void runs() throws IOException {
    before = run("before", SampleDrill.report(Map.of("dpd", 42L)));
    after = run("after", SampleDrill.report());
  }

  private Path run(String name, Report report) throws IOException {
    Path run = Files.createDirectory(directory.resolve(name));
    ResultJson.write(report.result(), run.resolve("result.json"));
    try (var timeline = new TimelineWriter(Files.newOutputStream(run.resolve("timeline.jsonl")))) {
      for (TimelineEvent event : report.events()) {
        timeline.write(event);
      }
    }
    return run;
  }

  @Test
  void twoRunsOfDifferentThingsAreCalledThat() throws IOException, RunProblem {
    Path file = after.resolve("result.json");
    Files.writeString(file, Files.readString(file).replace("\"hsrp-failover\"", "\"other\"")
        .replaceFirst("\"seed\" : 7", "\"seed\" : 8").replace("\"id\" : \"outage\"", "\"id\" : \"another\""));
    Comparison comparison = Comparison.of(before, after);
    assertThat(comparison.text().lines().skip(2).limit(6)).containsExactly("",
        "Not the same scenario: A has hsrp-failover, B has other.", "Not the same seed: A has 7, B has 8.",
        "What both have is compared, whatever that is worth; what only one has has no figure in the other.",
        "Expected only in A: outage.", "Expected only in B: another.");
    assertThat(new ObjectMapper().readTree(comparison.json()).path("unlike")).hasSize(5);
    assertThat(comparison.html()).contains("Not the same scenario");
    assertThat(new ObjectMapper().readTree(Comparison.of(before, before).json()).path("unlike")).isEmpty();
  }

  @Test
  void saysWhatTheChangeDid() throws RunProblem {
    String text = Comparison.of(before, after).text().replace(directory + "/", "");
    assertThat(text).isEqualTo("""
        A  before  hsrp-failover  -  seed 7  fail, 0 of 2 expectations held
        B  after   hsrp-failover  -  seed 7  fail, 1 of 2 expectations held

        The same scenario, seed, overrides, duration and versions, and the same trace hash.

        EXPECTATIONS  A     B     OBSERVED
        outage        FAIL  PASS  A: p50 42 s, last 59 s
                                  B: p50 21 s, last 38 s
        1 is the same

        OUTAGES after crash pe1 at 180 s, expectation outage
                                          A         B    B - A
        clients that lost answers     9,998     9,998        0
        of them not back                  2         2        0
        p50                            42 s      21 s    -21 s  -50.0 %
        p90                            56 s      28 s    -28 s  -50.0 %
        p99                            63 s    31.5 s  -31.5 s  -50.0 %
        last                       not back  not back        -
        mean of those back             42 s      21 s    -21 s  -50.0 %
        mean of detection              25 s      12 s    -13 s  -52.0 %
        mean of waiting                 4 s       2 s     -2 s  -50.0 %
        mean of handshake               8 s       4 s     -4 s  -50.0 %
        mean of convergence             4 s       2 s     -2 s  -50.0 %

        HSRP SWITCH-OVER
        1 is the same

        COUNTERS        A    B  B - A
        droppedFault  673  652    -21  -3.1 %
        5 are the same

        FOR INFORMATION       A       B
        wall time        41.8 s  41.8 s
        threads               4       4
        memory                -       -
        """);
  }

  @Test
  void theJsonHasTheSame() throws RunProblem, IOException {
    JsonNode root = new ObjectMapper().readTree(Comparison.of(before, after).json());
    assertThat(root.get("expectations").get(0).get("changed").textValue()).isEqualTo("verdict");
    assertThat(root.get("expectations").get(1).get("changed").textValue()).isEqualTo("nothing");
    assertThat(root.get("outages").get(0).get("b").get("kind").textValue()).isEqualTo("outages");
    JsonNode taken = root.get("switchOvers").get(0);
    assertThat(taken.get("name").textValue()).isEqualTo("crash pe1 at 180 s: pe2 active in group 1 on outside");
    assertThat(taken.get("a").decimalValue()).isEqualByComparingTo("2.613");
    JsonNode lost = root.get("counters").get(5);
    assertThat(lost.get("name").textValue()).isEqualTo("requests sent");
    assertThat(root.get("counters").get(0).get("percent").decimalValue()).isNotNull();
  }

  @Test
  void aRunComparedWithItselfIsTheSame() throws RunProblem {
    assertThat(Comparison.of(after, after).text()).contains("The same scenario").contains("2 are the same")
        .doesNotContain("PASS  FAIL").contains("COUNTERS\n6 are the same");
  }

  @Test
  void thePageIsOneFileInWhichNamesCannotBreakOut() throws RunProblem, IOException {
    String hostile = "</script><script>alert(1)</script>\u2028";
    Path result = after.resolve("result.json");
    Files.writeString(result, Files.readString(result).replace("hsrp-failover", hostile.replace("\u2028", "\\u2028")));
    String html = Comparison.of(before, after).html();
    Files.createDirectories(SAMPLES);
    Files.writeString(SAMPLES.resolve("compare.html"), html);
    assertThat(html.split("<script", -1)).as("two scripts and no third").hasSize(3);
    assertThat(html).doesNotContain("{{").doesNotContainPattern("(src|href)=\"(?!#|data:)")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
    int start = html.indexOf("id=\"data\">") + 10;
    String json = html.substring(start, html.indexOf("</script", start));
    assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    assertThat(new ObjectMapper().readTree(json).get("b").get("scenario").textValue()).isEqualTo(hostile);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThat(what(directory.resolve("none"))).isInstanceOf(What.NoDirectory.class);
    Files.delete(after.resolve("timeline.jsonl"));
    assertThat(what(after)).isEqualTo(new What.NoFile(after.resolve("timeline.jsonl")));
    Files.delete(after.resolve("result.json"));
    assertThat(what(after)).isEqualTo(new What.NoFile(after.resolve("result.json")));
  }

  @Test
  void saysThatAnotherVersionWroteIt() throws IOException {
    Path result = after.resolve("result.json");
    Files.writeString(result, Files.readString(result).replace("\"kind\" : \"outages\"", "\"kind\" : \"outages-2\""));
    assertThat(what(after)).isEqualTo(new What.OtherVersion(result, "0.1.0",
        "there is no evidence of kind outages-2"));
    assertThatThrownBy(() -> FinishedRun.read(after)).hasMessageContaining("was written by Carrierlab 0.1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"t\":1,\"kind\":\"fault\"}", "{\"t\":\"1\",\"kind\":\"fault\",\"text\":\"x\"}", "[", "7", "",
      "{\"t\":1e999999999,\"kind\":\"note\"}",
      "{\"t\":1,\"kind\":\"requests\",\"sent\":1.5,\"answered\":0,\"lost\":0}"})
  void namesTheLineOfATimelineThatIsNone(String line) throws IOException {
    Path timeline = after.resolve("timeline.jsonl");
    Files.writeString(timeline, "{\"t\":0,\"kind\":\"note\"}\n" + line + "\n");
    assertThat(what(after)).isInstanceOfSatisfying(What.Malformed.class, it -> assertThat(it.line()).isEqualTo(2));
  }

  /** Whatever is in the files: a comparison, or a problem that says where. Replay with the seed in the message. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void hostileFilesAreRefusedAndNothingElse(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    byte[] result = Files.readAllBytes(after.resolve("result.json"));
    byte[] timeline = Files.readAllBytes(after.resolve("timeline.jsonl"));
    for (int round = 0; round < 60; round++) {
      Files.write(after.resolve("result.json"), mutated(random, result));
      Files.write(after.resolve("timeline.jsonl"), mutated(random, timeline));
      try {
        Comparison comparison = Comparison.of(before, after);
        assertThat(comparison.text()).isNotEmpty();
        assertThat(comparison.html().split("<script", -1)).hasSize(3);
      } catch (RunProblem promised) {
        assertThat(promised.getMessage()).contains("after");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"clients\" : 4294967297", "\"affected\" : 10001", "\"back\" : 9999", "\"left\" : -1",
      "\"left\" : 3", "\"back\" : 1.5", "\"p50\" : -3", "\"counts\" : [ \"7\" ]", "\"counts\" : [ 3000000000 ]"})
  void figuresThatNoRunCanHaveAreRefused(String figure) throws IOException {
    Path result = after.resolve("result.json");
    String name = figure.substring(0, figure.indexOf(':') + 1);
    String text = Files.readString(result);
    assertThat(text).contains(name);
    Files.writeString(result, text.replaceFirst(java.util.regex.Pattern.quote(name) + " (\\[[^]]*]|[-0-9.]+)", figure));
    assertThat(what(after)).isInstanceOf(What.OtherVersion.class);
  }

  @Test
  void aDifferenceOfMoreThan64BitsIsNone() {
    assertThat(new Comparison.Number("n", OptionalLong.of(Long.MIN_VALUE), OptionalLong.of(1)).difference()).isEmpty();
    assertThat(new Comparison.Number("n", OptionalLong.of(3), OptionalLong.of(-4)).difference()).hasValue(-7);
  }

  /** A digit, a sign, a bracket or an octet in another place. */
  private static byte[] mutated(SplittableRandom random, byte[] octets) {
    byte[] changed = octets.clone();
    byte[] better = "0123456789-eE.\"{}[]:,<>\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(changed.length);
      changed[at] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : better[random.nextInt(better.length)];
    }
    return changed;
  }

  private static What what(Path run) {
    try {
      FinishedRun.read(run);
    } catch (RunProblem problem) {
      return problem.what();
    }
    throw new AssertionError(run + " was read");
  }
}
