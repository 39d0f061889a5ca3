package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.bench.Benchmark;
import io.carrierlab.cluster.bench.Benchmarks;
import io.carrierlab.cluster.source.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code carrierlab bench}. */
@Command(name = "bench",
    description = {"Measures Carrierlab on this machine. Without NAME: what there is to measure.",
      "docs/benchmarks.md holds figures, and what they are compared with."},
    footerHeading = "%nExit status: 0 it was measured, 1 what was measured did not do what it must, 2 the input is "
        + "wrong.%n")
final class BenchCommand implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
  private String name;

  @Option(names = {"-h", "--help"}, description = "with NAME: its own options; without: those of all")
  private boolean help;

  @Spec
  private CommandSpec spec;

  @Unmatched
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      if (help) {
        System.out.print(spec.commandLine().getUsageMessage());
      }
      Benchmarks.all().forEach(each -> describe(each, help));
      return Exit.OK;
    }
    List<String> names = Benchmarks.all().stream().map(Benchmark::name).toList();
    Benchmark chosen = Benchmarks.all().stream().filter(each -> each.name().equals(name)).findFirst()
        .orElseThrow(() -> new InputException("no benchmark is named \"" + name + "\"; there are: "
            + String.join(", ", names)
            + Nearest.hint(name, names)));
    if (help) {
      describe(chosen, true);
      return Exit.OK;
    }
    try {
      return chosen.run(arguments, System.out);
    } catch (IllegalArgumentException e) {
      throw new InputException("bench " + name + ": " + e.getMessage());
    }
  }

  private static void describe(Benchmark benchmark, boolean whole) {
    System.out.printf("%-12s %s%n", benchmark.name(), benchmark.description());
    if (whole) {
      benchmark.arguments().forEach(each -> System.out.printf("    %-22s %s%n", each.usage(), each.text()));
      System.out.printf("    %-22s %s%n", "--json", "one JSON document");
    }
  }
}
