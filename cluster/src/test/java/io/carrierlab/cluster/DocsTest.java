package io.carrierlab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.run.RunOptions;
import io.carrierlab.cluster.run.Runner;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages say of themselves and of each other. */
class DocsTest {
  private static final Path TOP = Path.of("..");
  private static final Path SCENARIO = TOP.resolve("docs/scenario.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(TOP); Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Without what stands in fences, where a {@code #} is no heading. */
  private static String prose(Path page) throws IOException {
    return Files.readString(page).replaceAll("(?ms)^```.*?^```$", "");
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING.matcher(prose(page)).results().map(heading -> heading.group(1).toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w\\- ]", "").replace(' ', '-')).toList();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var dead = new ArrayList<String>();
    int looked = 0;
    for (Path page : pages()) {
      for (String target : LINK.matcher(prose(page)).results().map(link -> link.group(1)).toList()) {
        if (target.contains("://") || target.startsWith("mailto:")) {
          continue;
        }
        looked++;
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (!Files.exists(file) || parts.length == 2 && !anchors(file).contains(parts[1])) {
          dead.add(page + ": " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(looked).isGreaterThan(20);
  }

  @Test
  void theFirstNetworkIsShortAndDoesWhatItExpects(@TempDir Path directory) throws IOException {
    MatchResult block = Pattern.compile("(?ms)^```yaml\n(.*?)^```$").matcher(Files.readString(SCENARIO)).results()
        .findFirst().orElseThrow();
    String yaml = block.group(1);
    assertThat(yaml.lines().count()).isLessThanOrEqualTo(15);
    Path file = Files.writeString(directory.resolve("first.yaml"), yaml);
    Scenario scenario = switch (Scenario.load(file, List.of())) {
      case Scenario.Loaded.Valid valid -> {
        assertThat(valid.warnings()).isEmpty();
        yield valid.scenario();
      }
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    var options = new RunOptions(scenario.seed(), 1, false, true, scenario.duration(), List.of(), false,
        Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      assertThat(runner.run(reached -> { }).verdicts()).hasSize(2).allMatch(Verdict::passed);
    }
  }

  @Test
  void theContentsOfScenarioFilesAreComplete() throws IOException {
    String text = prose(SCENARIO);
    List<String> listed = Pattern.compile("(?m)^\\* \\[(.+)\\]\\(#").matcher(text).results()
        .map(item -> item.group(1)).toList();
    List<String> sections = Pattern.compile("(?m)^## (.+)$").matcher(text).results().map(heading -> heading.group(1))
        .filter(heading -> !heading.equals("Contents")).toList();
    assertThat(listed).isEqualTo(sections);
  }

  /** Rows of tables cannot be broken, and neither can what a program prints. */
  @Test
  void linesOfScenarioFilesAreNoLongerThanThoseOfCode() throws IOException {
    String printed = Files.readString(SCENARIO).replaceAll("(?ms)^```\n.*?^```$", "");
    assertThat(printed.lines().filter(line -> line.length() > 120 && !line.startsWith("|"))).isEmpty();
  }
}
