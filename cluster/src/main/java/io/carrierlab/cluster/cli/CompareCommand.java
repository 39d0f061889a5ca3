package io.carrierlab.cluster.cli;

import io.carrierlab.loadgen.report.Comparison;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.RunProblem;
import io.carrierlab.loadgen.report.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab compare}. */
@Command(name = "compare", mixinStandardHelpOptions = true,
    description = {"Says what differs between two finished runs.",
      "The first RUN is A, the base; B is compared with it. Of each, result.json and timeline.jsonl are read.",
      "Shown are: seed, overrides and duration; expectations whose verdict or observation changed; how long clients "
          + "were out, by percentile and by what the time was spent on; how soon another router was active in an HSRP "
          + "group; counters. Wall time and memory are there for information: they depend on the machine."},
    footerHeading = "%nExamples:%n", footer = {
      "  carrierlab run examples/hsrp-failover.yaml --out runs/before",
      "  carrierlab run examples/hsrp-failover.yaml --out runs/after --set PATH=VALUE",
      "  carrierlab compare runs/before runs/after             what the change did",
      "  carrierlab compare runs/before runs/latest --out compare.html",
      "                                                        the same as a page, histograms over each other",
      "  carrierlab compare runs/before runs/latest --json     for programs",
      "", "Exit status: 0 both runs were read, whatever differs; 2 one could not be."})
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "directory of a run: the base, A")
  private Path a;

  @Parameters(index = "1", paramLabel = "RUN", description = "directory of another, B, such as runs/latest")
  private Path b;

  @Option(names = "--json", description = "one JSON document; docs/results.md describes it")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE.html", description = "write a page that opens without a network, too")
  private Path out;

  @Override
  public Integer call() {
    Comparison comparison;
    try {
      comparison = Comparison.of(a, b);
    } catch (RunProblem problem) {
      throw new InputException(problem.getMessage());
    }
    if (out != null) {
      if (out.toAbsolutePath().getParent() == null || !Files.isDirectory(out.toAbsolutePath().getParent())
          || Files.isDirectory(out)) {
        throw new InputException("--out " + out + ": expected a file in a directory that exists");
      }
      try {
        WholeFile.write(out, comparison.html());
      } catch (FileProblem problem) {
        throw new InputException("--out " + problem.getMessage());
      }
    }
    System.out.print(json ? comparison.json() : comparison.text());
    return Exit.OK;
  }
}
