package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.loadgen.report.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a text file whole: bounded, and UTF-8 or refused. */
final class InputFile {
  static final int MAX_OCTETS = 4 << 20;

  private InputFile() {}

  /** Empty, with the reason in {@code problems} at {@code askedAt}, if there is no such text. */
  static Optional<String> read(Path path, Position askedAt, Problems problems) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        problems.error(askedAt, "cannot read " + path + ": it is " + (Files.isDirectory(path) ? "a directory"
            : "a pipe or a device"), "a file");
        return Optional.empty();
      }
      byte[] octets;
      try (var in = Files.newInputStream(path)) {
        octets = in.readNBytes(MAX_OCTETS + 1);
      }
      if (octets.length > MAX_OCTETS) {
        problems.error(askedAt, path + " is larger than " + (MAX_OCTETS >> 20) + " MiB", "a smaller file");
        return Optional.empty();
      }
      problems.read(path, octets);
      return decode(octets, path.toString(), problems);
    } catch (NoSuchFileException e) {
      problems.error(askedAt, "there is no file " + path);
    } catch (IOException e) {
      problems.error(askedAt, "cannot read " + path + ": " + FileProblem.why(e));
    }
    return Optional.empty();
  }

  static Optional<String> decode(byte[] octets, String file, Problems problems) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(octets);
    var out = CharBuffer.allocate(octets.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      problems.error(new Position(file, line, column),
          String.format("octet 0x%02x is not UTF-8", octets[in.position()]), "a text file in UTF-8");
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
  }
}
