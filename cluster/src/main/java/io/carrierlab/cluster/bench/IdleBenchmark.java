package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
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
    return "routers in a ring, a hello every 3 s over 10 ms links, one virtual hour "
        + "[--routers 10000] [--seconds 3600] [--ldp-seconds 600] [--threads 1,2,4]";
  }

  @Override
  public int run(List<String> given, PrintStream out) {
    var arguments = new Arguments(given, "routers", "seconds", "ldp-seconds", "threads");
    int routers = Math.toIntExact(arguments.number("routers", 10_000));
    int[] threads = arguments.numbers("threads", 1, 2, 4);
    out.println(Machine.describe());
    Topology ring = Rings.of(routers, Duration.ofMillis(10));
    boolean same = measure("hello device", ring, arguments.number("seconds", 3600), threads, HelloDevice::create, out);
    return measure("router, LDP hellos", ring, arguments.number("ldp-seconds", 600), threads,
        new Devices(ring, host -> null), out) && same ? 0 : 1;
  }

  private static boolean measure(String what, Topology ring, long seconds, int[] threads,
      BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices, PrintStream out) {
    Set<Long> hashes = new HashSet<>();
    for (int count : threads) {
      try (var network = new Network(ring, new Network.Options(1, count, false, true), devices)) {
        double cpu = Machine.cpuSeconds();
        long begun = System.nanoTime();
        network.runUntil(Duration.ofSeconds(seconds));
        double wall = (System.nanoTime() - begun) / 1e9;
        hashes.add(network.fabric().traceHash());
        out.printf("%-19s %,d routers, %,d s virtual, %d threads: %.1f s wall, %.1f s CPU, %.2f s wall a virtual"
            + " minute, trace %016x%n", what, ring.nodes().size(), seconds, count, wall, Machine.cpuSeconds() - cpu,
            wall * 60 / seconds, network.fabric().traceHash());
        if (count == threads[threads.length - 1]) {
          out.printf("%-19s %,d octets of heap a router%n", what, Machine.heapOctets() / ring.nodes().size());
        }
      }
    }
    if (hashes.size() > 1) {
      out.println("the trace hashes differ: this is a bug");
    }
    return hashes.size() == 1;
  }
}
