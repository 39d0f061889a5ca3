package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.loadgen.drill.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A bug that nobody sees as long as nothing breaks: clients that do not ask whether their gateway is alive. Random
 * drills find it, and say in one fault what it takes.
 */
class PlantedBugTest {
  private static final Path FILE = Path.of("..", "examples", "random-drills.yaml");
  private static final List<String> FEW = List.of("load.clients.0.count=4", "load.clients.1.count=4",
      "expect.answers-flow.lost.at-most=2");
  private static final List<String> PLANTED = List.of("load.clients.0.dpd=false", "load.clients.1.dpd=false",
      "drill.random.kinds=[crash, flap, degrade]", "drill.random.nodes=[pe1, pe2]",
      "drill.random.links=[p1--p2, pe3--p1]");

  private static Scenario load(List<String> overrides) {
    return switch (Scenario.load(FILE, overrides)) {
      case Loaded.Valid valid -> valid.scenario();
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  @Test
  void isFoundAndShrunkToACrash() throws IOException {
    var overrides = new ArrayList<>(FEW);
    overrides.addAll(PLANTED);
    Scenario scenario = load(overrides);
    try (var runs = new SeedRuns(scenario, scenario.duration(), 1, 2)) {
      List<SeedRun> done = runs.run(1, 20, false, run -> { });
      SeedRun failed = done.stream().filter(run -> run.outcome() == SeedRun.Outcome.FAIL).findFirst().orElseThrow();
      assertThat(failed.failedIds()).contains("same-sas");
      SeedRuns.Shortest shortest = runs.shortest(failed, _ -> { });
      assertThat(shortest.run().failedIds()).containsAnyElementsOf(failed.failedIds());
      assertThat(shortest.run().script()).extracting(Fault::kind).containsExactly("crash", "restart");
      assertThat(shortest.run().script()).extracting(fault -> fault.place().name()).containsOnly("pe1");

      // The command that is printed runs the same script by --set, and comes to the same end.
      var replay = new ArrayList<>(overrides);
      replay.add("drill=[" + String.join(", ", shortest.run().script().stream().map(Fault::text).toList()) + "]");
      SeedRun again = SeedRun.of(load(replay), failed.seed(), 2, scenario.duration());
      assertThat(again.traceHash()).isEqualTo(shortest.run().traceHash());
      assertThat(again.failedIds()).isEqualTo(shortest.run().failedIds());
    }
  }

  @Test
  void withoutItEverySeedHolds() throws IOException {
    Scenario scenario = load(FEW);
    try (var runs = new SeedRuns(scenario, scenario.duration(), 1, 2)) {
      List<SeedRun> done = runs.run(1, 10, true, run -> { });
      assertThat(done).hasSize(10).allSatisfy(run -> assertThat(run.outcome()).isEqualTo(SeedRun.Outcome.PASS));
      // A run beside others is the run that it is alone, and its script written down is the same run.
      SeedRun alone = SeedRun.of(scenario.with(scenario.script(3)), 3, 2, scenario.duration());
      assertThat(alone.traceHash()).isEqualTo(done.get(2).traceHash());
      assertThat(alone.script()).isEqualTo(done.get(2).script());
    }
  }
}
