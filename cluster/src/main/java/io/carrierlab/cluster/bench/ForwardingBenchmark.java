package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.host.HostObserver;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
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

  /** Counts what arrives; each host has its own. */
  private static final class Sink implements HostObserver {
    private long received;

    @Override
    public void echoReplied(long atNanos, int from, int identifier, int sequence, int ttl) {
      // Nobody pings here.
    }

    @Override
    public void echoRefused(long atNanos, int from, int identifier, int sequence, String error) {
      // Nobody pings here.
    }

    @Override
    public void flowSent(long atNanos, int flow, int sequence) {
      // The sender's count follows from the flow.
    }

    @Override
    public void flowReceived(long atNanos, int flow, int sequence, long sentNanos) {
      received++;
    }

    @Override
    public void probeAnswered(long atNanos, int destination, int ttl, int router, boolean arrived) {
      // Nobody traces here.
    }
  }

  @Override
  public String name() {
    return "forwarding";
  }

  @Override
  public String description() {
    return "64-octet labelled packets end to end over CE-PE-P-P-PE-CE, packets a second "
        + "[--packets 500000] [--threads 1,2,4] [--bursts 1,32]";
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, "packets", "threads", "bursts");
    long packets = arguments.number("packets", 500_000);
    out.println(Machine.describe());
    boolean right = true;
    for (int pipelines : new int[] {1, 4}) {
      Topology topology = Bundled.scenario(pipelines == 1 ? "forwarding.yaml" : "forwarding-4.yaml").topology();
      for (int burst : arguments.numbers("bursts", 1, 32)) {
        Set<Long> hashes = new HashSet<>();
        if (burst == 1 && pipelines == 1) {
          out.println("warming up");
          measure(topology, 4, burst, packets, new HashSet<>(), new PrintStream(OutputStream.nullOutputStream()));
        }
        for (int threads : arguments.numbers("threads", 1, 2, 4)) {
          right &= measure(topology, threads, burst, packets / pipelines, hashes, out);
        }
        right &= hashes.size() == 1;
      }
    }
    return right ? 0 : 1;
  }

  /** A ping each way: no packet of the flow has to wait for ARP, where most would be dropped. */
  private static void resolveNeighbours(Network network, List<HostConfig> hosts) {
    for (int host = 0; host < hosts.size(); host++) {
      network.tell(network.fabric().index(hosts.get(host).name()), CONVERGED.minusSeconds(5),
          new HostCommand.Ping(hosts.get(host ^ 1).address(), 1, 1, false));
      network.tell(network.fabric().index(hosts.get(host).name()), CONVERGED.minusSeconds(3),
          new HostCommand.Ping(hosts.get(host ^ 1).address(), 1, 2, false));
    }
  }

  private static boolean measure(Topology topology, int threads, int burst, long packets, Set<Long> hashes,
      PrintStream out) {
    List<HostConfig> hosts = topology.nodes().stream().filter(HostConfig.class::isInstance)
        .map(HostConfig.class::cast).toList();
    var sinks = new java.util.HashMap<String, Sink>();
    hosts.forEach(host -> sinks.put(host.name(), new Sink()));
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, sinks::get))) {
      resolveNeighbours(network, hosts);
      network.runUntil(CONVERGED);
      Duration every = Duration.ofNanos(SPACING_NANOS * burst);
      Duration lasts = every.multipliedBy((packets + burst - 1) / burst);
      for (int pair = 0; pair + 1 < hosts.size(); pair += 2) {
        network.tell(network.fabric().index(hosts.get(pair).name()), CONVERGED, new HostCommand.StartFlow(pair,
            hosts.get(pair + 1).address(), every, PAYLOAD, burst, lasts, HostCommand.Service.DISCARD));
      }
      double cpu = Machine.cpuSeconds();
      long begun = System.nanoTime();
      network.runUntil(CONVERGED.plus(lasts).plusSeconds(1));
      double wall = (System.nanoTime() - begun) / 1e9;
      cpu = Machine.cpuSeconds() - cpu;
      long received = sinks.values().stream().mapToLong(sink -> sink.received).sum();
      long sent = (packets + burst - 1) / burst * burst * (hosts.size() / 2);
      hashes.add(network.fabric().traceHash());
      out.printf("%d pipeline%s, bursts of %d, %d threads: %,.0f packets/s, %.2f us CPU a packet, %,d of %,d arrived,"
          + " trace %016x%n", hosts.size() / 2, hosts.size() == 2 ? "" : "s", burst, threads, received / wall,
          cpu * 1e6 / received, received, sent, network.fabric().traceHash());
      return received == sent;
    }
  }
}
