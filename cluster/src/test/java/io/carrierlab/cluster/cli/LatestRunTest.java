package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.run.SmallDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which run a command reads when nobody names one, and how it says so. */
class LatestRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;

  @Test
  void everyRunIsTheLatestAndEveryTableSaysWhichItIsFrom() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("small.yaml"), SmallDrill.TEXT);
    var carrierlab = new Carrierlab(directory);
    Path latest = directory.resolve("runs/latest");

    assertThat(carrierlab.run("run", "small.yaml", "--seed", "1", "--for", "2s", "--quiet").exit()).isNotNegative();
    Path first = latest.toRealPath();
    assertThat(first.getFileName().toString()).startsWith("small-");
    carrierlab.run("run", "small.yaml", "--seed", "2", "--for", "3s", "--out", "elsewhere/x", "--quiet");
    assertThat(latest.toRealPath()).isEqualTo(directory.resolve("elsewhere/x").toRealPath());

    assertThat(carrierlab.run("show", "arp").out())
        .matches("(?s)small of [0-9T:+Z-]+ in elsewhere/x, at 3 s, its end\n.*");
    assertThat(carrierlab.run("trace", "h1", "h2", "--at", "1.5s").out())
        .matches("(?s)small of [0-9T:+Z-]+ in elsewhere/x, at 1.5 s\n.*");
    JsonNode head = JSON.readTree(carrierlab.run("show", "arp", "--json").out()).path("run");
    assertThat(head.path("name").asText()).isEqualTo("small");
    assertThat(head.path("directory").asText()).isEqualTo("elsewhere/x");
    assertThat(head.path("atSeconds").asInt()).isEqualTo(3);
    assertThat(head.path("startedAt").asText()).isNotEmpty();
    assertThat(carrierlab.run("compare", directory.relativize(first.toAbsolutePath()).toString(), "runs/latest").out())
        .contains("runs/" + first.getFileName()).contains("elsewhere/x").doesNotContain("runs/latest");

    carrierlab.run("drill", "small.yaml", "--seeds", "1..2", "--keep-going", "--quiet", "--out", "d");
    assertThat(latest.toRealPath()).isEqualTo(directory.resolve("d").toRealPath());
    Ran ofDrill = carrierlab.run("show", "arp");
    assertThat(ofDrill.exit()).isEqualTo(Exit.INPUT);
    assertThat(ofDrill.err()).contains("is of a drill, which keeps no tables");
    JsonNode summary = JSON.readTree(directory.resolve("d/summary.json").toFile());
    assertThat(summary.path("asked").asInt()).isEqualTo(2);
    assertThat(summary.path("ended").asBoolean()).isTrue();
  }
}
