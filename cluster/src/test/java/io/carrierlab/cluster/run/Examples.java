package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The scenarios that users start from, as tests run them. */
final class Examples {
  private static final Path DIRECTORY = Path.of("..", "examples");

  private Examples() {}

  static Scenario load(String name, String... overrides) {
    return switch (Scenario.load(DIRECTORY.resolve(name + ".yaml"), List.of(overrides))) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  static Runner.Outcome run(Scenario scenario, int threads, boolean serialize) throws IOException {
    var options = new RunOptions(scenario.seed(), threads, serialize, true, scenario.duration(), List.of(), false,
        Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      return runner.run(reached -> { });
    }
  }

  static Runner.Outcome run(String name, String... overrides) throws IOException {
    return run(load(name, overrides), 2, false);
  }
}
