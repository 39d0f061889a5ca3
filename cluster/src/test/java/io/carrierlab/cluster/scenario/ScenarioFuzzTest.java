package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.ios.IosAccessTest;
import io.carrierlab.cluster.ios.IosReader;
import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.protocols.sim.Mutate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, what comes back is a scenario or a list of problems: nothing is thrown. Scenarios that are
 * nearly right are {@code MutatedScenariosTest}'s.
 */
class ScenarioFuzzTest {
  /** Mutated configurations for each seed. */
  private static final int MUTANTS = 200;
  private static final byte[] GOOD = ScenarioErrorsTest.GOOD.getBytes(StandardCharsets.UTF_8);

  @TempDir
  Path folder;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void readsAnyOctetsAsYamlOrSaysWhyNot(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, GOOD) : Mutate.noise(random, 200);
      var problems = new Problems();
      var yaml = InputFile.decode(octets, "x", problems).flatMap(text -> YamlReader.read("x", text, problems));
      assertThat(yaml.isPresent() || problems.anyErrors()).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void readsAnyOctetsAsAConfigurationOrSaysWhyNot(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    byte[] figure = Files.readAllBytes(Path.of("../examples/vrf-from-config.cfg"));
    byte[] more = """
        hostname pe1
        interface Serial 0/1
         ip address 10.0.0.1 255.255.255.252
         no shutdown
        end
        """.getBytes(StandardCharsets.UTF_8);
    byte[] access = IosAccessTest.ALL.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, figure, more, access) : Mutate.noise(random, 200);
      IosReader.read("x", new String(octets, StandardCharsets.UTF_8), new Problems());
    }
  }

  /** A router's commands in which words change places: whatever they say together, they load or are refused. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void loadsAnyMixtureOfCommandsOrSaysWhyNot(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, ScenarioConfiguredAccessTest.NETWORK);
    String[] edges = {"0", "-1", "999999999", "99999999999", "0.0.0.0", "255.0.255.0", "10.0.0.300", "any", "host", ""};
    for (int round = 0; round < MUTANTS; round++) {
      String text = IosAccessTest.ALL;
      for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
        String[] words = text.split("(?<=\\s)|(?=\\s)");
        int at = random.nextInt(words.length);
        words[at] = random.nextBoolean() ? words[random.nextInt(words.length)] : edges[random.nextInt(edges.length)];
        text = String.join("", words);
      }
      Files.writeString(folder.resolve("pe1.cfg"), text);
      String shown = text;
      switch (Scenario.load(file, List.of())) {
        case Loaded.Valid valid -> ExamplesTest.assertConsistent(valid.scenario().topology());
        case Loaded.Refused refused -> assertThat(refused.errors()).as(() -> shown).isNotEmpty();
      }
    }
  }
}
