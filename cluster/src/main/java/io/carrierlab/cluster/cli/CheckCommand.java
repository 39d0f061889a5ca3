package io.carrierlab.cluster.cli;

import static io.carrierlab.loadgen.report.DrillWords.count;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab check}. */
@Command(name = "check", mixinStandardHelpOptions = true,
    description = "Validates a scenario. Errors name file, line, column and what was expected.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "a YAML file; docs/scenario.md describes it")
  private Path scenario;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "override a value, such as links.0.delay=5ms")
  private List<String> overrides = List.of();

  @Option(names = "--schema", description = "print the JSON Schema of scenario files, for editors, and do nothing else")
  private boolean schema;

  @Override
  public Integer call() {
    if (schema) {
      System.out.println(Scenario.schema());
      return Exit.OK;
    }
    if (scenario == null) {
      throw new InputException("which scenario? carrierlab check SCENARIO");
    }
    Scenario.Loaded.Valid read = Scenarios.read(scenario, overrides);
    Scenario loaded = read.scenario();
    System.out.printf("%s: valid%s: %s, %s, %s, %s, %s virtual time%n", scenario,
        read.warnings().isEmpty() ? "" : ", with " + count(read.warnings().size(), "warning", "warnings"),
        count(loaded.topology().nodes().size(), "node", "nodes"),
        count(loaded.topology().links().size(), "link", "links"),
        count(loaded.topology().vpns().size(), "VPN", "VPNs"),
        count(loaded.expectations().size(), "expectation", "expectations"), Words.seconds(loaded.duration()));
    return Exit.OK;
  }
}
