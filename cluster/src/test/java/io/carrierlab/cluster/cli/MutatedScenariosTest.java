package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carrierlab.cluster.scenario.ExamplesTest;
import io.carrierlab.cluster.scenario.MutatedScenarios;
import io.carrierlab.cluster.scenario.MutatedScenarios.Mutant;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.loadgen.drill.Traffic;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a scenario says, {@code check} takes it or says where it is wrong, and what {@code check} takes can be run:
 * the exit status is 0, 1 or 2, never 3, and there is one.
 */
class MutatedScenariosTest {
  /** For each seed; {@code -Dmutants=500} takes more. */
  private static final int MUTANTS = Integer.getInteger("mutants", 40);
  /** One in so many of those that are valid is run. */
  private static final int ONE_IN = Integer.getInteger("mutants.run", 4);
  /** A limit for what hangs, not for what is slow. */
  private static final int HANG_SECONDS = 300;
  /** Of the tests, whatever a command that hangs has as its own. */
  private static final PrintStream ERR = System.err;
  /** A network may be valid and large. Those of more nodes or packets are checked, and not run. */
  private static final int MOST_NODES = 200;
  private static final double MOST_PACKETS = 20_000;
  private static final Pattern PLACE = Pattern.compile("(?m)^\\S*\\.(?:yaml|cfg):[0-9]+:[0-9]+: \\S");
  private static final Map<String, Integer> FIGURES = new TreeMap<>();
  private static double longestSeconds;
  private static String longest = "";

  @TempDir
  Path folder;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void endsAsPromised(long seed) throws Exception {
    var mutants = new MutatedScenarios(seed, folder);
    var random = new SplittableRandom(seed);
    var findings = new ArrayList<String>();
    for (int round = 0; round < MUTANTS; round++) {
      Mutant mutant = mutants.next();
      int seconds = random.nextInt(8) == 0 ? 10 : 2;
      boolean run = random.nextInt(ONE_IN) == 0;
      var end = new FutureTask<>(() -> trouble(mutant, seconds, run));
      long begun = System.nanoTime();
      Thread.ofPlatform().daemon().start(end);
      Optional<String> trouble;
      try {
        trouble = end.get(HANG_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException hangs) {
        trouble = Optional.of("it hangs");
      } catch (ExecutionException failed) {
        trouble = Optional.of(failed.getCause().toString());
      }
      String which = "seed " + seed + ", round " + round + ", " + mutant.kind() + " of " + mutant.base() + ", --for "
          + seconds + "s";
      double took = (System.nanoTime() - begun) / 1e9;
      if (took > longestSeconds) {
        longestSeconds = took;
        longest = which;
      }
      if (trouble.isPresent()) {
        findings.add(which + ": " + trouble.get() + "\n" + mutant.text());
        ERR.println("FINDING " + findings.getLast());
      }
      // What hangs has the standard output: nothing more can be run.
      assertThat(end.isDone()).as(String.join("\n", findings)).isTrue();
    }
    assertThat(findings).isEmpty();
  }

  /** Else nothing would be found in mutants of it. */
  @Test
  void originalsAreValid() throws IOException {
    for (Mutant original : new MutatedScenarios(1, folder).originals()) {
      Path file = Files.writeString(folder.resolve("x.yaml"), original.text());
      assertThat(Ran.carrierlab("check", file.toString()).exit()).as(original.base()).isZero();
    }
  }

  @AfterAll
  static void figures() {
    System.out.printf("%s, longest %.1f s: %s%n", FIGURES, longestSeconds, longest);
  }

  private static void count(Mutant mutant, String what, Object end) {
    FIGURES.merge(mutant.kind() + " " + what + " " + end, 1, Integer::sum);
  }

  private Optional<String> trouble(Mutant mutant, int seconds, boolean run) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, mutant.text());
    Ran checked = Ran.carrierlab("check", file.toString());
    count(mutant, "check", checked.exit());
    if (checked.exit() == Exit.INPUT) {
      return PLACE.matcher(checked.err()).find() ? Optional.empty()
          : Optional.of("check names no place: " + checked.err());
    } else if (checked.exit() != Exit.OK) {
      return Optional.of("check ends with " + checked.exit() + ": " + checked.err());
    }
    if (!(Scenario.load(file, List.of()) instanceof Loaded.Valid(Scenario scenario, _))) {
      return Optional.of("check takes what is refused the next time");
    }
    Throwable inconsistent = catchThrowable(() -> ExamplesTest.assertConsistent(scenario.topology()));
    if (inconsistent != null) {
      return Optional.of("check takes what is inconsistent: " + inconsistent);
    }
    if (!run || large(scenario, seconds)) {
      count(mutant, "run", run ? "not, too large" : "not");
      return Optional.empty();
    }
    Ran ran = Ran.carrierlab("run", file.toString(), "--for", seconds + "s", "--quiet", "--threads", "1", "--out",
        folder.resolve("run").toString());
    count(mutant, "run", ran.exit());
    boolean promised = ran.exit() == Exit.OK || ran.exit() == Exit.EXPECTATION_FAILED;
    return promised ? Optional.empty() : Optional.of("check takes it, run ends with " + ran.exit() + ": " + ran.err());
  }

  private static boolean large(Scenario scenario, int seconds) {
    double packets = 0;
    for (Traffic traffic : scenario.traffic()) {
      packets += traffic.burst() * seconds * 1e9 / traffic.every().toNanos();
    }
    return scenario.topology().nodes().size() > MOST_NODES || packets > MOST_PACKETS;
  }
}
