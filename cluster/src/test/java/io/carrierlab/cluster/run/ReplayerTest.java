package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.inspect.StateTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run comes back as it was at any moment of it, or it is said why it cannot. */
class ReplayerTest {
  private static final Duration CUT = Duration.ofSeconds(10);

  @TempDir
  private Path directory;
  private Path scenario;
  private Path run;

  @BeforeEach
  void writes() throws IOException {
    run = directory.resolve("run");
    Files.writeString(directory.resolve("core.yaml"), """
        nodes: { pe1: { kind: pe }, pe2: { kind: pe } }
        links: [ { ends: ["pe1:ge0", "pe2:ge0"], name: core, delay: 2ms } ]
        """);
    scenario = Files.writeString(directory.resolve("two.yaml"), """
        name: two
        seed: 4
        duration: 20s
        include: core.yaml
        drill: [ { at: 10s, cut: core } ]
        """);
  }

  private List<StateTable> ran(boolean virtual) throws IOException {
    var overrides = List.of("links.core.delay=3ms");
    Scenario loaded = switch (Scenario.load(scenario, overrides)) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    var options = new RunOptions(9, 1, false, true, loaded.duration(), List.of(), false, Optional.of(run));
    Files.createDirectories(run);
    try (var runner = new Runner(loaded, options)) {
      Replay begun = RunFiles.begin(run, loaded, new RunOptions(9, 1, false, virtual, loaded.duration(), List.of(),
          false, Optional.of(run)), scenario, overrides, "2026-01-01T00:00Z");
      Runner.Outcome outcome = runner.run(reached -> { });
      RunFiles.write(run, loaded, options, outcome, begun, List.of());
      return outcome.tables();
    }
  }

  private static List<StateTable> at(Replayer replayer, Duration moment) throws Replayer.Refused {
    try (var runner = replayer.until(moment, reached -> { })) {
      return runner.tables(moment);
    }
  }

  private static String neighbours(List<StateTable> tables) {
    return tables.stream().filter(table -> table.kind().equals("ospf") && table.node().equals("pe1"))
        .flatMap(table -> table.rows().stream()).toList().toString();
  }

  @Test
  void theNetworkIsWhatItWasThen() throws IOException, Replayer.Refused {
    List<StateTable> end = ran(true);
    var replayer = Replayer.of(run, List.of());
    assertThat(replayer.end()).isEqualTo(Duration.ofSeconds(20));
    assertThat(replayer.seed()).isEqualTo(9);
    assertThat(neighbours(at(replayer, CUT.minusNanos(1)))).contains("FULL");
    assertThat(neighbours(at(replayer, CUT))).contains("DOWN");
    assertThat(at(replayer, replayer.end())).isEqualTo(end);
  }

  @Test
  void whatHasChangedIsNamed() throws IOException {
    ran(true);
    Path core = directory.resolve("core.yaml");
    String before = Files.readString(core);
    Files.writeString(core, before + "# only a comment\n");
    assertThatThrownBy(() -> Replayer.of(run, List.of())).isInstanceOf(Replayer.Refused.class)
        .hasMessageStartingWith(core + " has changed since the run in " + run);
    Files.delete(core);
    assertThatThrownBy(() -> Replayer.of(run, List.of())).hasMessageStartingWith(core + " cannot be read any more");
  }

  @Test
  void aMomentAfterTheEndIsRefused() throws IOException, Replayer.Refused {
    ran(true);
    var replayer = Replayer.of(run, List.of());
    assertThatThrownBy(() -> replayer.until(Duration.ofSeconds(21), reached -> { }))
        .isInstanceOf(Replayer.Refused.class).hasMessageContaining("ended at 20 s, before 21 s");
  }

  @Test
  void realTimeDoesNotComeBack() throws IOException {
    ran(false);
    assertThatThrownBy(() -> Replayer.of(run, List.of())).isInstanceOf(Replayer.Refused.class)
        .hasMessageContaining("was in real time");
  }

  @Test
  void anotherRunIsNotTakenForIt() throws IOException, Replayer.Refused {
    ran(true);
    Path file = run.resolve("replay.json");
    Files.writeString(file, Files.readString(file).replaceFirst("(\"traceHash\" : \")[0-9a-f]{4}", "$1ffff"));
    var replayer = Replayer.of(run, List.of());
    assertThatThrownBy(() -> replayer.until(replayer.end(), reached -> { })).isInstanceOf(Replayer.Refused.class)
        .hasMessageContaining("another run came of it");
  }

  @Test
  void anotherRunIsNotTakenForItBeforeItsEndEither() throws IOException, Replayer.Refused {
    ran(true);
    at(Replayer.of(run, List.of()), Duration.ofMillis(12_345));
    Path file = run.resolve("replay.json");
    String written = Files.readString(file);
    assertThat(written).contains("\"atNanos\" : 12300000000,");
    Files.writeString(file, written.replaceFirst("(12300000000,\\s+\"traceHash\" : \")[0-9a-f]{4}", "$1ffff"));
    var replayer = Replayer.of(run, List.of());
    at(replayer, Duration.ofMillis(12_299));
    assertThatThrownBy(() -> at(replayer, Duration.ofMillis(12_345))).isInstanceOf(Replayer.Refused.class)
        .hasMessageContaining("another run came of it");
  }

  @Test
  void whatWasSaidInTheOpenIsNotSaidOtherwise() throws IOException {
    ran(true);
    assertThatThrownBy(() -> Replayer.of(run, List.of("links.core.delay=9ms"))).isInstanceOf(Replayer.Refused.class)
        .hasMessageContaining("had no --set links.core.delay=9ms");
  }

  @Test
  void aDirectoryWithoutARunAndADamagedOneAreToldApart() throws IOException {
    assertThatThrownBy(() -> Replayer.of(run, List.of())).isInstanceOf(Replayer.Refused.class)
        .hasMessageStartingWith("no finished run in " + run);
    ran(true);
    Path file = run.resolve("replay.json");
    String whole = Files.readString(file);
    for (String damaged : List.of("", "{", "[]", "7", "{}", whole.substring(0, whole.length() / 2),
        whole.replace("\"seed\"", "\"sead\""), whole.replaceFirst("\"traceHash\" : \"", "$0x"))) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> Replayer.of(run, List.of())).as(damaged).isInstanceOf(Replayer.Refused.class)
          .hasMessageContaining("is damaged");
    }
  }
}
