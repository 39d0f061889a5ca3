package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code bench real-time}: what the wall clock costs, how well it is kept, and how much traffic it carries. */
final class RealTimeBenchmark implements Benchmark {
  private static final Duration DELAY = Duration.ofMillis(10);
  private static final Duration EVERY = Duration.ofMillis(10);
  /** Not measured: classes are loaded and code is compiled. */
  private static final Duration WARM = Duration.ofSeconds(3);
  /** What is later than this has fallen behind. */
  private static final Duration LATE = Duration.ofMillis(50);
  private static final int MOST_AT_ONCE = 16_384;

  @Override
  public String name() {
    return "real-time";
  }

  @Override
  public String description() {
    return "by the wall clock: CPU of an idle ring, how late frames are, frames/s before the machine falls behind";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("routers", "routers of the idle ring, with LDP hellos every 3 s", 200),
        Argument.number("stations", "stations of a ring in which each sends to its right every 10 ms", 20),
        Argument.number("seconds", "for which each is measured", 10),
        Argument.numbers("threads", "worker threads, measured one after the other", Machine.oneAndAll()));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    var figures = new Figures(name(), arguments, out);
    Duration span = Duration.ofSeconds(arguments.number("seconds"));
    Topology ring = Rings.of(arguments.count("stations"), DELAY);
    boolean held = true;
    for (int threads : arguments.numbers("threads")) {
      idle(Rings.of(arguments.count("routers"), DELAY), span, threads, figures);
      held &= late(ring, span, threads, figures);
      held &= most(ring, threads, figures);
    }
    return figures.close(held);
  }

  private static void idle(Topology ring, Duration span, int threads, Figures figures) {
    try (var network = new Network(ring, new Network.Options(1, threads, false, false),
        new Devices(ring, host -> null))) {
      network.runUntil(WARM);
      double cpu = Machine.cpuSeconds();
      double workers = Machine.workerCpuSeconds();
      network.runUntil(WARM.plus(span));
      cpu = (Machine.cpuSeconds() - cpu) / span.toSeconds();
      workers = (Machine.workerCpuSeconds() - workers) / span.toSeconds();
      figures.add(String.format("idle, %d routers, %d threads: %.1f %% of a core, %.1f %% by nodes",
          ring.nodes().size(), threads, 100 * cpu, 100 * workers), Figures.of("routers", ring.nodes().size(), "threads",
          threads, "coresBusy", cpu, "coresBusyByNodes", workers));
    }
  }

  /** @param nanos how long frames took, in order; empty: none came */
  private record Taken(long[] nanos, long overtaken, double behindSeconds) {
    double microsLate(double share) {
      return (nanos[(int) Math.min(nanos.length - 1, Math.round(share * nanos.length))] - DELAY.toNanos()) / 1e3;
    }
  }

  private static Taken taken(Topology ring, Duration span, int threads, int atOnce) {
    var heard = new ArrayList<StampDevice.Heard>();
    try (var network = new Network(ring, new Network.Options(1, threads, false, false), (node, config) -> {
      heard.add(new StampDevice.Heard());
      return StampDevice.create(node, heard.getLast(), EVERY, atOnce);
    })) {
      network.runUntil(span);
      return new Taken(heard.stream().flatMapToLong(each -> Arrays.stream(each.nanos())).sorted().toArray(),
          heard.stream().mapToLong(StampDevice.Heard::overtaken).sum(), network.behind().toNanos() / 1e9);
    }
  }

  private static boolean late(Topology ring, Duration span, int threads, Figures figures) {
    taken(ring, WARM, threads, 1);
    Taken taken = taken(ring, span, threads, 1);
    figures.add(String.format("%,d frames over links of 10 ms, %d threads: late by %.0f µs (p50), %.0f µs (p99), %.0f"
        + " µs (most); %d overtook another", taken.nanos.length, threads, taken.microsLate(0.5), taken.microsLate(0.99),
        taken.microsLate(1), taken.overtaken), Figures.of("frames", taken.nanos.length, "threads", threads,
        "microsLateP50", taken.microsLate(0.5), "microsLateP99", taken.microsLate(0.99), "microsLateMost",
        taken.microsLate(1), "overtaken", taken.overtaken));
    return taken.nanos.length > 0 && taken.overtaken == 0;
  }

  /** Twice as many at each try. */
  private static boolean most(Topology ring, int threads, Figures figures) {
    long carried = 0;
    long tooMany = 0;
    double behind = 0;
    boolean ordered = true;
    for (int atOnce = 16; tooMany == 0 && atOnce <= MOST_AT_ONCE; atOnce *= 2) {
      Taken taken = taken(ring, WARM, threads, atOnce);
      ordered &= taken.overtaken == 0;
      long perSecond = ring.nodes().size() * 1_000L / EVERY.toMillis() * atOnce;
      if (taken.behindSeconds * 1e9 > LATE.toNanos()) {
        tooMany = perSecond;
        behind = taken.behindSeconds;
      } else {
        carried = perSecond;
      }
    }
    figures.add(String.format("%,d frames/s are carried, %d threads; %,d/s for %d s: %.2f s late", carried, threads,
        tooMany, WARM.toSeconds(), behind), Figures.of("threads", threads, "carriedPerSecond", carried,
        "tooManyPerSecond", tooMany, "behindSeconds", behind));
    return ordered;
  }
}
