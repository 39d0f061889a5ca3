package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.carrierlab.loadgen.drill.Observations.Silence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {
  @Test
  void hasTheFieldsOfTheDesignInOrder() throws IOException {
    JsonNode root = new ObjectMapper().readTree(ResultJson.text(SampleReport.leaking().result()));
    assertThat(names(root)).containsExactly("scenario", "seed", "overrides", "verdict", "traceHash",
        "virtualSeconds", "wallSeconds", "threads", "versions", "warnings", "drill", "unanswered", "expectations",
        "counters", "nodes");
    assertThat(root.get("verdict").textValue()).isEqualTo("fail");
    assertThat(root.get("virtualSeconds").decimalValue()).isEqualByComparingTo("120");
    for (JsonNode expectation : root.get("expectations")) {
      assertThat(names(expectation)).containsExactly("id", "what", "verdict", "evaluated", "observed", "evidence");
      assertThat(expectation.get("verdict").textValue()).isIn("pass", "fail");
    }
    assertThat(root.get("expectations").get(3).get("verdict").textValue()).isEqualTo("fail");
    JsonNode gap = root.get("expectations").get(5).get("evidence").get(0);
    assertThat(names(gap)).containsExactly("kind", "flow", "fault", "faultAt", "from", "to", "milliseconds", "resumed",
        "lost", "totals", "arrivals");
    assertThat(gap.get("milliseconds").decimalValue()).isEqualByComparingTo("3060");
    assertThat(names(root.get("nodes").get(0))).containsExactly("name", "kind", "counters");
  }

  @Test
  void theSameResultIsTheSameText() {
    assertThat(ResultJson.text(SampleReport.healthy().result())).isEqualTo(
        ResultJson.text(SampleReport.healthy().result())).endsWith("}\n").doesNotContain("\r");
  }

  @Test
  void readsWhatItWrote(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("result.json");
    for (RunResult result : List.of(SampleReport.leaking().result(), SampleReport.healthy().result(), rare())) {
      ResultJson.write(result, file);
      assertThat(ResultJson.read(file)).isEqualTo(result);
    }
  }

  /** What the sample has not: the time of the start, views, an odd number of nanoseconds, a name to be escaped. */
  private static RunResult rare() {
    var run = new RunResult.Run("\"\\\u0000 \ud83d\ude00", Long.MIN_VALUE,
        List.of("links.0.delay=20ms", "a.+={ b: \"c\" }"), "", 1,
        new RunResult.Cost(0.25, 1, OptionalLong.of(1L << 40), OptionalLong.of(1_234_567)), new TreeMap<>(),
        Optional.of("2025-01-01T00:00:00Z"));
    JsonNode view = JsonNodeFactory.instance.arrayNode().add("row");
    return new RunResult(run, List.of(), new TreeMap<>(),
        List.of(new RunResult.NodeResult("n", "p", new TreeMap<>(), new TreeMap<>(Map.of("labels", view)))), List.of(),
        RunResult.Unanswered.of(List.of(new Silence(9, "n", false), new Silence(5, "n", false),
            new Silence(5, "off", true))), List.of("x.yaml:1:1: \"a\" and b"));
  }

  @Test
  void saysWhatIsWrongWithAnotherFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("result.json");
    Files.writeString(file, "{\"scenario\": 7}");
    assertThatThrownBy(() -> ResultJson.read(file)).isInstanceOf(IOException.class)
        .hasMessageContaining("result.json is not a result of Carrierlab: field scenario is not a text");
    Files.writeString(file, "{\"scenario\": \"x\", \"seed\": 1}");
    assertThatThrownBy(() -> ResultJson.read(file)).hasMessageContaining("field traceHash is missing");
    Files.writeString(file, "[1,");
    assertThatThrownBy(() -> ResultJson.read(file)).isInstanceOf(IOException.class);
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
