package io.carrierlab.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each benchmark, small: what it measures must work and be the same at any number of threads. Nothing is timed. */
class BenchmarksTest {
  @TempDir
  private Path directory;

  private static JsonNode figures(Benchmark benchmark, String... arguments) throws Exception {
    var octets = new ByteArrayOutputStream();
    int status = benchmark.run(List.of(arguments), new PrintStream(octets, true, StandardCharsets.UTF_8));
    JsonNode root = new ObjectMapper().readTree(octets.toByteArray());
    assertThat(status).as(root.toPrettyString()).isZero();
    assertThat(root.get("benchmark").asText()).isEqualTo(benchmark.name());
    assertThat(root.get("machine").asText()).isNotBlank();
    assertThat(root.get("held").asBoolean()).isTrue();
    return root.get("figures");
  }

  @Test
  void everyForwardedPacketArrivesAtAnyNumberOfThreads() throws Exception {
    JsonNode figures = figures(new ForwardingBenchmark(), "--packets", "2000", "--threads", "1,4", "--rounds", "1",
        "--json");
    assertThat(figures).hasSize(8).allSatisfy(run -> {
      assertThat(run.get("sent").asLong()).isPositive();
      assertThat(run.get("received").asLong()).isEqualTo(run.get("sent").asLong());
    });
    for (int i = 0; i < figures.size(); i += 2) {
      assertThat(figures.get(i).get("traceHash")).isEqualTo(figures.get(i + 1).get("traceHash"));
    }
  }

  @Test
  void everyVpnRouteIsImported() throws Exception {
    assertThat(figures(new VpnBenchmark(), "--routes", "2000", "--vrfs", "10", "--rounds", "1", "--json")).hasSize(2)
        .allSatisfy(run -> assertThat(run.get("imported").asLong()).isEqualTo(2000));
  }

  @Test
  void anIdleRingIsTheSameAtAnyNumberOfThreads() throws Exception {
    JsonNode figures = figures(new IdleBenchmark(), "--routers", "50", "--seconds", "20", "--ldp-seconds", "20",
        "--threads", "1,4", "--json");
    List<String> hashes = figures.findValuesAsText("traceHash");
    assertThat(hashes).hasSize(4);
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
    assertThat(hashes.get(2)).isEqualTo(hashes.get(3));
  }

  @Test
  void noFrameOvertakesAnotherByTheWallClock() throws Exception {
    JsonNode figures = figures(new RealTimeBenchmark(), "--routers", "5", "--stations", "3", "--seconds", "1",
        "--threads", "2", "--json");
    assertThat(figures.findValuesAsText("overtaken")).containsExactly("0");
  }

  @Test
  void theLabIsComplete() throws Exception {
    assertThat(figures(new LabBenchmark(), "--threads", "2", "--rounds", "1", "--json"))
        .allSatisfy(run -> assertThat(run.get("complete").asBoolean()).isTrue());
  }

  @Test
  void everyClientIsConnectedAtAnyNumberOfThreads() throws Exception {
    JsonNode figures = figures(new TunnelsBenchmark(), "--clients", "20", "--threads", "1,4", "--rounds", "1",
        "--json");
    assertThat(figures).hasSize(10).allSatisfy(run -> assertThat(run.get("connected").asInt()).isEqualTo(20));
    for (int i = 0; i < figures.size(); i += 2) {
      assertThat(figures.get(i).get("traceHash")).isEqualTo(figures.get(i + 1).get("traceHash"));
    }
  }

  @Test
  void aClientCostsSomethingOnEitherSide() throws Exception {
    assertThat(figures(new ClientsBenchmark(), "--clients", "200", "--threads", "2", "--json")).hasSize(3)
        .allSatisfy(run -> assertThat(run.get("connected").asInt()).isEqualTo(200));
  }

  @Test
  void everyRequestThroughATunnelIsAnswered() throws Exception {
    JsonNode figures = figures(new EspBenchmark(), "--clients", "20", "--sizes", "64,1350", "--threads", "1,4",
        "--rounds", "1", "--json");
    assertThat(figures).hasSize(4).allSatisfy(run -> {
      assertThat(run.get("requests").asLong()).isEqualTo(20 * 350);
      assertThat(run.get("answers").asLong()).isEqualTo(20 * 350);
    });
  }

  @Test
  void everyClientIsBackAfterAFailover() throws Exception {
    Path plot = directory.resolve("plot.svg");
    JsonNode figures = figures(new FailoverBenchmark(), "--clients", "20", "--dpd", "5,10", "--handshakes", "50",
        "--threads", "2", "--svg", plot.toString(), "--json");
    assertThat(figures).hasSize(2).allSatisfy(run -> {
      assertThat(run.get("back").asInt()).isEqualTo(20);
      assertThat(run.get("last").asDouble()).isBetween(run.get("dpdIdleSeconds").asDouble(), 40.0);
    });
    var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile()).getDocumentElement();
    assertThat(root.getElementsByTagName("title").getLength()).isEqualTo(4 * 4);
  }

  /** Of each kind of list: it is read, or refused, as it should be. */
  @Test
  void everyKindOfListIsRead() throws Exception {
    JsonNode figures = figures(new ReadingBenchmark(), "--items", "10", "--factor", "3", "--json");
    assertThat(figures).hasSameSizeAs(ReadingLists.all())
        .allSatisfy(list -> assertThat(list.get("secondsAnItemOfMore").asDouble()).isNotNegative());
  }

  @Test
  void whatIsNoArgumentIsRefused() {
    assertThat(Benchmarks.all()).allSatisfy(benchmark ->
        assertThatThrownBy(() -> benchmark.run(List.of("--speed", "9"), System.out))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--speed"));
  }
}
