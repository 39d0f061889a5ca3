package io.carrierlab.cluster.bench;

import java.io.PrintStream;
import java.util.List;

/** One measurement. */
public interface Benchmark {
  String name();

  /** One line. */
  String description();

  /** What it can be told, beside {@code --json}. */
  List<Argument> arguments();

  /** @return the exit status: 0, or 1 if what was measured did not do what it must */
  int run(List<String> arguments, PrintStream out) throws Exception;
}
