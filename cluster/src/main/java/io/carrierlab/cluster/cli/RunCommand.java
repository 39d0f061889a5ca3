package io.carrierlab.cluster.cli;

import static io.carrierlab.loadgen.report.DrillWords.count;

import io.carrierlab.cluster.attach.Attachments;
import io.carrierlab.cluster.run.Memory;
import io.carrierlab.cluster.run.Replay;
import io.carrierlab.cluster.run.RunDirectory;
import io.carrierlab.cluster.run.RunFiles;
import io.carrierlab.cluster.run.RunOptions;
import io.carrierlab.cluster.run.Runner;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.scenario.Scenario.Capture;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.drill.Words;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.RunResult;
import io.carrierlab.node.topology.LinkConfig;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrierlab run}. */
@Command(name = "run", mixinStandardHelpOptions = true,
    description = "Runs a scenario and judges its expectations. The same scenario and seed give the same run.")
final class RunCommand implements Callable<Integer> {
  enum Clock { VIRTUAL, REAL }

  /** In real time; less is what machines and networks are late by. */
  private static final Duration LATE = Duration.ofMillis(100);
  /** Nodes that are named in one line; all are in result.json. */
  private static final int NAMED = 8;
  private static final Path RUNS = Path.of("runs");
  /** Ten years: what scenario files may say too. */
  private static final String LONGEST = "87600h";

  @Parameters(paramLabel = "SCENARIO", description = "a YAML file; docs/scenario.md describes it")
  private Path scenario;

