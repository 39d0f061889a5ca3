package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer may have behind it is what its crypto map's access list permits: nothing else gets a route. */
class PeerNetworksTest {
  @TempDir private Path directory;

  /** The lecture's configuration with the access list that it names: from anywhere to a network of the branch. */
  private Runner.Outcome coke(String permitted) throws IOException {
    Path examples = Path.of("..", "examples");
    Files.copy(examples.resolve("coke.yaml"), directory.resolve("coke.yaml"));
    Files.writeString(directory.resolve("coke.cfg"), Files.readString(examples.resolve("coke.cfg"))
        + "!\naccess-list 101 permit ip any " + permitted + "\n");
    return switch (Scenario.load(directory.resolve("coke.yaml"), List.of())) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false);
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  @Test
  void theNetworkOfTheAccessListIsReached() throws IOException {
    assertThat(coke("10.2.0.0 0.0.255.255").verdicts()).allMatch(Verdict::passed);
  }

  @Test
  void anotherNetworkIsRefused() throws IOException {
    Runner.Outcome outcome = coke("10.9.0.0 0.0.255.255");
    Map<String, Long> causes = AccessLab.causes(outcome.tables(), "pe1");
    assertThat(causes.entrySet()).anyMatch(each -> each.getKey().contains("BAD_SELECTORS") && each.getValue() > 0);
    assertThat(outcome.tables()).filteredOn(table -> table.node().equals("pe1") && table.vrf().equals("coke")
        && table.kind().equals("routes")).allSatisfy(table -> assertThat(table.rows())
            .noneMatch(row -> row.contains("10.2.0.0/16")));
  }
}
