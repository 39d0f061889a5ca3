package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.SampleRun;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  /** Kept for looking at: a browser shows what no assertion can. */
  private static final Path SAMPLES = Path.of("target", "report-samples");

  @Test
  void isOneFileThatNeedsNothingElse() throws IOException {
    String html = keep("healthy.html", SampleReport.healthy());
    assertThat(html).doesNotContain("{{").doesNotContainPattern("(src|href)=\"(?!#|data:)")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)").doesNotContain("@import");
    assertThat(keep("leaking.html", SampleReport.leaking())).contains("<title>two-customers: fail</title>");
  }

  @Test
  void theSameRunIsTheSamePage() {
    assertThat(SampleReport.healthy().html()).isEqualTo(SampleReport.healthy().html());
  }

  @ParameterizedTest
  @CsvSource({"</script><script>alert(1)</script>", "<!--<script>", "\"'`${x}\\", "\u2028\u2029\u0000\ud83d\ude00&amp;",
      "]]>&lt;img src=x onerror=alert(1)>", "{{data}}"})
  void namesCannotBreakOut(String hostile) throws IOException {
    Report report = hostile(hostile);
    String html = report.html();
    keep("hostile-" + Integer.toHexString(hostile.hashCode()) + ".html", report);
    int start = html.indexOf("id=\"data\">") + 10;
    String json = html.substring(start, html.indexOf("</script", start));
    assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    JsonNode data = new ObjectMapper().readTree(json);
    assertThat(data.get("result").get("scenario").textValue()).isEqualTo(hostile);
    assertThat(data.get("result").get("seed").textValue()).isEqualTo("9223372036854775807");
    assertThat(data.get("topology").get("nodes").get(0).get("title").textValue()).startsWith(hostile + " (");
    assertThat(html.split("<script", -1)).as("two scripts and no third").hasSize(3);
    assertThat(html).contains("<title>" + ReportPage.text(hostile) + ": fail</title>");
  }

  private static Report hostile(String name) {
    var end = new LinkConfig.End(name, 0, name, name);
    List<NodeConfig> nodes = List.of(new HostConfig(name, 1, 24, 2));
    var topology = new Topology(name, nodes, List.of(new LinkConfig(name, true, List.of(end), Duration.ofMillis(1), 0,
        0, 1)), List.of(new VpnConfig(name, Set.of(name))));
    var run = new RunResult.Run(name, Long.MAX_VALUE, name, 1, 1, 1, new TreeMap<>(), Optional.of(name));
    var verdict = new Verdict(name, name, Verdict.Outcome.FAIL, name,
        List.of(new Table(name, List.of(name), List.of(List.of(name)), 0)));
    var counters = new TreeMap<String, Long>();
    counters.put(name, 1L);
    Observations none = new Observations(0, List.of(), List.of(), List.of(), List.of(),
        SampleRun.healthy().isolation(), List.of(), List.of(), List.of(), List.of(), Observations.DeviceRecord.NONE);
    return new Report(new RunResult(run, List.of(verdict), counters,
        List.of(new RunResult.NodeResult(name, name, counters))), topology, none,
        List.of(new TimelineEvent.Note(0, Optional.of(name), name)));
  }

  private static String keep(String name, Report report) throws IOException {
    Files.createDirectories(SAMPLES);
    report.write(SAMPLES.resolve(name));
    return Files.readString(SAMPLES.resolve(name));
  }
}
