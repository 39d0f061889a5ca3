package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private long wallNanos;

  /** What a run of 100 s says that takes 25 s of wall time, told every quarter of a second. */
  private String said(boolean terminal, boolean quiet) {
    var out = new ByteArrayOutputStream();
    var line = new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, quiet, () -> wallNanos);
    try (var progress = new Progress(Duration.ofSeconds(100), line)) {
      for (int step = 1; step <= 100; step++) {
        wallNanos += 250_000_000L;
        progress.reached(Duration.ofSeconds(step));
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLogGetsALineEveryTenSeconds() {
    assertThat(said(false, false).lines()).containsExactly(
        " 40 %  40.0 of 100 s virtual, 4 times as fast as real time, 15 s to go",
        " 80 %  80.0 of 100 s virtual, 4 times as fast as real time, 5 s to go");
  }

  @Test
  void aTerminalHasOneLineThatIsTakenAway() {
    assertThat(said(true, false)).startsWith("\r  1 %").endsWith("\r\u001b[K").doesNotContain("\n");
  }

  @Test
  void quietIsQuiet() {
    assertThat(said(true, true) + said(false, true)).isEmpty();
  }
}
