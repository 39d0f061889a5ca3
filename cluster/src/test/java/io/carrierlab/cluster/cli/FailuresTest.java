package io.carrierlab.cluster.cli;

import static io.carrierlab.cluster.cli.Ran.carrierlab;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.run.SmallDrill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is neither a pass nor a fail: exit status and words. */
class FailuresTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;
  private Path small;

  @BeforeEach
  void write() throws IOException {
    small = Files.writeString(directory.resolve("small.yaml"), SmallDrill.TEXT);
  }

  private static void isOneLine(Ran ran, int exit, String... words) {
    assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
    assertThat(ran.err()).contains(words).doesNotContain("Exception", "bug of ours", "\tat ", "is not a long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx20m", "-Xmx24m"})
  void tooLittleMemoryIsThree(String most) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("big.yaml"), "name: big\nnodes: { \"p[1..3000]\": { kind: p } }\n");
    Ran ran = new Carrierlab(directory).with(most).run("run", "big.yaml", "--quiet");
    isOneLine(ran, Exit.FAILED, "carrierlab: out of memory", "CARRIERLAB_OPTS=-Xmx",
        "warning: this network takes about 266 MB");
    assertThat(ran.err().lines().filter(line -> !line.startsWith("warning: memory is nearly full"))).hasSize(2);
  }

  /** Frames on their way fill the memory of whoever runs the network, not of who builds it. */
  @Test
  void alsoWhereARunFillsIt() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("flood.yaml"), SmallDrill.TEXT.replace("delay: 30ms", "delay: 10s")
        .replaceAll("(?s)drill:.*", "").replace("hello: 1s, dead: 4s", "hello: 60s, dead: 240s")
        .replace("rate: 10/s", "rate: 900k/s").replace("duration: 20s", "duration: 60s"));
    Ran ran = new Carrierlab(directory).with("-Xmx40m").run("run", "flood.yaml", "--quiet", "--out", "out");
    isOneLine(ran, Exit.FAILED, "carrierlab: out of memory");
    assertThat(directory.resolve("out/result.json")).doesNotExist();
  }

  @Test
  void onlyCollectingGarbageIsSaid() {
    assertThat(GarbageWatch.warning(Duration.ofSeconds(7), Duration.ofSeconds(10))).isEmpty();
    assertThat(GarbageWatch.warning(Duration.ofSeconds(9), Duration.ofSeconds(10)).orElseThrow())
        .contains("90 % of the last 10 s went into collecting garbage", "CARRIERLAB_OPTS=-Xmx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void interruptedItLeavesWhatItFound(String signal) throws IOException, InterruptedException {
    var carrierlab = new Carrierlab(directory).hearing(signal);
    Process process = carrierlab.start("run", "small.yaml", "--for", "900000s", "--out", "out", "--quiet", "--set",
        "drill=[]", "--set", "expect=[{ id: a, lost: { flow: f, at-most: 0 } }]", "--capture", "pe1:ge1");
    Path capture = directory.resolve("out/captures/pe1-ge1.pcapng");
    while (!(Files.exists(capture) && Files.size(capture) > 0) && !process.waitFor(50, TimeUnit.MILLISECONDS)) {
      // It is not under way yet.
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    Ran ran = carrierlab.finish(process);
    isOneLine(ran, signal.equals("INT") ? 130 : 143, "carrierlab: interrupted at ", " of 900000 s");
    JsonNode result = JSON.readTree(directory.resolve("out/result.json").toFile());
    assertThat(result.path("verdict").asText()).isEqualTo("interrupted");
    assertThat(result.path("virtualSeconds").asDouble()).isPositive().isLessThan(900_000);
    assertThat(result.path("expectations").get(0).path("evaluated").asBoolean()).isFalse();
    assertThat(result.path("expectations").get(0).path("observed").asText()).contains("the run was interrupted at");
    assertThat(carrierlab.run("show", "arp", "--run", "out").exit()).isZero();
    assertThat(directory.resolve("out/report.html")).exists();
  }

  @Test
  void anInterruptedDrillKeepsItsSeeds() throws IOException, InterruptedException {
    var carrierlab = new Carrierlab(directory);
    Process process = carrierlab.start("drill", "small.yaml", "--seeds", "1..100000", "--keep-going", "--out", "out",
        "--jobs", "1", "--quiet");
    Path summary = directory.resolve("out/summary.json");
    while (!(Files.exists(summary) && JSON.readTree(summary.toFile()).path("seeds").asInt() > 0)
        && !process.waitFor(50, TimeUnit.MILLISECONDS)) {
      // No seed has been run yet.
    }
    process.toHandle().destroy();
    Ran ran = carrierlab.finish(process);
    isOneLine(ran, 143, "carrierlab: interrupted after ", " of 100000 seeds");
    JsonNode read = JSON.readTree(summary.toFile());
    assertThat(read.path("ended").asBoolean()).isFalse();
    assertThat(read.path("seeds").asInt()).isPositive();
  }

  @Test
  void resultsThatCannotBeWrittenAreTheUsers() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    for (String out : List.of(file.toString(), file + "/below", "/proc/nothing", "/dev/full", directory.toString())) {
      isOneLine(carrierlab("run", small.toString(), "--out", out, "--quiet"), Exit.INPUT, "--out " + out);
      isOneLine(carrierlab("drill", small.toString(), "--seeds", "1", "--out", out), Exit.INPUT, "--out " + out);
    }
  }

  @Test
  void numbersOfTheCommandLineAreRefusedInPlainWords() {
    for (List<String> wrong : List.of(List.of("--seed", "x"), List.of("--seed", "9223372036854775808"),
        List.of("--seed", "1.5"), List.of("--threads", "many"), List.of("--threads", "99999999999"))) {
      isOneLine(carrierlab("run", small.toString(), wrong.get(0), wrong.get(1)), Exit.INPUT, wrong.get(0),
          wrong.get(1), "expected a whole number");
    }
  }

  @Test
  void aPipeIsNoScenario() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().waitFor()).isZero();
    Files.writeString(directory.resolve("x.yaml"), "name: x\ninclude: pipe\n");
    isOneLine(carrierlab("check", directory.resolve("x.yaml").toString()), Exit.INPUT, "it is a pipe or a device");
    isOneLine(carrierlab("check", directory.resolve("pipe").toString()), Exit.INPUT, "it is a pipe or a device");
  }

  @Test
  void damagedFilesOfARunAreTheUsers() throws IOException {
    String run = directory.resolve("run").toString();
    carrierlab("run", small.toString(), "--for", "2s", "--out", run, "--quiet", "--set", "drill=[]");
    for (String name : List.of("state.zip", "replay.json", "result.json", "timeline.jsonl")) {
      Path file = Path.of(run, name);
      byte[] whole = Files.readAllBytes(file);
      for (byte[] damaged : List.of(new byte[0], "{".getBytes(), "[1]".getBytes(), new byte[] {'P', 'K', 3, 4, 0},
          java.util.Arrays.copyOf(whole, whole.length / 2))) {
        Files.write(file, damaged);
        switch (name) {
          case "state.zip" -> isOneLine(carrierlab("show", "arp", "--run", run), Exit.INPUT, name);
          case "replay.json" -> {
            isOneLine(carrierlab("show", "arp", "--run", run), Exit.INPUT, name);
            isOneLine(carrierlab("trace", "h1", "h2", "--run", run), Exit.INPUT, name);
            isOneLine(carrierlab("run", small.toString(), "--out", run), Exit.INPUT, name);
          }
          case "timeline.jsonl" -> assertThat(carrierlab("compare", run, run).exit()).isNotEqualTo(Exit.FAILED);
          default -> isOneLine(carrierlab("compare", run, run), Exit.INPUT, name);
        }
      }
      Files.write(file, whole);
    }
  }

  @Test
  void namesHaveNoControlCharacters() throws IOException {
    for (String name : List.of("xx\\n", "x\\e]0;title\\a", "x\\u202e", "x\\0")) {
      Path bad = Files.writeString(directory.resolve("bad.yaml"),
          "name: x\nnodes: { \"" + name + "\": { kind: p } }\n");
      Ran ran = carrierlab("run", bad.toString());
      isOneLine(ran, Exit.INPUT, "bad.yaml:2:10: ");
      assertThat(ran.err().codePoints().filter(c -> c != '\n' && Character.isISOControl(c) || c == 0x202e)).isEmpty();
    }
    Files.writeString(directory.resolve("pe.cfg"), "ip vrf A\u001b[31m\n rd 1:1\n");
    Path withConfig = Files.writeString(directory.resolve("c.yaml"),
        "name: x\nnodes: { pe1: { kind: pe, config: pe.cfg } }\n");
    isOneLine(carrierlab("check", withConfig.toString()), Exit.INPUT, "pe.cfg:1:1: the character U+001B");
    Ran set = carrierlab("check", small.toString(), "--set", "x\u001b[31m=1");
    assertThat(set.err()).doesNotContain("\u001b");
  }
}
