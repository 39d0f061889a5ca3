package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code bench forwarding}: labelled packets through real devices, host - CE - PE - P - P - PE - CE - host: eight
 * nodes, of which the six in the middle are what other forwarders are measured with.
 */
final class ForwardingBenchmark implements Benchmark {
  /** 64 octets with two labels: 8 of labels, 20 of IPv4, 8 of UDP, 28 of payload. */
  private static final int PAYLOAD = 28;
  private static final Duration CONVERGED = Duration.ofSeconds(30);
  private static final long SPACING_NANOS = 1_000;

  @Override
  public String name() {
    return "forwarding";
  }

  @Override
  public String description() {
    return "64-octet labelled packets end to end over CE-PE-P-P-PE-CE, packets a second";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("packets", "packets from end to end", 500_000),
        Argument.numbers("threads", "worker threads, measured one after the other", 1, 2, 4),
        Argument.numbers("bursts", "packets sent at once", 1, 32),
        Argument.number("rounds", "how often each is measured", 3));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    long packets = arguments.number("packets");
    int rounds = arguments.count("rounds");
    var figures = new Figures(name(), arguments, out);
    boolean right = true;
    for (int pipelines : new int[] {1, 4}) {
      Topology topology = Bundled.scenario(pipelines == 1 ? "forwarding.yaml" : "forwarding-4.yaml").topology();
      for (int burst : arguments.numbers("bursts")) {
        Set<Long> hashes = new HashSet<>();
        if (burst == 1 && pipelines == 1) {
          figures.say("warming up");
          measure(topology, 4, burst, packets);
        }
        for (int threads : arguments.numbers("threads")) {
          var runs = new ArrayList<Run>();
          for (int round = 0; round < rounds; round++) {
            runs.add(measure(topology, threads, burst, packets / pipelines));
          }
          runs.forEach(run -> hashes.add(run.trace()));
          right &= runs.stream().allMatch(run -> run.received() == run.sent());
          add(figures, pipelines, burst, threads, runs);
        }
        right &= hashes.size() == 1;
      }
    }
    return figures.close(right);
  }

  /** The median run, by wall time, and how far the others were off. */
  private static void add(Figures figures, int pipelines, int burst, int threads, List<Run> runs) {
    runs.sort(Comparator.comparingDouble(Run::packetsPerSecond));
    Run median = runs.get(runs.size() / 2);
    figures.add(String.format("%d pipeline%s, bursts of %2d, %d threads: %,9.0f packets/s (%,.0f to %,.0f), %.2f us CPU"
        + " a packet, %,d of %,d arrived, trace %016x", pipelines, pipelines == 1 ? "" : "s", burst, threads,
        median.packetsPerSecond(), runs.getFirst().packetsPerSecond(), runs.getLast().packetsPerSecond(),
        median.cpuMicros(), median.received(), median.sent(), median.trace()),
        Figures.of("pipelines", pipelines, "burst", burst, "threads", threads, "packetsPerSecond",
            median.packetsPerSecond(), "least", runs.getFirst().packetsPerSecond(), "most",
            runs.getLast().packetsPerSecond(), "cpuMicrosPerPacket", median.cpuMicros(), "sent", median.sent(),
            "received", median.received(), "traceHash", String.format("%016x", median.trace())));
  }

  /** A ping each way: no packet of the flow has to wait for ARP, where most would be dropped. */
  private static void resolveNeighbours(Network network, List<HostConfig> hosts) {
    for (int host = 0; host < hosts.size(); host++) {
      network.tell(network.links().index(hosts.get(host).name()), CONVERGED.minusSeconds(5),
          new HostCommand.Ping(hosts.get(host ^ 1).address(), 1, 1));
      network.tell(network.links().index(hosts.get(host).name()), CONVERGED.minusSeconds(3),
          new HostCommand.Ping(hosts.get(host ^ 1).address(), 1, 2));
    }
  }

  /** One flow, or one in each pipeline. */
  private record Run(long sent, long received, double wallSeconds, double cpuSeconds, long trace) {
    double packetsPerSecond() {
      return received / wallSeconds;
    }

    double cpuMicros() {
      return cpuSeconds * 1e6 / received;
    }
  }

  private static Run measure(Topology topology, int threads, int burst, long packets) {
    List<HostConfig> hosts = topology.nodes().stream().filter(HostConfig.class::isInstance)
        .map(HostConfig.class::cast).toList();
    var sinks = new java.util.HashMap<String, HostCounter>();
    hosts.forEach(host -> sinks.put(host.name(), new HostCounter()));
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, sinks::get))) {
      resolveNeighbours(network, hosts);
      network.runUntil(CONVERGED);
      Duration every = Duration.ofNanos(SPACING_NANOS * burst);
      Duration lasts = every.multipliedBy((packets + burst - 1) / burst);
      for (int pair = 0; pair + 1 < hosts.size(); pair += 2) {
        network.tell(network.links().index(hosts.get(pair).name()), CONVERGED, new HostCommand.StartFlow(pair,
            hosts.get(pair + 1).address(), every, PAYLOAD, burst, lasts, HostCommand.Service.DISCARD));
      }
      double cpu = Machine.cpuSeconds();
      long begun = System.nanoTime();
      network.runUntil(CONVERGED.plus(lasts).plusSeconds(1));
      double wall = (System.nanoTime() - begun) / 1e9;
      cpu = Machine.cpuSeconds() - cpu;
      long received = sinks.values().stream().mapToLong(HostCounter::received).sum();
      long sent = (packets + burst - 1) / burst * burst * (hosts.size() / 2);
      return new Run(sent, received, wall, cpu, network.traceHash());
    }
  }
}
