package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir
  private Path directory;

  private Path killed() throws IOException, RunDirectory.Refused {
    Path scenario = Files.writeString(directory.resolve("one.yaml"), """
        name: one
        nodes: { p1: { kind: p }, p2: { kind: p } }
        links: [ { ends: ["p1:ge0", "p2:ge0"] } ]
        capture: [ { at: "p1:ge0" } ]
        """);
    Scenario loaded = switch (Scenario.load(scenario, List.of())) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    Path run = RunDirectory.given(directory.resolve("run"));
    RunFiles.begin(run, loaded, new RunOptions(1, 1, false, true, loaded.duration(), List.of(), true,
        Optional.of(run)), scenario, List.of(), "2026-01-01T00:00Z");
    for (String name : List.of("result.json", "report.html", "timeline.jsonl.part", "state.zip", "summary.json",
        "captures/p1-ge0.pcapng", "captures/mine.pcapng", "keys/esp_sa", "keys/mine", "notes.txt")) {
      Files.createDirectories(run.resolve(name).getParent());
      Files.writeString(run.resolve(name), name);
    }
    return run;
  }

  private static List<String> in(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files.filter(Files::isRegularFile).map(each -> run.relativize(each).toString()).sorted().toList();
    }
  }

  @Test
  void nothingOfAnEarlierRunIsLeftAndNothingOfTheUserIsLost() throws IOException, RunDirectory.Refused {
    Path run = killed();
    assertThat(in(run)).contains("replay.json", "result.json");
    RunDirectory.given(run);
    assertThat(in(run)).containsExactly("captures/mine.pcapng", "keys/mine", "notes.txt", "summary.json");
  }

  @Test
  void filesThatNoRunLeftAreNotMixedWithResults() throws IOException, RunDirectory.Refused {
    Path mine = Files.createDirectory(directory.resolve("mine"));
    Files.writeString(mine.resolve("result.json"), "{}");
    assertThatThrownBy(() -> RunDirectory.given(mine)).isInstanceOf(RunDirectory.Refused.class)
        .hasMessageContaining("there is result.json in it, and no earlier run");
    assertThat(in(mine)).containsExactly("result.json");
  }

  /** What a run's own list says is not followed out of its directory. */
  @Test
  void aListThatLeadsElsewhereDeletesNothingThere() throws IOException, RunDirectory.Refused {
    Path run = killed();
    Path file = run.resolve("replay.json");
    Files.writeString(file, Files.readString(file).replace("captures/p1-ge0.pcapng", "captures/../../one.yaml"));
    RunDirectory.given(run);
    assertThat(directory.resolve("one.yaml")).exists();
  }

  @Test
  void whatIsDamagedIsNotGuessed() throws IOException, RunDirectory.Refused {
    Path run = killed();
    Files.writeString(run.resolve("replay.json"), "{");
    assertThatThrownBy(() -> RunDirectory.given(run)).isInstanceOf(RunDirectory.Refused.class)
        .hasMessageContaining("nobody knows what the earlier run left");
  }

  @Test
  void whereNothingCanBeWrittenIsRefusedInPlainWords() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    for (Path bad : List.of(file, file.resolve("below"), Path.of("/proc/nothing"), Path.of("/dev/full"))) {
      assertThatThrownBy(() -> RunDirectory.given(bad)).as(bad.toString()).isInstanceOf(RunDirectory.Refused.class)
          .hasMessageStartingWith("--out " + bad + ": ").hasMessageNotContaining("Exception");
    }
  }

  @Test
  void runsOfOneSecondHaveADirectoryEach() throws Exception {
    var now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
    Path runs = directory.resolve("runs");
    try (var pool = Executors.newFixedThreadPool(8)) {
      var made = new HashSet<Path>();
      for (var each : pool.invokeAll(Stream.generate(
          () -> (Callable<Path>) () -> RunDirectory.fresh(runs, "x", now)).limit(8).toList())) {
        made.add(each.get());
      }
      assertThat(made).hasSize(8).contains(runs.resolve("x-20260102-030405"), runs.resolve("x-20260102-030405-8"));
    }
  }

  @Test
  void latestFollowsWhereverTheRunIs() throws IOException {
    Path runs = directory.resolve("runs");
    Path near = Files.createDirectories(runs.resolve("a"));
    Path beside = Files.createDirectories(directory.resolve("b"));
    for (Path each : List.of(near, beside)) {
      assertThat(RunDirectory.pointLatest(runs, each)).isEmpty();
      assertThat(runs.resolve("latest").toRealPath()).isEqualTo(each.toRealPath());
    }
    assertThat(Files.readSymbolicLink(runs.resolve("latest"))).isEqualTo(Path.of("../b"));
    Files.delete(runs.resolve("latest"));
    Files.createDirectory(runs.resolve("latest"));
    assertThat(RunDirectory.pointLatest(runs, near).orElseThrow()).contains("latest does not point at this run");
  }
}
