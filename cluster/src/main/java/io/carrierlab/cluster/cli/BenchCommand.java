package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.bench.Benchmark;
import io.carrierlab.cluster.bench.Benchmarks;
import io.carrierlab.cluster.source.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code carrierlab bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true,
    description = {"Measures Carrierlab on this machine. Without NAME: what there is to measure.",
      "docs/benchmarks.md holds figures, and what they are compared with."})
final class BenchCommand implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
  private String name;

  @Unmatched
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      for (Benchmark each : Benchmarks.all()) {
        System.out.printf("%-12s %s%n", each.name(), each.description());
      }
      return Exit.OK;
    }
    List<String> names = Benchmarks.all().stream().map(Benchmark::name).toList();
    Benchmark chosen = Benchmarks.all().stream().filter(each -> each.name().equals(name)).findFirst()
        .orElseThrow(() -> new InputException("no benchmark is named \"" + name + "\"; there are: "
            + String.join(", ", names)
            + Nearest.hint(name, names)));
    try {
      return chosen.run(arguments, System.out);
    } catch (IllegalArgumentException e) {
      throw new InputException("bench " + name + ": " + e.getMessage());
    }
  }
}
