package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.bench.Benchmark;
import io.carrierlab.cluster.bench.Benchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a user has it: exit status, files, output that people and programs read. */
class MainTest {
  private static final String EXAMPLE = Path.of("..", "examples", "two-customers.yaml").toString();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;

  @Test
  void runsShowsAndTraces() throws IOException {
    String run = directory.resolve("a run").toString();
    Ran ran = carrierlab("run", EXAMPLE, "--out", run, "--quiet", "--threads", "2", "--capture", "p1:ge0");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("PASS  a-mesh", "9 of 9 expectations held");
    JsonNode result = JSON.readTree(directory.resolve("a run/result.json").toFile());
    assertThat(result.path("verdict").asText()).isEqualTo("pass");
    assertThat(result.path("expectations")).hasSize(9).allMatch(each -> each.path("verdict").asText().equals("pass"));
    assertThat(directory.resolve("a run/captures")).isDirectoryContaining("glob:**p1-ge0.pcapng")
        .isDirectoryContaining("glob:**pe1-ge0.pcapng");
    assertThat(Files.readString(directory.resolve("a run/report.html"))).contains("two-customers");

    assertThat(carrierlab("show", "routes", "pe1", "--vrf", "A", "--run", run).out())
        .contains("10.2.0.0/16", "192.168.1.0/30").doesNotContain("pe2");
    JsonNode labels = JSON.readTree(carrierlab("show", "labels", "pe1", "--json", "--run", run).out());
    assertThat(labels.path("tables").get(0).path("rows").get(0).path("local-label").asInt()).isEqualTo(16);
    Ran trace = carrierlab("trace", "host-a1", "host-a2", "--run", run);
    assertThat(trace.exit()).isZero();
    assertThat(trace.out()).contains("push VPN label", "pop (penultimate hop)", "its answer, from host-a2");
    assertThat(carrierlab("trace", "host-a1", "host-a2", "--traceroute", "--run", run).out().lines().skip(1))
        .containsExactly("  1  10.1.0.1", "  2  192.168.1.1", "  3  192.168.2.1", "  4  192.168.2.2", "  5  10.2.0.2");
    Ran other = carrierlab("trace", "host-a1", "host-b2", "--run", run);
    assertThat(other.exit()).isEqualTo(Exit.EXPECTATION_FAILED);
    assertThat(other.out()).contains("delivered to host-a2 and not to host-b2, which has the same address,");
    Path page = directory.resolve("compared.html");
    Ran compared = carrierlab("compare", run, run, "--out", page.toString());
    assertThat(compared.exit()).isZero();
    assertThat(compared.out()).contains("The same scenario", "9 are the same");
    assertThat(Files.readString(page)).contains("Carrierlab comparison");
    assertThat(JSON.readTree(carrierlab("compare", run, run, "--json").out()).path("expectations")).hasSize(9);
    assertThat(carrierlab("compare", run, directory.toString()).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("show", "lables", "pe1", "--run", run).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("show", "labels", "pe9", "--run", run).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("trace", "host-a1", "nobody", "--run", run).exit()).isEqualTo(Exit.INPUT);
  }

  @Test
  void aWrongCommandLineIsOneSentenceAndWhereToReadMore() {
    Ran ran = carrierlab("run", EXAMPLE, "--sede", "7");
    assertThat(ran.exit()).isEqualTo(Exit.INPUT);
    assertThat(ran.err().lines()).containsExactly("carrierlab: Unknown options: '--sede', '7'",
        "did you mean --seed or --set or --serialize?", "see carrierlab run --help");
    assertThat(carrierlab("trace", "a").err().lines()).containsExactly("carrierlab: Missing required parameter: 'TO'",
        "see carrierlab trace --help");
    assertThat(carrierlab("rum").err().lines()).hasSize(3).last().isEqualTo("see carrierlab --help");
  }

  @Test
  void eachBenchmarkSaysWhatItCanBeTold() {
    String failover = carrierlab("bench", "failover", "--help").out();
    assertThat(failover).contains("--clients N,N...", "default: 1000,10000,50000", "--svg FILE", "--json")
        .doesNotContain("--packets");
    String all = carrierlab("bench", "--help").out();
    for (Benchmark benchmark : Benchmarks.all()) {
      assertThat(all).contains("\n" + benchmark.name());
      benchmark.arguments().forEach(each -> assertThat(all).contains(each.usage(), each.text()));
    }
    assertThat(carrierlab("bench", "--svg", "x", "--help").exit()).isEqualTo(Exit.INPUT);
  }

  @Test
  void aFailedExpectationIsOne() {
    Ran ran = carrierlab("run", EXAMPLE, "--out", directory.toString(), "--quiet", "--set", "expect.5.equals=7");
    assertThat(ran.exit()).isEqualTo(Exit.EXPECTATION_FAILED);
    assertThat(ran.out()).contains("FAIL  routes-a", "8 of 9 expectations held");
  }

  @Test
  void wrongInputIsTwo() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.yaml"), "name: x\nnodez: {}\n");
    assertThat(carrierlab("check", broken.toString()).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("run", broken.toString()).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("run", "no-such.yaml").exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("run", EXAMPLE, "--threads", "0").exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("run", EXAMPLE, "--for", "10", "--out", directory.toString()).exit())
        .isEqualTo(Exit.INPUT);
    assertThat(carrierlab("run", EXAMPLE, "--capture", "pe1:nowhere", "--out", directory.toString()).exit())
        .isEqualTo(Exit.INPUT);
    assertThat(carrierlab("show", "labels", "--run", directory.toString()).exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("bench", "nothing").exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab("frobnicate").exit()).isEqualTo(Exit.INPUT);
    assertThat(carrierlab().exit()).isEqualTo(Exit.INPUT);
  }

  @Test
  void checksAndPrintsTheSchema() throws IOException {
    assertThat(carrierlab("check", EXAMPLE).out()).contains("valid: 19 nodes");
    assertThat(JSON.readTree(carrierlab("check", "--schema").out()).path("properties").has("vpns")).isTrue();
  }

  @Test
  void measuresSmallThingsToo() {
    assertThat(carrierlab("bench").out()).contains("forwarding", "vpnv4", "idle", "lab");
    assertThat(carrierlab("bench", "vpnv4", "--routes", "1000", "--vrfs", "10", "--rounds", "1").exit()).isZero();
    assertThat(carrierlab("bench", "lab", "--rounds", "many").exit()).isEqualTo(Exit.INPUT);
  }
}
