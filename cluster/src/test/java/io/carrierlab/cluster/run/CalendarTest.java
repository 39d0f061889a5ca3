package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.time.Engine;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One date for time 0, whoever writes it: captures, accounting records, and what certificates are checked against. */
class CalendarTest {
  private static final String ACCESS = """
      duration: 40s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, certificates: true, pool: 10.200.0.0/24,
              users: { name: "acme-#", count: 5, password: "pw-#" } }
        aggregators: [{ at: "pe1:ge9", ike: 1, radius: [radius1], certificate: valid }]
      load:
        clients: [{ name: home, group: acme-ra, count: 2, via: isp1, start: 20s, stop: 35s }]
      capture: ["radius1:eth0"]
      """;

  @TempDir private Path directory;

  @Test
  void accountingRecordsHaveTheTimeOfTheirPackets() throws IOException, InterruptedException {
    Scenario scenario = AccessLab.scenario(ACCESS);
    var options = new RunOptions(scenario.seed(), 2, false, true, scenario.duration(), scenario.captures(), false,
        Optional.of(directory));
    try (var runner = new Runner(scenario, options)) {
      runner.run(reached -> { });
    }
    List<String> records = packets("radius.code == 4");
    assertThat(records).hasSizeGreaterThanOrEqualTo(4).allSatisfy(time ->
        assertThat(Double.parseDouble(time) - Engine.EPOCH.getEpochSecond()).isBetween(20.0, 40.0));
    assertThat(packets("radius.code == 4 && radius.Event_Timestamp >= \"2000-01-01 00:00:20\""
        + " && radius.Event_Timestamp <= \"2000-01-01 00:00:40\"")).isEqualTo(records);
  }

  /** Their times, in seconds since 1970. */
  private List<String> packets(String filter) throws IOException, InterruptedException {
    var tshark = new ProcessBuilder("tshark", "-r", directory.resolve("captures/radius1-eth0.pcapng").toString(), "-Y",
        filter, "-T", "fields", "-e", "frame.time_epoch");
    tshark.environment().put("TZ", "UTC");
    try {
      Process judge = tshark.start();
      String said = new String(judge.getInputStream().readAllBytes());
      judge.waitFor();
      return said.lines().toList();
    } catch (IOException notThere) {
      return Assumptions.abort("no tshark");
    }
  }

  @Test
  void certificatesAreCheckedAgainstIt() {
    var access = AccessLab.scenario(ACCESS).topology().nodes().stream()
        .filter(each -> each instanceof RouterConfig router && router.access().isPresent())
        .map(each -> ((RouterConfig) each).access().get()).findFirst().orElseThrow();
    assertThat(access.ike1().orElseThrow().epoch()).isEqualTo(Engine.EPOCH);
    assertThat(access.ike1().get().since(Engine.EPOCH)).isSameAs(access.ike1().get());
  }

  @Test
  void inRealTimeItIsTheDateOfTheRun() {
    Instant before = Instant.now();
    try (var network = new Network(new Topology("none", List.of(), List.of(), List.of()),
        new Network.Options(1, 1, false, false), (node, config) -> Behaviors.empty())) {
      network.runUntil(Duration.ofMillis(1));
      assertThat(network.epoch()).isBetween(before, Instant.now());
    }
  }
}
