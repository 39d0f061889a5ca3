package io.carrierlab.cluster.run;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.RandomDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many seeds of {@link SmallDrill}. */
class SeedRunsTest {
  @TempDir
  private Path directory;
  private Scenario scenario;

  @BeforeEach
  void load() throws IOException {
    scenario = load(SmallDrill.TEXT);
  }

  private Scenario load(String text) throws IOException {
    return switch (Scenario.load(Files.writeString(directory.resolve("small.yaml"), text), List.of())) {
      case Loaded.Valid valid -> valid.scenario();
      case Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
  }

  private List<SeedRun> run(Scenario of, int first, int last, int jobs, boolean keepGoing)
      throws IOException {
    var finished = Collections.synchronizedList(new ArrayList<SeedRun>());
    try (var runs = new SeedRuns(of, of.duration(), 1, jobs)) {
      assertThat(runs.run(first, last, keepGoing, finished::add)).containsExactlyInAnyOrderElementsOf(finished);
    }
    return finished;
  }

  private boolean cuts(long seed) {
    return scenario.script(seed).getFirst() instanceof Fault.Cut;
  }

  /** What passes after it, because it was under way, does not make the rest begin. */
  @Test
  void noMoreBeginAfterTheFirstThatFails() throws IOException {
    int first = 1;
    while (!cuts(first) || cuts(first + 1) || cuts(first + 2)) {
      first++;
    }
    List<SeedRun> finished = run(scenario, first, first + 12, 2, false);
    List<SeedRun.Outcome> outcomes = finished.stream().map(SeedRun::outcome).toList();
    int failed = outcomes.indexOf(SeedRun.Outcome.FAIL);
    assertThat(failed).isNotNegative();
    assertThat(outcomes).hasSizeLessThanOrEqualTo(failed + 2);
  }

  @Test
  void whatNobodyCanSayIsNoFailure() throws IOException {
    Scenario patient = load(SmallDrill.TEXT.replace("flow: f, at-most: 0", "flow: f, at-most: 180"));
    List<SeedRun> finished = run(patient, 1, 6, 2, false);
    assertThat(finished).hasSize(6).allSatisfy(run -> {
      assertThat(run.failedIds()).isEmpty();
      assertThat(run.outcome()).isEqualTo(cuts(run.seed()) ? SeedRun.Outcome.NOT_EVALUATED : SeedRun.Outcome.PASS);
    });
    assertThat(finished).extracting(SeedRun::outcome).contains(SeedRun.Outcome.NOT_EVALUATED, SeedRun.Outcome.PASS);
    assertThat(summary(finished).neverEvaluated()).isEmpty();
    assertThat(summary(finished).passed()).isTrue();
    List<SeedRun> cut = finished.stream().filter(run -> cuts(run.seed())).toList();
    assertThat(summary(cut).neverEvaluated()).containsExactly("dead");
    assertThat(summary(cut).passed()).isFalse();
  }

  private static DrillSummary summary(List<SeedRun> runs) {
    return new DrillSummary(new DrillSummary.Asked("small", runs.size(), 1, 20), true, 1, runs, List.of());
  }

  /** Too few frames for the dead is what fails; without a crash that is not evaluated, and no failure to be found. */
  @Test
  void shrinkingDoesNotSlipToWhatIsNotEvaluated() throws IOException {
    Scenario strict = load(SmallDrill.TEXT.replace("flow: f, at-most: 0", "flow: f, at-most: 180")
        .replace("faults: 1", "faults: 2").replace("heal: 2s..4s", "heal: 2s..4s, overlap: true")
        .replace("node: h3, at-most: 1000", "node: h3, at-most: 0"));
    try (var runs = new SeedRuns(strict, strict.duration(), 1, 2)) {
      SeedRun failed = LongStream.rangeClosed(1, 20)
          .filter(seed -> strict.script(seed).stream().map(Fault::kind).distinct().count() == 4)
          .mapToObj(seed -> SeedRun.of(strict, seed, 1, strict.duration()))
          .filter(run -> run.failedIds().equals(Set.of("dead"))).findFirst().orElseThrow();
      var tried = new ArrayList<Integer>();
      SeedRuns.Shortest shortest = runs.shortest(failed, tried::add);
      assertThat(shortest.run().failedIds()).containsExactly("dead");
      assertThat(shortest.run().script()).extracting(Fault::kind).containsExactly("crash", "restart");
      assertThat(shortest.exhausted()).isFalse();
      assertThat(tried).isSorted().isNotEmpty();
    }
  }

  @Test
  void anErrorIsAFailureOfItsSeed() throws IOException {
    Fault faster = new Fault.Degrade(ofSeconds(6), "pe1--p1", OptionalDouble.empty(), Optional.of(ofMillis(1)),
        OptionalLong.empty());
    List<SeedRun> finished = run(scenario.with(List.of(faster)), 1, 2, 1, true);
    assertThat(finished).hasSize(2).allSatisfy(run -> {
      assertThat(run.outcome()).isEqualTo(SeedRun.Outcome.FAIL);
      assertThat(run.error().orElseThrow()).contains("a link's delay cannot become less");
      assertThat(run.script()).containsExactly(faster);
    });
    assertThat(finished.get(0).failsAs(finished.get(1))).isTrue();
    assertThat(SeedRun.of(scenario, 1, 1, ofSeconds(2)).failsAs(finished.get(1))).isFalse();
  }

  /** Also that of the slowest link there is: what the reader hands to the drill. */
  @Test
  void drawsDelaysThatTheLinksCanHave() throws IOException {
    Scenario bad = load(SmallDrill.TEXT.replace("delay: 30ms", "delay: 250ms").replace("dead: 4s", "dead: 8s")
        .replace("[cut, crash], links: [one]", "[degrade], links: [pe1--p1]"));
    assertThat(run(bad, 1, 3, 1, true)).allSatisfy(run -> {
      assertThat(run.error()).isEmpty();
      assertThat(run.faults()).isEqualTo(1);
      assertThat(((Fault.Degrade) run.script().getFirst()).delay()).contains(ofMillis(250));
    });
  }

  @Test
  void leavesTimeToSettle() throws IOException {
    assertThat(scenario.random().map(RandomDrill::until)).contains(ofSeconds(15));
    assertThat(load(SmallDrill.TEXT.replace("duration: 20s", "duration: 400s")).random().map(RandomDrill::until))
        .contains(ofSeconds(340));
  }
}
