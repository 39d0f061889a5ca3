package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.bench.ReadingLists.Input;
import io.carrierlab.cluster.bench.ReadingLists.Kind;
import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code bench reading}: whether an item costs the same in a long list as in a short one, of every kind of list. */
final class ReadingBenchmark implements Benchmark {
  private static final double TOO_MUCH = 2;

  @Override
  public String name() {
    return "reading";
  }

  @Override
  public String description() {
    return "scenarios with a long list of each kind: CPU of reading an item, in a short list and a longer one";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(Argument.number("items", "items of the short list", 500),
        Argument.number("factor", "how many times longer the other one is", 4));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    int factor = arguments.count("factor");
    var figures = new Figures(name(), arguments, out);
    boolean held = true;
    for (Kind kind : ReadingLists.all()) {
      int few = Math.clamp(kind.most() / factor, 1, arguments.count("items"));
      held &= read(kind, few, figures) >= 0;               // the first time the JVM is cold
      double one = read(kind, few, figures) / few;
      double other = read(kind, few * factor, figures) / (few * factor);
      held &= one >= 0 && other >= 0;
      double ratio = one == 0 ? 1 : other / one;
      figures.add(String.format("%-28s %,8.1f µs an item of %,d, %,8.1f of %,d: %.1f times%s", kind.name(), one * 1e6,
          few, other * 1e6, few * factor, ratio, ratio > TOO_MUCH ? "  <- more than in proportion" : ""),
          Figures.of("list", kind.name(), "items", few, "secondsAnItem", one, "moreItems", few * factor,
              "secondsAnItemOfMore", other, "ratio", ratio));
    }
    return figures.close(held);
  }

  /** CPU seconds; less than 0, with a word, if the scenario is read otherwise than it should be. */
  private static double read(Kind kind, int items, Figures figures) throws IOException {
    Input input = kind.of().apply(items);
    Path directory = Files.createTempDirectory("carrierlab-bench-");
    Path file = directory.resolve("lists.yaml");
    Path device = directory.resolve("device.cfg");
    try {
      Files.writeString(file, input.yaml());
      Files.writeString(device, input.ios());
      var threads = ManagementFactory.getThreadMXBean();
      long begun = threads.getCurrentThreadCpuTime();
      Scenario.Loaded loaded = Scenario.load(file, input.sets());
      double seconds = (threads.getCurrentThreadCpuTime() - begun) / 1e9;
      if (loaded instanceof Scenario.Loaded.Valid == kind.valid()) {
        return seconds;
      }
      figures.say(kind.name() + ", " + items + " items: " + (loaded instanceof Scenario.Loaded.Refused refused
          ? "refused: " + refused.errors().getFirst() : "not refused"));
      return -1;
    } finally {
      Files.delete(file);
      Files.delete(device);
      Files.delete(directory);
    }
  }
}
