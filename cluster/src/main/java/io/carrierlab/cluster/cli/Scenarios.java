package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.source.Problem;
import java.nio.file.Path;
import java.util.List;

/** Loads scenarios for commands, and talks about what is wrong with them. */
final class Scenarios {
  private Scenarios() {}

  /** @throws InputException if the scenario is refused; each error stands on a line of its own */
  static Scenario load(Path file, List<String> overrides) {
    return read(file, overrides).scenario();
  }

  /** With its warnings, which have been printed. @throws InputException as {@link #load} */
  static Scenario.Loaded.Valid read(Path file, List<String> overrides) {
    Scenario.Loaded loaded = Scenario.load(file, overrides);
    for (Problem warning : loaded.warnings()) {
      System.err.println("warning: " + warning);
    }
    return switch (loaded) {
      case Scenario.Loaded.Valid valid -> valid;
      case Scenario.Loaded.Refused refused -> {
        refused.errors().forEach(System.err::println);
        int count = refused.errors().size();
        throw new InputException(file + " has " + count + (count == 1 ? " error" : " errors"));
      }
    };
  }
}
