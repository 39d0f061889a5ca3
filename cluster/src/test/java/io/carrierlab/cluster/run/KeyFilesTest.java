package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of remote access, opened by tshark with the keys that a run wrote. */
class KeyFilesTest {
  private static final String[] FEW = {"load.clients.0.count=6", "load.clients.1.count=2", "load.clients.2.count=4",
    "load.clients.3.count=4", "expect=[]"};

  @TempDir
  private Path directory;

  @Test
  void equalRunsGiveEqualKeys() throws IOException {
    Path one = run("one", 1);
    Path two = run("two", 2);
    for (String name : List.of("esp_sa", "ikev1_decryption_table", "ikev2_decryption_table")) {
      assertThat(Files.readString(two.resolve("keys").resolve(name)))
          .isEqualTo(Files.readString(one.resolve("keys").resolve(name)));
    }
    assertThat(Files.readAllLines(one.resolve("keys/esp_sa"))).hasSize(2 * 16).allMatch(
        row -> row.matches("\"IPv4\",(\"\\*\",\"198.51.100.2\"|\"198.51.100.2\",\"\\*\"),\"0x[0-9a-f]{8}\",.*"));
  }

  @Test
  void theJudgeOpensEveryPacket() throws IOException, InterruptedException {
    Assumptions.assumeTrue(available(), "no tshark");
    Path run = run("judged", 2);
    Process judge = new ProcessBuilder("../.ci/judge-captures", "--keys", run.resolve("keys").toString(), "--need",
        "isakmp,esp,radius", "--seen", "esp && icmp", "--seen", "esp && echo", "--seen",
        "isakmp.exchangetype == 32 && isakmp.typepayload == 1", run.resolve("captures").toString())
        .redirectErrorStream(true).start();
    String said = new String(judge.getInputStream().readAllBytes());
    assertThat(judge.waitFor()).as(said).isZero();
  }

  private Path run(String name, int threads) throws IOException {
    Scenario scenario = Examples.load("remote-access", FEW);
    Path out = Files.createDirectories(directory.resolve(name));
    var options = new RunOptions(scenario.seed(), threads, false, true, Duration.ofSeconds(40), List.of(), true,
        Optional.of(out));
    try (var runner = new Runner(scenario, options)) {
      runner.run(reached -> { });
    }
    return out;
  }

  private static boolean available() throws InterruptedException {
    try {
      return new ProcessBuilder("tshark", "--version").redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
