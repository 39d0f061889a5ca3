package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.source.Digest;
import io.carrierlab.cluster.source.Secrets;
import io.carrierlab.loadgen.drill.Words;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.RunHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A finished run that is run again up to a moment. A run is the same run for the same inputs and seed, so nothing of
 * the network has to be kept; that the inputs are the same is checked before, and that the run is, at its last mark
 * before the moment (there is one each two-hundredth of it).
 */
public final class Replayer {
  /** Why a run cannot be run again, in words for its user. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private final Path directory;
  private final Replay replay;
  private final Scenario scenario;

  private Replayer(Path directory, Replay replay, Scenario scenario) {
    this.directory = directory;
    this.replay = replay;
    this.scenario = scenario;
  }

  /**
   * A run that can be run again.
   *
   * @param directory of a finished run in virtual time, whose inputs are still what they were
   * @param secrets its overrides that have passwords or keys, which are not kept
   */
  public static Replayer of(Path directory, List<String> secrets) throws Refused {
    Replay replay = finished(directory);
    if (!replay.virtual()) {
      throw new Refused("the run in " + directory + " was in real time, which does not come back: it cannot be run "
          + "again to look at a moment of it");
    }
    for (Digest file : replay.files()) {
      unchanged(directory, file);
    }
    return switch (Scenario.load(replay.scenario(), overrides(directory, replay, secrets))) {
      case Scenario.Loaded.Valid valid -> new Replayer(directory, replay, valid.scenario());
      case Scenario.Loaded.Refused refused -> throw new Refused(replay.scenario() + " is not accepted any more, though "
          + "it has not changed since the run in " + directory + ": " + refused.errors().getFirst());
    };
  }

  /** What a run that came to its end says of itself. */
  static Replay finished(Path directory) throws Refused {
    Replay replay;
    try {
      replay = Replay.read(directory);
    } catch (NoSuchFileException e) {
      throw new Refused(DrillSummary.isIn(directory)
          ? directory + " is of a drill, which keeps no tables; run one of its seeds with carrierlab run --seed N"
          : "no finished run in " + directory + "; run a scenario first, or name one with --run DIR");
    } catch (IOException e) {
      throw new Refused(new FileProblem(directory.resolve(Replay.FILE), "cannot be read", e).getMessage()
          + "; run the scenario again");
    }
    if (replay.ended().isEmpty()) {
      throw new Refused("the run in " + directory + " (" + replay.name() + " of " + replay.startedAt()
          + ") has not come to its end: it is under way, or was killed");
    }
    return replay;
  }

  /** Which run it is. */
  public RunHead head() {
    return replay.head(directory);
  }

  private static List<String> overrides(Path directory, Replay replay, List<String> secrets) throws Refused {
    for (String secret : secrets) {
      if (!replay.overrides().contains(Scenario.masked(secret))) {
        throw new Refused("the run in " + directory + " had no --set " + Scenario.masked(secret)
            + " whose value was not kept; nothing else of it can be said again");
      }
    }
    var whole = new ArrayList<String>();
    for (String override : replay.overrides()) {
      whole.add(!override.contains(Secrets.MASK) ? override : secrets.stream()
          .filter(each -> Scenario.masked(each).equals(override)).findFirst().orElseThrow(() -> new Refused(
              "the run in " + directory + " had --set " + override + ", and passwords and keys are not kept: say it "
              + "again, with its value")));
    }
    return whole;
  }

  private static void unchanged(Path directory, Digest then) throws Refused {
    String trouble;
    try {
      if (Digest.of(then.file(), Files.readAllBytes(then.file())).equals(then)) {
        return;
      }
      trouble = then.file() + " has changed";
    } catch (IOException e) {
      trouble = then.file() + " cannot be read any more";
    }
    throw new Refused(trouble + " since the run in " + directory + ", which can therefore not be run again; "
        + "run the scenario as it is now, and look at that");
  }

  public Scenario scenario() {
    return scenario;
  }

  public long seed() {
    return replay.seed();
  }

  /** How long the run was: the last moment that can be asked for. */
  public Duration end() {
    return replay.end();
  }

  /**
   * Runs the run again. What happens at {@code moment} has happened, and nothing later.
   *
   * @param reached told of the virtual time reached, now and then
   * @return to be closed
   */
  public Runner until(Duration moment, Consumer<Duration> reached) throws Refused {
    if (moment.compareTo(end()) > 0) {
      throw new Refused("the run in " + directory + " ended at " + Words.seconds(end()) + ", before "
          + Words.seconds(moment) + "; run the scenario with a longer --for");
    }
    // Its duration stays: what the scenario asks for is the same, whatever part of it is run.
    var runner = new Runner(scenario, new RunOptions(replay.seed(), Runtime.getRuntime().availableProcessors(), false,
        true, Duration.ofNanos(replay.durationNanos()), List.of(), false, Optional.empty()));
    boolean same = false;
    try {
      Replay.Ended ended = replay.ended().orElseThrow();
      Optional<Runner.Mark> known = ended.marks().stream().filter(mark -> mark.atNanos() <= moment.toNanos())
          .reduce((earlier, later) -> later);
      same = runner.advanceTo(moment, known, reached) && (moment.compareTo(end()) < 0
          || runner.network().traceHash() == ended.traceHash());
    } finally {
      if (!same) {
        runner.close();
      }
    }
    if (!same) {
      throw new Refused("another run came of it than the one in " + directory + ": Carrierlab has changed since, or a "
          + "password or key of --set is another one; run the scenario again");
    }
    return runner;
  }
}
