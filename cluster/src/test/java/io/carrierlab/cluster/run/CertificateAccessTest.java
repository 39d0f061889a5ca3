package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group without a key: its clients and the aggregator show certificates of the laboratory's CA, in both versions. */
class CertificateAccessTest {
  private static final String CROWDS = """
          - { name: v1, group: acme-ra, count: 20, via: isp1, start: 20s, stop: 60s,
              traffic: { to: host-acme, every: 2s } }
          - { name: v2, group: acme-ra, count: 20, first-user: 51, via: isp1, ike: 2, start: 20s, stop: 60s,
              traffic: { to: host-acme, every: 2s } }
          - { name: old, group: acme-ra, count: 5, first-user: 91, via: isp1, certificate: expired, start: 20s,
              stop: 60s, retry: { first: 300s, most: 300s } }
      """;

  @TempDir private Path directory;

  @Test
  void validOnesComeInAndExpiredOnesDoNot() throws IOException {
    String example = Files.readString(Path.of("..", "examples", "two-box.yaml"));
    String text = example.substring(0, example.indexOf("load:"))
        .replace("key: acme-key", "certificates: true")
        .replace("ike: 1, radius: [radius1]", "ike: [1, 2], radius: [radius1], certificate: valid")
        .replace("duration: 120s", "duration: 80s") + "load:\n  clients:\n" + CROWDS.indent(-2);
    Path file = Files.writeString(directory.resolve("certificates.yaml"), text);
    Runner.Outcome outcome = switch (Scenario.load(file, List.of())) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false);
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    for (String population : List.of("v1", "v2")) {
      assertThat(AccessLab.clients(outcome, population)).hasSize(20)
          .allMatch(client -> client.sessions() == 1 && client.answers() > 0 && client.answers() == client.requests());
    }
    assertThat(AccessLab.clients(outcome, "old")).hasSize(5).allMatch(client -> client.sessions() == 0);
    assertThat(AccessLab.causes(outcome.tables(), "agg1")).containsEntry("session ended CERTIFICATE_EXPIRED", 5L);
  }
}
