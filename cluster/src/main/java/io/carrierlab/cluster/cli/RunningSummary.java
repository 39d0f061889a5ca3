package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.DrillSummary;
import io.carrierlab.cluster.run.SeedRun;
import io.carrierlab.loadgen.report.FileProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps {@code summary.json} up to date while seeds are run, so that whoever ends a drill has what it found until
 * then. A summary has all runs, so it is not written after each: that takes a tenth of the time at most.
 */
final class RunningSummary {
  private static final long BETWEEN_NANOS = 1_000_000_000L;
  private static final int SHARE = 10;

  private final Path directory;
  private final DrillSummary.Asked asked;
  private final Function<SeedRun, String> command;
  private final List<SeedRun> done = new ArrayList<>();
  private final long begunNanos = System.nanoTime();
  private long writtenNanos;
  private long costNanos;
  private boolean ended;
  private boolean over;

  /** @param command that runs a seed again */
  RunningSummary(Path directory, DrillSummary.Asked asked, Function<SeedRun, String> command) throws FileProblem {
    this.directory = directory;
    this.asked = asked;
    this.command = command;
    write();
  }

  synchronized void finished(SeedRun run) throws FileProblem {
    done.add(run);
    if (!over && System.nanoTime() - writtenNanos >= Math.max(BETWEEN_NANOS, SHARE * costNanos)) {
      write();
    }
  }

  /** Writes what there is, for the last time: the program ends. */
  synchronized void interrupted() {
    if (ended) {
      System.err.println("carrierlab: interrupted; what was found until then is in " + directory);
      return;
    }
    try {
      DrillSummary summary = write();
      System.err.println("carrierlab: interrupted after " + summary.runs().size() + " of " + asked.seeds()
          + " seeds; what was found until then is in " + directory);
    } catch (FileProblem problem) {
      System.err.println("carrierlab: interrupted, and " + problem.getMessage());
    }
    over = true;
  }

  /** No more seeds are going to be run. @return what was written */
  synchronized DrillSummary end() throws FileProblem {
    ended = true;
    return write();
  }

  private DrillSummary write() throws FileProblem {
    long begun = System.nanoTime();
    List<SeedRun> runs = done.stream().sorted(Comparator.comparingLong(SeedRun::seed)).toList();
    var summary = new DrillSummary(asked, ended, (begun - begunNanos) / 1e9, runs,
        runs.stream().filter(run -> run.outcome() == SeedRun.Outcome.FAIL).map(run ->
            new DrillSummary.Failure(run, Optional.empty(), command.apply(run), false)).toList());
    summary.write(directory);
    writtenNanos = System.nanoTime();
    costNanos = writtenNanos - begun;
    return summary;
  }
}
