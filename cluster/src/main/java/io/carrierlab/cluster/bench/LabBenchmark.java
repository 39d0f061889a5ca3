package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    return "a ring of 20 PEs, OSPF, LDP, VPNv4 to one reflector, from cold until every host reaches every other";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.numbers("threads", "worker threads, measured one after the other", 1, 2, 4),
        Argument.number("rounds", "how often each is measured", 5));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    var figures = new Figures(name(), arguments, out);
    Scenario scenario = Bundled.scenario("lab.yaml");
    boolean reached = true;
    for (long round = 0; round < arguments.number("rounds"); round++) {
      for (int threads : arguments.numbers("threads")) {
        reached &= measure(scenario.topology(), threads, figures);
      }
    }
    return figures.close(reached);
  }

  private static boolean measure(Topology topology, int threads, Figures figures) {
    long empty = Machine.heapOctets();
    List<RouterConfig> provider = topology.nodes().stream().filter(RouterConfig.class::isInstance)
        .map(RouterConfig.class::cast).filter(router -> router.bgp().isPresent() && router.ospf().isPresent()).toList();
    long vrfs = provider.stream().mapToLong(router -> router.vrfs().size()).sum();
    var counters = new HashMap<String, HostCounter>();
    long begun = System.nanoTime();
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, host -> counters.computeIfAbsent(host, any -> new HostCounter())))) {
      double started = (System.nanoTime() - begun) / 1e9;
      Duration now = Duration.ZERO;
      boolean all = false;
      while (!all && now.compareTo(MOST) < 0) {
        now = now.plus(STEP);
        network.runUntil(now);
        all = complete(network, now) == vrfs && everyHostReachesEveryOther(network, counters, now);
      }
      double wall = (System.nanoTime() - begun) / 1e9;
      long octets = Machine.heapOctets() - empty;
      int nodes = topology.nodes().size();
      figures.add(String.format("%d provider routers (%d nodes), %d threads: %s after %.1f s virtual, %.2f s wall"
          + " (%.2f s of it start-up), %,d octets of heap a node, %,d all charged to the provider's",
          provider.size(), nodes, threads, all ? "all reach all" : "INCOMPLETE", now.toNanos() / 1e9, wall, started,
          octets / nodes, octets / provider.size()),
          Figures.of("providerRouters", provider.size(), "nodes", nodes, "threads", threads, "complete", all,
              "virtualSeconds", now.toNanos() / 1e9, "wallSeconds", wall, "startSeconds", started,
              "heapOctetsPerNode", octets / nodes, "heapOctetsPerProviderRouter", octets / provider.size()));
      return all;
    }
  }

  /** One ping for each pair and direction, answered within a step. */
  private static boolean everyHostReachesEveryOther(Network network, Map<String, HostCounter> counters, Duration now) {
    List<HostConfig> hosts = network.topology().nodes().stream().filter(HostConfig.class::isInstance)
        .map(HostConfig.class::cast).toList();
    long before = counters.values().stream().mapToLong(HostCounter::replies).sum();
    for (HostConfig from : hosts) {
      for (HostConfig to : hosts) {
        if (from != to) {
          network.tell(network.links().index(from.name()), now, new HostCommand.Ping(to.address(), 1, 1));
        }
      }
    }
    network.runUntil(now.plus(STEP));
    long answered = counters.values().stream().mapToLong(HostCounter::replies).sum() - before;
    return answered == (long) hosts.size() * (hosts.size() - 1);
  }

  /** VRFs that have, as the running devices count them, two routes for each site: its LAN and its link. */
  private static long complete(Network network, Duration now) {
    Inspection inspection = Questions.now(network, now, Depth.COUNTS);
    List<Inspection.Count> counts = inspection.counts().stream()
        .filter(count -> count.of() == Countable.ROUTES && !count.vrf().isEmpty()).toList();
    return counts.stream().filter(count -> count.value() >= 2L * counts.size()).count();
  }
}
