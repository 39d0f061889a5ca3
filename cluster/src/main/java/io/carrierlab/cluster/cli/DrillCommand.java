package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.DrillSummary;
import io.carrierlab.cluster.run.SeedRun;
import io.carrierlab.cluster.run.SeedRuns;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab drill}. */
@Command(name = "drill", mixinStandardHelpOptions = true,
    description = {"Runs a scenario with many seeds, side by side, and says which of them broke an expectation.",
      "With a random drill in the scenario (drill: { random: ... }) each seed has other faults at other times;",
      "what it expects must then hold whatever happens. A seed that fails is shrunk: faults are left out, healed",
      "sooner, and begun at rounder times for as long as it still fails. The shortest script is printed, with the",
      "command that runs it again."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  carrierlab drill examples/random-drills.yaml --seeds 1..20",
      "  carrierlab drill examples/random-drills.yaml --seeds 1..1000 --keep-going --out runs/night",
      "  carrierlab run examples/random-drills.yaml --seed 17           what seed 17 does, with report and captures",
      "  carrierlab drill my.yaml --seeds 1..50 --set drill.random.faults=6",
      "", "A drill to start from, in a scenario of yours:",
      "  drill: { random: { faults: 3, from: 60s, until: 180s, heal: 5s..30s, overlap: true } }",
      "", "Exit status: 0 every seed passed, 1 one did not, 2 the input is wrong, 3 Carrierlab failed."})
final class DrillCommand implements Callable<Integer> {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})(?:\\.\\.([0-9]{1,18}))?");
  private static final long MOST_SEEDS = 1_000_000;

  @Parameters(paramLabel = "SCENARIO", description = "a YAML file; docs/scenario.md describes it")
  private Path scenario;

  @Option(names = "--seeds", paramLabel = "FROM..TO", required = true, description = "such as 1..1000, or one seed")
  private String seeds;

  @Option(names = "--jobs", paramLabel = "N", description = "runs at a time; default: all processors")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(names = "--threads", paramLabel = "N", description = "worker threads of each run; default: 1. Many runs on "
      + "one thread each are faster than few on many.")
  private int threads = 1;

  @Option(names = "--for", paramLabel = "DURATION", description = "virtual time of each run; default: the scenario's")
  private String span;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "override a value, as for run; repeatable")
  private List<String> overrides = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "where summary.json goes; default: runs/NAME-drill-TIME")
  private Path out;

  @Option(names = "--keep-going", description = "run all seeds; default: no more after the first that fails")
  private boolean keepGoing;

  @Option(names = "--quiet", description = "no progress, only what failed and the summary")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    var range = RANGE.matcher(seeds);
    if (!range.matches()) {
      throw new InputException("--seeds " + seeds + ": expected a range such as 1..1000, or one seed");
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
    if (last < first || last - first >= MOST_SEEDS) {
      throw new InputException("--seeds " + seeds + ": expected 1 to " + MOST_SEEDS + " seeds");
    }
    for (int each : new int[] {jobs, threads}) {
      if (each < 1 || each > 256) {
        throw new InputException((each == jobs ? "--jobs " : "--threads ") + each + ": expected 1 to 256");
      }
    }
    Scenario loaded = Scenarios.load(scenario, overrides);
    Duration duration = span == null ? loaded.duration() : RunCommand.duration("--for", span);
    Path directory = out != null ? out : Path.of("runs",
        loaded.name() + "-drill-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()));
    long begun = System.nanoTime();
    DrillSummary summary;
    try (var runs = new SeedRuns(loaded, duration, threads, jobs)) {
      List<SeedRun> done;
      try (var progress = new SeedProgress(last - first + 1, quiet)) {
        done = runs.run(first, last, keepGoing, run -> {
          progress.finished(run);
          if (!run.passed()) {
            progress.clear();
            System.out.println("FAIL  seed " + run.seed() + "  " + script(run));
            failures(run);
          }
        });
      }
      double wall = (System.nanoTime() - begun) / 1e9;
      var failed = new ArrayList<DrillSummary.Failure>();
      for (SeedRun run : done) {
        if (!run.passed()) {
          failed.add(shrunk(runs, loaded, run, duration));
        }
      }
      summary = new DrillSummary(loaded.name(), jobs, duration.toNanos() / 1e9, wall, done, failed);
    }
    Path file = directory.resolve("summary.json");
    summary.write(file);
    System.out.printf("%d of %d seeds passed · %.1f virtual hours in %.0f s, %.2f runs/s, %d at a time · %s%n",
        summary.passed(), summary.runs().size(), summary.virtualHours(), summary.wallSeconds(),
        summary.runsPerSecond(), jobs, file);
    return summary.passed() == summary.runs().size() ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  private static void failures(SeedRun run) {
    for (Verdict verdict : run.failed()) {
      System.out.println("      " + verdict.id() + "  " + verdict.what() + " (observed " + verdict.observed() + ")");
    }
  }

  private static String script(SeedRun run) {
    return "[" + String.join(", ", run.script().stream().map(Fault::text).toList()) + "]";
  }

  /** Where there is nothing to leave out, the seed alone says it all. */
  private DrillSummary.Failure shrunk(SeedRuns runs, Scenario loaded, SeedRun run, Duration duration) {
    var command = new StringBuilder("./carrierlab run ").append(scenario).append(" --seed ").append(run.seed());
    overrides.forEach(each -> command.append(" --set ").append(quoted(each)));
    if (span != null) {
      command.append(" --for ").append(span);
    }
    if (loaded.random().isEmpty()) {
      System.out.println("      seed " + run.seed() + " again:  " + command);
      return new DrillSummary.Failure(run, Optional.empty(), command.toString(), false);
    }
    SeedRuns.Shortest shortest = runs.shortest(run);
    String override = "drill=" + script(shortest.run());
    var changes = new ArrayList<>(overrides);
    changes.add(override);
    SeedRun again = SeedRun.of(Scenarios.load(scenario, changes), run.seed(), threads, duration);
    boolean same = again.traceHash() == shortest.run().traceHash()
        && again.failedIds().equals(shortest.run().failedIds());
    command.append(" --set ").append(quoted(override));
    System.out.printf("      seed %d, %d of its %d faults after %d trials:%n", run.seed(),
        shortest.run().script().size(), run.script().size(), shortest.trials());
    shortest.run().script().forEach(fault -> System.out.println("        " + fault.text()));
    failures(shortest.run());
    System.out.println("      again" + (same ? ":  " : ", but with another outcome, which is a bug of ours:  ")
        + command);
    return new DrillSummary.Failure(run, Optional.of(shortest), command.toString(), same);
  }

  /** For a shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
