package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.Behavior;

/** {@code bench idle}: what an hour costs in which nothing happens but hellos. */
final class IdleBenchmark implements Benchmark {
  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String description() {
    return "routers in a ring, a hello every 3 s over 10 ms links, one virtual hour";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("routers", "routers in the ring", 10_000),
        Argument.number("seconds", "virtual seconds of the hello device", 3600),
        Argument.number("ldp-seconds", "virtual seconds of routers with LDP", 600),
        Argument.numbers("threads", "worker threads, measured one after the other", 1, 2, 4));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    int routers = arguments.count("routers");
    int[] threads = arguments.numbers("threads");
    var figures = new Figures(name(), arguments, out);
    Topology ring = Rings.of(routers, Duration.ofMillis(10));
    boolean same = measure("hello device", ring, arguments.number("seconds"), threads, HelloDevice::create,
        figures);
    same &= measure("router, LDP hellos", ring, arguments.number("ldp-seconds"), threads,
        new Devices(ring, host -> null), figures);
    return figures.close(same);
  }

  private static boolean measure(String what, Topology ring, long seconds, int[] threads,
      BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices, Figures figures) {
    Set<Long> hashes = new HashSet<>();
    for (int count : threads) {
      try (var network = new Network(ring, new Network.Options(1, count, false, true), devices)) {
        double cpu = Machine.cpuSeconds();
        long begun = System.nanoTime();
        network.runUntil(Duration.ofSeconds(seconds));
        double wall = (System.nanoTime() - begun) / 1e9;
        hashes.add(network.traceHash());
        cpu = Machine.cpuSeconds() - cpu;
        String trace = String.format("%016x", network.traceHash());
        figures.add(String.format("%-19s %,d routers, %,d s virtual, %d threads: %.1f s wall, %.1f s CPU, %.2f s wall a"
            + " virtual minute, trace %s", what, ring.nodes().size(), seconds, count, wall, cpu, wall * 60 / seconds,
            trace), Figures.of("device", what, "routers", ring.nodes().size(), "virtualSeconds", seconds, "threads",
            count, "wallSeconds", wall, "cpuSeconds", cpu, "traceHash", trace));
        if (count == threads[threads.length - 1]) {
          long octets = Machine.heapOctets() / ring.nodes().size();
          figures.add(String.format("%-19s %,d octets of heap a router", what, octets),
              Figures.of("device", what, "heapOctetsPerRouter", octets));
        }
      }
    }
    if (hashes.size() > 1) {
      figures.say("the trace hashes differ: this is a bug");
    }
    return hashes.size() == 1;
  }
}
