package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportTest {
  /** Kept for looking at: a browser shows what no assertion can. */
  static final Path SAMPLES = Path.of("target", "report-samples");

  @Test
  void isOneFileThatNeedsNothingElse() throws IOException {
    Files.createDirectories(SAMPLES);
    SampleReport.healthy().write(SAMPLES.resolve("healthy.html"));
    SampleReport.leaking().write(SAMPLES.resolve("leaking.html"));
    String html = Files.readString(SAMPLES.resolve("healthy.html"));
    assertThat(html).doesNotContain("{{").doesNotContainPattern("(src|href)=\"(?!#|data:)")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)").doesNotContain("@import");
  }
}
