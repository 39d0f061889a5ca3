package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir
  private Path directory;

  @Test
  void whatCannotBeWrittenToItsEndLeavesTheEarlierFile() throws IOException {
    Path file = directory.resolve("result.json");
    WholeFile.write(file, "before");
    assertThatThrownBy(() -> WholeFile.write(file, out -> {
      out.write("half".getBytes());
      throw new IOException("No space left on device");
    })).isInstanceOf(FileProblem.class).hasMessage(file + " cannot be written: no space left on device");
    assertThat(file).hasContent("before");
    assertThat(directory).isDirectoryContaining("glob:**/result.json").isDirectoryNotContaining("glob:**/*.part");
  }

  @Test
  void aFullDiskIsSaidInPlainWords() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Path file = directory.resolve("report.html");
    Files.createSymbolicLink(directory.resolve("report.html.part"), full);
    assertThatThrownBy(() -> WholeFile.write(file, "x".repeat(100_000))).isInstanceOf(FileProblem.class)
        .hasMessage(file + " cannot be written: no space left on device");
    assertThat(file).doesNotExist();
  }
}
