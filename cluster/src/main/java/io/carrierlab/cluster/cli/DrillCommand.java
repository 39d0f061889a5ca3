package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.DrillSummary;
import io.carrierlab.cluster.run.Memory;
import io.carrierlab.cluster.run.SeedRun;
import io.carrierlab.cluster.run.SeedRuns;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.drill.Words;
import io.carrierlab.loadgen.report.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
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
      "", "Exit status: 0 no seed failed, 1 one did, or an expectation was evaluated with none, 2 the input is wrong,",
      "3 Carrierlab failed."})
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
    Duration duration = span == null ? loaded.duration() : RunCommand.length(span);
    loaded.random().filter(random -> random.until().compareTo(duration) >= 0).ifPresent(random -> {
      throw new InputException("--for " + span + ": the random drill of " + scenario + " lasts until "
          + Words.seconds(random.until()) + "; expected more than that, or --set drill.random.until=TIME");
    });
    Path directory = RunCommand.directory(out, loaded.name() + "-drill", LocalDateTime.now());
    Memory.warning(loaded.topology(), (int) Math.min(jobs, last - first + 1))
        .ifPresent(why -> System.err.println("warning: " + why));
    RunningSummary running = running(directory, new DrillSummary.Asked(loaded.name(), last - first + 1, jobs,
        duration.toNanos() / 1e9));
    DrillSummary summary;
    try (var interruption = Interruption.writing(running::interrupted);
        var runs = new SeedRuns(loaded, duration, threads, jobs);
        var progress = new SeedProgress(last - first + 1, quiet);
        var garbage = new GarbageWatch()) {
      runs.run(first, last, keepGoing, run -> {
        running.finished(run);
        progress.finished(run);
        if (run.outcome() != SeedRun.Outcome.PASS) {
          progress.clear();
          System.out.println((run.outcome() == SeedRun.Outcome.FAIL ? "FAIL  seed " : "not evaluated  seed ")
              + run.seed() + "  " + script(run));
          unmet(run);
        }
      });
      progress.clear();
      summary = running.end();
      if (loaded.random().isPresent()) {
        var shrunk = new ArrayList<>(summary.failures());
        for (int i = 0; i < shrunk.size(); i++) {
          shrunk.set(i, shrunk(runs, shrunk.get(i).run(), duration, progress));
          summary = summary.with(shrunk);
          summary.write(directory);     // after each: it takes long, and may be interrupted
        }
      } else {
        summary.failures().forEach(each -> System.out.println("      seed " + each.run().seed() + " again:  "
            + each.replay()));
      }
    }
    conclude(summary, directory.resolve("summary.json"));
    return summary.passed() ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  /** Its first file: what cannot be written is found out before anything is run. */
  private RunningSummary running(Path directory, DrillSummary.Asked asked) {
    try {
      return new RunningSummary(directory, asked, this::command);
    } catch (FileProblem problem) {
      throw new InputException(problem.getMessage());
    }
  }

  private static void conclude(DrillSummary summary, Path file) {
    summary.neverEvaluated().forEach(id -> System.out.println("not evaluated with any seed: " + id));
    var faults = summary.runs().stream().mapToInt(SeedRun::faults).summaryStatistics();
    System.out.printf("%d of %d seeds passed, %d failed, %d not evaluated · faults each: %s · "
        + "%.1f virtual hours in %.0f s, %.2f runs/s, %d at a time · %s%n",
        summary.count(SeedRun.Outcome.PASS), summary.runs().size(), summary.count(SeedRun.Outcome.FAIL),
        summary.count(SeedRun.Outcome.NOT_EVALUATED), faults.getMin() == faults.getMax() ? "" + faults.getMin()
            : faults.getMin() + " to " + faults.getMax(), summary.virtualHours(), summary.wallSeconds(),
        summary.runsPerSecond(), summary.asked().jobs(), file);
  }

  private static void unmet(SeedRun run) {
    run.error().ifPresent(error -> System.out.println("      the run did not come to its end: " + error));
    for (Verdict verdict : run.unmet()) {
      System.out.println("      " + verdict.id() + "  " + verdict.what() + " ("
          + (verdict.outcome() == Verdict.Outcome.FAIL ? "observed " : "") + verdict.observed() + ")");
    }
  }

  private static String script(SeedRun run) {
    return "[" + String.join(", ", run.script().stream().map(Fault::text).toList()) + "]";
  }

  /** What runs this seed again. */
  private String command(SeedRun run) {
    var command = new StringBuilder("./carrierlab run ").append(quoted(scenario.toString())).append(" --seed ")
        .append(run.seed());
    overrides.forEach(each -> command.append(" --set ").append(quoted(Scenario.masked(each))));
    if (span != null) {
      command.append(" --for ").append(span);
    }
    return command.toString();
  }

  private DrillSummary.Failure shrunk(SeedRuns runs, SeedRun run, Duration duration, SeedProgress progress) {
    SeedRuns.Shortest shortest = runs.shortest(run, tried -> progress.shrinking(run.seed(), tried));
    progress.clear();
    String override = "drill=" + script(shortest.run());
    String command = command(run) + " --set " + quoted(override);
    System.out.printf("      seed %d, %d of its %d faults after %d trials%s:%n", run.seed(), shortest.run().faults(),
        run.faults(), shortest.trials(), shortest.exhausted() ? ", and no more are made: there may be a shorter script"
            : "");
    shortest.run().script().forEach(fault -> System.out.println("        " + fault.text()));
    unmet(shortest.run());
    boolean same = false;
    String how = ", but with another outcome, which is a bug of ours:  ";
    try {
      same = again(override, run, duration, shortest.run());
    } catch (InputException e) {
      how = ", but it is refused (" + e.getMessage() + "), which is a bug of ours:  ";
    }
    System.out.println("      again" + (same ? ":  " : how) + command);
    return new DrillSummary.Failure(run, Optional.of(shortest), command, same);
  }

  /** Whether the script, written down, is the same run. */
  private boolean again(String override, SeedRun run, Duration duration, SeedRun shortest) {
    var changes = new ArrayList<>(overrides);
    changes.add(override);
    SeedRun again = SeedRun.of(Scenarios.load(scenario, changes), run.seed(), threads, duration);
    return again.traceHash() == shortest.traceHash() && again.failedIds().equals(shortest.failedIds())
        && again.error().equals(shortest.error());
  }

  /** For a shell: a plain word as it is. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./][A-Za-z0-9_./-]*") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
