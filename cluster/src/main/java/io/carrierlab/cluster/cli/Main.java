package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.run.Memory;
import io.carrierlab.cluster.run.RunFiles;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code carrierlab}. */
@Command(name = "carrierlab", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
    description = "Emulates a provider's VPN network from one file, and says whether it behaved.",
    subcommands = {CheckCommand.class, RunCommand.class, DrillCommand.class, ShowCommand.class, TraceCommand.class,
        CompareCommand.class, BenchCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  carrierlab run examples/two-customers.yaml          run it, results in runs/",
      "  carrierlab run my.yaml --capture pe1:ge0            and capture a link for Wireshark",
      "  carrierlab run my.yaml --set links.0.delay=20ms     with another value",
      "  carrierlab drill examples/random-drills.yaml --seeds 1..20   random faults, and what breaks by them",
      "  carrierlab show labels pe1                          the label table of the last run",
      "  carrierlab show routes pe1 --vrf A --json           for programs",
      "  carrierlab trace host-a1 host-a2                    a packet's path, and every lookup",
      "  carrierlab compare runs/before runs/latest          what differs between two runs",
      "", "Exit status: 0 every expectation held, 1 one did not or could not be evaluated, 2 the input is wrong, "
          + "3 Carrierlab failed, or memory or the disk is full. Interrupted: 130 by Ctrl-C, 143 by SIGTERM."})
public final class Main {
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"carrierlab " + RunFiles.version() + " on Java " + Runtime.version()};
    }
  }

  private Main() {}

  public static void main(String[] args) {
    // Whatever a thread of its own dies of ends the program as it would in this one, and not with status 1.
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
        Runtime.getRuntime().halt(failed(failure, new PrintWriter(System.err))));
    System.exit(execute(args));
  }

  /** Runs a command line; never throws. @return the exit status */
  public static int execute(String... args) {
    var line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
    line.setParameterExceptionHandler((wrong, given) -> refused(wrong));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Long.class, text -> whole(text, Long.MAX_VALUE));
    line.registerConverter(int.class, text -> (int) whole(text, Integer.MAX_VALUE));
    if (args.length == 0) {
      line.usage(line.getErr());
      return Exit.INPUT;
    }
    try {
      return line.execute(args);
    } catch (RuntimeException | Error failure) {
      return failed(failure, new PrintWriter(System.err));
    }
  }

  /** Seeds, threads and jobs are counted from 0. */
  private static long whole(String text, long most) {
    if (text.matches("[0-9]{1,19}") && new BigInteger(text).compareTo(BigInteger.valueOf(most)) <= 0) {
      return Long.parseLong(text);
    }
    throw new CommandLine.TypeConversionException("\"" + text + "\"; expected a whole number, 0 to " + most);
  }

  /** What is wrong with a command line, and where all that it takes is said: not all of that. */
  private static int refused(CommandLine.ParameterException wrong) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(Printable.lines("carrierlab: " + wrong.getMessage()));
    if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
      err.println("did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?");
    }
    err.println("see " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return Exit.INPUT;
  }

  private static int failed(Throwable failure, PrintWriter err) {
    int status = failure instanceof InputException ? Exit.INPUT : Exit.FAILED;
    Optional<OutOfMemoryError> memory = Memory.exhausted(failure);
    Optional<FileProblem> file = FileProblem.in(failure);
    if (failure instanceof InputException) {
      err.println(Printable.lines("carrierlab: " + failure.getMessage()));
    } else if (memory.isPresent()) {
      err.println("carrierlab: out of memory (" + memory.get().getMessage() + "): " + Memory.advice());
    } else if (file.isPresent()) {
      err.println(Printable.lines("carrierlab: " + file.get().getMessage()));
    } else {
      internal(failure, err);
    }
    err.flush();
    return status;
  }

  private static void internal(Throwable failure, PrintWriter err) {
    err.println(Printable.lines("carrierlab: internal failure: " + failure.getMessage()));
    try {
      Path file = Files.createTempFile("carrierlab-failure-", ".txt");
      try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
        failure.printStackTrace(out);
      }
      err.println("carrierlab: this is a bug of ours; the details are in " + file);
    } catch (IOException unwritable) {
      failure.printStackTrace(err);
    }
  }
}
