package io.carrierlab.loadgen.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A file or directory that could not be read or written, in words for the user whose it is. */
public final class FileProblem extends IOException {
  private static final long serialVersionUID = 1;
  private static final int CAUSES = 20;

  /** @param what was to be done, such as {@code cannot be written} */
  public FileProblem(Path file, String what, IOException cause) {
    super(file + " " + what + ": " + why(cause), cause);
  }

  /** The problem with a file by which a failure came about. */
  public static Optional<FileProblem> in(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < CAUSES; i++) {
      if (each instanceof FileProblem problem) {
        return Optional.of(problem);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  /** What the system says, without names of classes and without the file's name, which the caller has. */
  public static String why(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException none -> "there is no such file or directory";
      case NotDirectoryException file -> "it is not a directory";
      case FileAlreadyExistsException there -> "something of this name is there already";
      case FileSystemLoopException loop -> "a link leads back to itself";
      case FileSystemException other when other.getReason() != null -> lower(other.getReason());
      default -> failure.getMessage() == null ? "the system gives no reason" : lower(failure.getMessage());
    };
  }

  private static String lower(String sentence) {
    return sentence.isEmpty() ? sentence : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }
}
