package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory of a run or a drill, before anything is written into it: one of its own, and with nothing in it that
 * an earlier run left. Only what a run says it leaves is removed, never another file.
 */
public final class RunDirectory {
  private static final String LATEST = "latest";

  /** What a run may leave, the verdict first: that is what must not outlive the rest. */
  private static final List<String> FILES = List.of(RunFiles.RESULT, RunFiles.TIMELINE, RunFiles.REPORT,
      RunFiles.STATE);
  private static final Pattern BELOW = Pattern.compile("captures/[A-Za-z0-9._-]+\\.pcapng|keys/[a-zA-Z0-9_]+");

  /** Why results cannot go where they should, in words for the user. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private RunDirectory() {}

  /** A new one for this run alone, however many begin at once. @param runs where it goes, {@code runs} */
  public static Path fresh(Path runs, String name, LocalDateTime now) throws Refused {
    String stem = name + "-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(now);
    try {
      Files.createDirectories(runs);
      for (int number = 1;; number++) {
        try {
          return Files.createDirectory(runs.resolve(number == 1 ? stem : stem + "-" + number));
        } catch (FileAlreadyExistsException taken) {
          // The next number is free, or the one after it.
        }
      }
    } catch (IOException e) {
      throw new Refused("results cannot be written into " + runs + ": " + FileProblem.why(e)
          + "; name a directory with --out DIR");
    }
  }

  /** The one that the user named: it is made, or what an earlier run left in it is removed. */
  public static Path given(Path directory) throws Refused {
    try {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
        throw new Refused("--out " + directory + ": it is a file; expected a directory, which need not exist");
      }
      Files.createDirectories(directory);
      removeEarlier(directory);
      return directory;
    } catch (IOException e) {
      throw new Refused("--out " + directory + ": results cannot be written there: " + FileProblem.why(e));
    }
  }

  private static void removeEarlier(Path directory) throws IOException, Refused {
    List<String> there;
    try (var entries = Files.list(directory)) {
      there = entries.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (there.isEmpty()) {
      return;
    }
    List<String> leaves = leaves(directory).orElseThrow(() -> new Refused("--out " + directory + ": there is "
        + there.getFirst() + (there.size() > 1 ? " and more" : "") + " in it, and no earlier run; expected a new or an "
        + "empty directory, or that of a run"));
    for (String name : leaves) {
      Files.deleteIfExists(directory.resolve(name));
      Files.deleteIfExists(directory.resolve(name + WholeFile.UNFINISHED));
    }
    for (String below : List.of(Captures.DIRECTORY, KeyFiles.DIRECTORY)) {
      try {
        Files.deleteIfExists(directory.resolve(below));
      } catch (DirectoryNotEmptyException filesOfTheUser) {
        // They stay.
      }
    }
    Files.deleteIfExists(directory.resolve(Replay.FILE));
  }

  /** What the earlier run in a directory may have left; empty: there was none, so that nothing in it is ours. */
  private static Optional<List<String>> leaves(Path directory) throws Refused {
    var leaves = new ArrayList<>(FILES);
    try {
      Replay.read(directory).leaves().stream().filter(BELOW.asMatchPredicate()).forEach(leaves::add);
      return Optional.of(leaves);
    } catch (NoSuchFileException none) {
      return DrillSummary.isIn(directory) ? Optional.of(List.of(DrillSummary.FILE)) : Optional.empty();
    } catch (IOException e) {
      throw new Refused("--out " + directory + ": there is " + Replay.FILE + " in it, but " + FileProblem.why(e)
          + ": nobody knows what the earlier run left; remove the directory, or name another");
    }
  }

  /**
   * Makes {@code latest} a link to a directory: relative below the current one, so that both can be moved.
   *
   * @return why that was not possible
   */
  public static Optional<String> pointLatest(Path runs, Path directory) {
    Path latest = runs.resolve(LATEST);
    Path unfinished = runs.resolve("." + LATEST + "-" + ProcessHandle.current().pid() + "-"
        + Thread.currentThread().threadId());
    try {
      Files.createDirectories(runs);
      Path from = runs.toRealPath();
      Path to = directory.toRealPath();
      boolean near = from.getParent() != null && to.startsWith(from.getParent());
      Files.deleteIfExists(unfinished);
      Files.createSymbolicLink(unfinished, near ? from.relativize(to) : to);
      if (Files.isDirectory(latest, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(unfinished);
        throw new FileAlreadyExistsException(latest.toString());
      }
      Files.move(unfinished, latest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(latest + " does not point at this run, " + directory + ": "
          + (e instanceof IOException problem ? FileProblem.why(problem) : "links are unknown to this file system")
          + "; name it with --run");
    }
  }
}
