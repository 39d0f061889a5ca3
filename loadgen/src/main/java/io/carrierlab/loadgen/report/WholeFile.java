package io.carrierlab.loadgen.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: it is written under another name and then renamed. Whoever is killed, or
 * finds the disk full, leaves the earlier file or none.
 */
public final class WholeFile {
  /** What the name ends in until all is written. */
  public static final String UNFINISHED = ".part";

  /** Writes what the file is to hold. */
  public interface Content {
    /** @param out buffered; may be closed */
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /** @throws FileProblem if it cannot be written; nothing of it is left then */
  public static void write(Path file, Content content) throws FileProblem {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
        content.writeTo(out);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException alsoInTheWay) {
        e.addSuppressed(alsoInTheWay);
      }
      throw new FileProblem(file, "cannot be written", e);
    }
  }

  /** In UTF-8. @throws FileProblem if it cannot be written; nothing of it is left then */
  public static void write(Path file, String text) throws FileProblem {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
