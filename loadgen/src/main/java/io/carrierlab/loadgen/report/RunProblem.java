package io.carrierlab.loadgen.report;

import java.nio.file.Path;

/** Why a directory cannot be read as that of a run. */
public final class RunProblem extends Exception {
  private static final long serialVersionUID = 1;
  private final transient What what;

  /** What is wrong. */
  public sealed interface What {
    record NoDirectory(Path directory) implements What {}

    record NoFile(Path file) implements What {}

    /** @param line of a file of lines, from 1 on; 0: the whole file */
    record Malformed(Path file, int line, String why) implements What {}

    /** Fields are missing or of another form, and the file says who wrote it. @param version of Carrierlab */
    record OtherVersion(Path file, String version, String why) implements What {}
  }

  RunProblem(What what) {
    super(text(what));
    this.what = what;
  }

  public What what() {
    return what;
  }

  private static String text(What what) {
    return switch (what) {
      case What.NoDirectory(Path directory) -> directory + " is not a directory; name the directory of a finished run, "
          + "such as runs/latest";
      case What.NoFile(Path file) -> file + " is missing: " + file.getParent()
          + " is not the directory of a finished run";
      case What.Malformed(Path file, int line, String why) -> file + (line > 0 ? ", line " + line : "") + ": " + why;
      case What.OtherVersion(Path file, String version, String why) -> file + " was written by Carrierlab " + version
          + ", whose results this version does not read (" + why + "); run the scenario again";
    };
  }
}
