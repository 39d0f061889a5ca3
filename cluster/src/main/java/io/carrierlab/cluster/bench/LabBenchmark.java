package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.Inspect;
import io.carrierlab.node.inspect.Inspection;
import io.carrierlab.node.inspect.Inspection.Countable;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** {@code bench lab}: a provider's network from cold to full reachability. */
final class LabBenchmark implements Benchmark {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration MOST = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "lab";
  }

  @Override
  public String description() {
    return "a ring of 20 PEs, OSPF, LDP, VPNv4 to one reflector, from cold until every VRF has every route "
        + "[--threads 1,2,4] [--rounds 5] [--json]";
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, "threads", "rounds");
    var figures = new Figures(name(), arguments, out);
    Scenario scenario = Bundled.scenario("lab.yaml");
    boolean reached = true;
    for (long round = 0; round < arguments.number("rounds", 5); round++) {
      for (int threads : arguments.numbers("threads", 1, 2, 4)) {
        reached &= measure(scenario.topology(), threads, figures);
      }
    }
    return figures.close(reached);
  }

  private static boolean measure(Topology topology, int threads, Figures figures) {
    long empty = Machine.heapOctets();
    long vrfs = topology.nodes().stream().filter(RouterConfig.class::isInstance)
        .mapToLong(node -> ((RouterConfig) node).vrfs().size()).sum();
    long begun = System.nanoTime();
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, host -> null))) {
      double started = (System.nanoTime() - begun) / 1e9;
      Duration now = Duration.ZERO;
      while (complete(network, now) < vrfs && now.compareTo(MOST) < 0) {
        now = now.plus(STEP);
        network.runUntil(now);
      }
      double wall = (System.nanoTime() - begun) / 1e9;
      boolean all = complete(network, now) == vrfs;
      long octets = (Machine.heapOctets() - empty) / topology.nodes().size();
      figures.add(String.format("%d routers, %d threads: %s after %.1f s virtual, %.2f s wall (%.2f s of it start-up),"
          + " %,d octets of heap a router", topology.nodes().size(), threads,
          all ? "every VRF has every route" : "INCOMPLETE", now.toNanos() / 1e9, wall, started, octets),
          Figures.of("routers", topology.nodes().size(), "threads", threads, "complete", all, "virtualSeconds",
              now.toNanos() / 1e9, "wallSeconds", wall, "startSeconds", started, "heapOctetsPerRouter", octets));
      return all;
    }
  }

  /** VRFs that have, as the running devices count them, two routes for each site: its LAN and its link. */
  private static long complete(Network network, Duration now) {
    var inspection = new Inspection(false);
    for (int node = 0; node < network.topology().nodes().size(); node++) {
      network.tell(node, now, new Inspect(inspection));
    }
    network.runUntil(now);
    List<Inspection.Count> counts = inspection.counts().stream()
        .filter(count -> count.of() == Countable.ROUTES && !count.vrf().isEmpty()).toList();
    return counts.stream().filter(count -> count.value() >= 2L * counts.size()).count();
  }
}
