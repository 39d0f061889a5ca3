package io.carrierlab.cluster.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.cluster.source.Digest;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.RunHead;
import io.carrierlab.loadgen.report.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code replay.json}: which run this is, how it can be run again (see {@link Replayer}), and what it leaves in its
 * directory. It is written before the run begins, and so marks the directory as a run's, whatever becomes of it.
 *
 * @param name of the scenario
 * @param startedAt ISO 8601
 * @param overrides with their secrets masked
 * @param files that the scenario was read from, as they were
 * @param virtual in virtual time; else nobody can run it again
 * @param durationNanos that it was to last
 * @param ended empty: it has not come to its end
 * @param leaves files of the run, by their names in its directory
 */
public record Replay(String name, String startedAt, Path scenario, List<String> overrides, List<Digest> files,
    long seed, long durationNanos, boolean virtual, Optional<Ended> ended, List<String> leaves) {
  static final String FILE = "replay.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIRTUAL = "virtual";
  private static final String REAL = "real";

  public Replay {
    overrides = List.copyOf(overrides);
    files = List.copyOf(files);
    leaves = List.copyOf(leaves);
  }

  /**
   * How it came to its end.
   *
   * @param atNanos sooner than it was to, if it was interrupted
   * @param marks along the run, by which it is known again
   */
  public record Ended(long traceHash, long atNanos, List<Runner.Mark> marks) {
    public Ended {
      marks = List.copyOf(marks);
    }
  }

  Replay ended(long traceHash, long atNanos, List<Runner.Mark> marks) {
    return new Replay(name, startedAt, scenario, overrides, files, seed, durationNanos, virtual,
        Optional.of(new Ended(traceHash, atNanos, marks)), leaves);
  }

  Duration end() {
    return Duration.ofNanos(ended.map(Ended::atNanos).orElse(durationNanos));
  }

  RunHead head(Path directory) {
    return new RunHead(name, directory, startedAt, end());
  }

  /** @throws FileProblem if it cannot be written */
  void write(Path directory) throws FileProblem {
    ObjectNode root = JSON.createObjectNode().put("name", name).put("startedAt", startedAt)
        .put("scenario", scenario.toAbsolutePath().toString()).put("seed", seed).put("durationNanos", durationNanos)
        .put("time", virtual ? VIRTUAL : REAL);
    ended.ifPresent(it -> {
      root.put("endNanos", it.atNanos).put("traceHash", hex(it.traceHash));
      ArrayNode marks = root.putArray("marks");
      it.marks.forEach(mark -> marks.addObject().put("atNanos", mark.atNanos())
          .put("traceHash", hex(mark.traceHash())));
    });
    overrides.forEach(root.putArray("overrides")::add);
    ArrayNode read = root.putArray("files");
    files.forEach(each -> read.addObject().put("file", each.file().toString()).put("sha256", each.sha256()));
    leaves.forEach(root.putArray("leaves")::add);
    WholeFile.write(directory.resolve(FILE), out -> JSON.writerWithDefaultPrettyPrinter().writeValue(out, root));
  }

  /** @throws IOException if there is none in the directory, or it is damaged; the message says what */
  static Replay read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      var overrides = new ArrayList<String>();
      root.required("overrides").forEach(each -> overrides.add(each.asText()));
      var files = new ArrayList<Digest>();
      root.required("files").forEach(each -> files.add(
          new Digest(Path.of(each.required("file").asText()), each.required("sha256").asText())));
      var leaves = new ArrayList<String>();
      root.required("leaves").forEach(each -> leaves.add(each.asText()));
      return new Replay(root.required("name").asText(), root.required("startedAt").asText(),
          Path.of(root.required("scenario").asText()), overrides, files, number(root, "seed"),
          number(root, "durationNanos"), root.required("time").asText().equals(VIRTUAL),
          root.has("traceHash") ? Optional.of(ended(root)) : Optional.empty(), leaves);
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      throw new IOException("it is damaged, or of another version of Carrierlab", damaged);
    }
  }

  private static Ended ended(JsonNode root) {
    var marks = new ArrayList<Runner.Mark>();
    root.required("marks").forEach(mark -> marks.add(new Runner.Mark(number(mark, "atNanos"), hash(mark))));
    return new Ended(hash(root), number(root, "endNanos"), marks);
  }

  private static String hex(long hash) {
    return String.format("%016x", hash);
  }

  private static long hash(JsonNode of) {
    return Long.parseUnsignedLong(of.required("traceHash").asText(), 16);
  }

  private static long number(JsonNode root, String field) {
    JsonNode value = root.required(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(field);
    }
    return value.longValue();
  }
}
