package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.run.SmallDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where warnings of a scenario are told: they change no exit status, and are still there when the run is over. */
class WarningsTest {
  @TempDir
  private Path directory;

  @Test
  void areToldBeforeCountedAfterAndKept() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("x.yaml"), SmallDrill.TEXT
        .replace("p: { ospf: { hello: 1s, dead: 4s } }", "p: {}")
        .replace("as: 65001 }", "as: 65001, bgp: { networks: [10.9.0.0/16] } }"));
    String warning = "x.yaml:8:49: ce1 announces 10.9.0.0/16, and ce1 has no route to it; expected a link of ce1 there,"
        + " or its \"statics\"";
    var carrierlab = new Carrierlab(directory);

    Ran checked = carrierlab.run("check", "x.yaml");
    assertThat(checked.exit()).isZero();
    assertThat(checked.err()).isEqualTo("warning: " + warning + "\n");
    assertThat(checked.out()).startsWith("x.yaml: valid, with 1 warning: 6 nodes");

    Ran ran = carrierlab.run("run", "x.yaml", "--for", "2s", "--out", "r", "--quiet");
    assertThat(ran.err()).contains("warning: " + warning + "\n");
    assertThat(ran.out()).contains(" · 1 warning · report r/report.html");
    assertThat(new ObjectMapper().readTree(directory.resolve("r/result.json").toFile()).path("warnings"))
        .singleElement().satisfies(each -> assertThat(each.asText()).isEqualTo(warning));
    assertThat(Files.readString(directory.resolve("r/report.html"))).contains("ce1 announces 10.9.0.0/16");
  }
}