  @Option(names = "--seed", paramLabel = "N", description = "of all chance; default: the scenario's")
  private Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "worker threads; default: all processors. "
      + "The run is the same at any number.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--for", paramLabel = "DURATION", description = "virtual time to run, such as 90s; "
      + "default: the scenario's")
  private String span;

  @Option(names = "--out", paramLabel = "DIR", description = "where results go: a new directory, or that of an "
      + "earlier run, whose files are removed; default: runs/NAME-TIME. runs/latest points at it.")
  private Path out;

  @Option(names = "--capture", paramLabel = "NODE:IF", description = "capture this link too, as pcapng; repeatable")
  private List<String> captures = List.of();

  @Option(names = "--keys", description = "write the keys of IKE and IPsec sessions into keys/, with which Wireshark "
      + "decrypts the captures")
  private boolean keys;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "override a value, such as "
      + "kinds.pe.ospf.hello=1s or links.0.delay=5ms; repeatable")
  private List<String> overrides = List.of();

  @Option(names = "--serialize", description = "encode and decode every frame at every hop, as a cluster does")
  private boolean serialize;

  @Option(names = "--time", paramLabel = "virtual|real", description = "default: virtual. Real time takes as long "
      + "as it says.")
  private Clock time = Clock.VIRTUAL;

  @Option(names = "--attach", paramLabel = "ADDR:PORT[,NATT_PORT]=NODE:IF", description = "real IPsec clients that "
      + "connect to this UDP port (NATT_PORT: 4500, or PORT+4000) reach the aggregator NODE:IF; with --time real; "
      + "repeatable")
  private List<String> attachments = List.of();

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    if (seed != null && seed < 0) {
      throw new InputException("--seed " + seed + ": expected 0 to " + Long.MAX_VALUE);
    }
    if (threads < 1 || threads > 256) {
      throw new InputException("--threads " + threads + ": expected 1 to 256");
    }
    var changes = new ArrayList<>(overrides);
    attachments.forEach(each -> changes.add(attachment(each)));
    Scenario.Loaded.Valid read = Scenarios.read(scenario, changes);
    Scenario loaded = read.scenario();
    var warnings = new ArrayList<>(read.warnings().stream().map(Problem::toString).toList());
    Duration duration = span == null ? loaded.duration() : length(span);
    List<Capture> wanted = wanted(loaded);
    LocalDateTime now = LocalDateTime.now();
    Path directory = directory(out, loaded.name(), now);
    var options = new RunOptions(seed == null ? loaded.seed() : seed, threads, serialize, time == Clock.VIRTUAL,
        duration, wanted, keys, Optional.of(directory));
    Replay begun = begin(directory, loaded, options, changes, startedAt(now));
    Memory.warning(loaded.topology(), 1).ifPresent(why -> System.err.println("warning: " + why));
    RunResult result;
    try (var outside = outside(loaded); var runner = new Runner(loaded, options, outside);
        var interruption = Interruption.awaiting(runner::interrupt)) {
      Runner.Outcome outcome;
      try (var progress = new Progress(duration, quiet); var garbage = new GarbageWatch()) {
        outcome = runner.run(progress::reached);
      }
      if (outcome.behindNanos() > LATE.toNanos()) {
        warnings.add("this machine fell behind the wall clock, by " + Words.seconds(Duration.ofMillis(
            outcome.behindNanos() / 1_000_000)) + " at most: what met the real world then was as much too slow");
        System.err.println("warning: " + warnings.getLast());
      }
      result = RunFiles.write(directory, loaded, options, outcome, begun, warnings);
      if (loaded.random().isPresent()) {
        System.out.println("drill of seed " + options.seed() + ":");
        result.drill().forEach(fault -> System.out.println("  - " + fault));
      }
      print(outcome, result, directory);
      if (outcome.interrupted()) {
        System.err.println("carrierlab: interrupted at "
            + Words.seconds(Duration.ofNanos(outcome.seen().endNanos())) + " of "
            + Words.seconds(duration) + "; what was found until then is in " + directory);
      }
    }
    return result.passed() ? Exit.OK : Exit.EXPECTATION_FAILED;
  }

  /** Where results go, with {@code runs/latest} pointing at it. @param out as the user named it; null: a new one */
  static Path directory(Path out, String name, LocalDateTime now) {
    try {
      Path directory = out == null ? RunDirectory.fresh(RUNS, name, now) : RunDirectory.given(out);
      RunDirectory.pointLatest(RUNS, directory).ifPresent(why -> System.err.println("warning: " + why));
      return directory;
    } catch (RunDirectory.Refused refused) {
      throw new InputException(refused.getMessage());
    }
  }

  /** The first file of the run: what cannot be written is found out before anything is run. */
  private Replay begin(Path directory, Scenario loaded, RunOptions options, List<String> changes, String startedAt) {
    try {
      return RunFiles.begin(directory, loaded, options, scenario, changes, startedAt);
    } catch (FileProblem problem) {
      throw new InputException(problem.getMessage());
    }
  }

  private static String startedAt(LocalDateTime now) {
    return now.atZone(ZoneId.systemDefault()).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The option {@code --for}. */
  static Duration length(String text) {
    return Scenario.length(text).orElseThrow(() -> new InputException("--for " + text
        + ": expected a number and a unit, such as 90s, 500ms or 2m, more than 0 and at most " + LONGEST));
  }

  /** The option {@code --at}. */
  static Duration moment(String text) {
    return Scenario.moment(text).orElseThrow(() -> new InputException("--at " + text
        + ": expected a number and a unit, such as 90s, 500ms or 2m, at most " + LONGEST));
  }

  /** As an item of the scenario's list {@code attach}. */
  private String attachment(String text) {
    var form = Pattern.compile("([0-9.]+:[0-9]{1,5})(?:,([0-9]{1,5}))?=([^=\\s]+)").matcher(text);
    if (!form.matches()) {
      throw new InputException("--attach " + text + ": expected ADDR:PORT=NODE:IF such as 127.0.0.1:10500=pe1:ge9");
    }
    if (time != Clock.REAL) {
      throw new InputException("--attach " + text + ": real peers need --time real");
    }
    return "attach.+={ listen: \"" + form.group(1) + "\", to: \"" + form.group(3) + "\""
        + (form.group(2) == null ? "" : ", nat-t-port: " + form.group(2)) + " }";
  }

  /** Sockets of the real world, which virtual time does not wait for. */
  private Attachments outside(Scenario loaded) throws IOException {
    try {
      return time == Clock.REAL ? Attachments.open(loaded.topology()) : Attachments.silent();
    } catch (BindException taken) {
      throw new InputException("attach: " + taken.getMessage());
    }
  }

  private List<Capture> wanted(Scenario loaded) {
    var wanted = new ArrayList<Capture>();
    List<LinkConfig.End> ends = loaded.topology().links().stream().flatMap(link -> link.ends().stream()).toList();
    for (String capture : captures) {
      LinkConfig.End end = ends.stream().filter(each -> capture.equals(each.node() + ":" + each.interfaceName()))
          .findFirst().orElseThrow(() -> new InputException("--capture " + capture + ": no such interface on a link"
              + Nearest.hint(capture, ends.stream().map(each -> each.node() + ":" + each.interfaceName()).toList())));
      wanted.add(new Capture(end.node(), end.port(), end.interfaceName()));
    }
    return wanted;
  }

  private static void print(Runner.Outcome outcome, RunResult result, Path directory) {
    int width = outcome.verdicts().stream().mapToInt(verdict -> verdict.id().length()).max().orElse(0);
    for (Verdict verdict : outcome.verdicts()) {
      System.out.printf("%-4s  %-" + Math.max(1, width) + "s  %s (observed %s)%n", word(verdict.outcome()),
          verdict.id(), verdict.what(), verdict.observed());
    }
    if (!result.unanswered().isEmpty()) {
      System.out.println("not answered, so what rests on it is not evaluated: " + result.unanswered().stream()
          .limit(NAMED).map(RunResult.Unanswered::text).collect(Collectors.joining(", "))
          + (result.unanswered().size() > NAMED ? " and " + (result.unanswered().size() - NAMED) + " more nodes" : ""));
    }
    long held = outcome.verdicts().stream().filter(Verdict::passed).count();
    System.out.printf("%d of %s held · trace %s · %s virtual in %.1f s%s · report %s%n", held,
        count(outcome.verdicts().size(), "expectation", "expectations"), result.run().traceHash(),
        Words.seconds(Duration.ofNanos(result.run().virtualNanos())), outcome.wallSeconds(),
        result.warnings().isEmpty() ? "" : " · " + count(result.warnings().size(), "warning", "warnings"),
        directory.resolve("report.html"));
  }

  /** What was not measured is no verdict: it does not pass, and it did not fail. */
  private static String word(Verdict.Outcome outcome) {
    return switch (outcome) {
      case PASS -> "PASS";
      case FAIL -> "FAIL";
      case NOT_EVALUATED -> "NONE";
    };
  }
}
