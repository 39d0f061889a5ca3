package io.carrierlab.cluster.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process and a directory of its own, for what the JVM of the tests cannot show. */
final class Carrierlab {
  private static final long HANG_SECONDS = 300;

  private final Path directory;
  private final List<String> jvm = new ArrayList<>(List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow", "-cp", absolute(System.getProperty("java.class.path"))));

  /** @param directory to run it in */
  Carrierlab(Path directory) {
    this.directory = directory;
  }

  /** Relative entries are of the directory of the tests. */
  private static String absolute(String classPath) {
    return String.join(File.pathSeparator, List.of(classPath.split(File.pathSeparator)).stream()
        .map(each -> Path.of(each).toAbsolutePath().toString()).toList());
  }

  /** With another option of the JVM. */
  Carrierlab with(String option) {
    jvm.add(1, option);
    return this;
  }

  /** Whoever starts the tests may ignore a signal, as a shell does for what it starts in the background. */
  Carrierlab hearing(String signal) {
    jvm.addAll(0, List.of("env", "--default-signal=" + signal));
    return this;
  }

  Ran run(String... arguments) throws IOException, InterruptedException {
    return finish(start(arguments));
  }

  /** Its output goes into files beside it: nobody has to read along. */
  Process start(String... arguments) throws IOException {
    var command = new ArrayList<>(jvm);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile())
        .redirectOutput(directory.resolve("out.txt").toFile()).redirectError(directory.resolve("err.txt").toFile())
        .start();
  }

  Ran finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it hangs; so far it said " + Files.readString(directory.resolve("err.txt")));
    }
    return new Ran(process.exitValue(), Files.readString(directory.resolve("out.txt")),
        Files.readString(directory.resolve("err.txt")));
  }
}
