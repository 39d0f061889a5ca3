package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code bench clients}: what thousands of connected clients cost. Which side holds what is told apart by switching
 * nodes off one sort after the other, aggregators first: what the collector then finds was theirs.
 */
final class ClientsBenchmark implements Benchmark {
  private static final int AGGREGATORS = 4;
  private static final int ARRIVALS = 250;
  private static final int X25519 = 31;
  private static final int MODP_1024 = 2;
  private static final Duration TRAFFIC_LASTS = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "clients";
  }

  @Override
  public String description() {
    return "thousands of clients connected: octets of heap each, gateway and client side apart; and with "
        + "traffic, wall time";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("clients", "remote-access clients", 10_000),
        Argument.number("threads", "worker threads", Runtime.getRuntime().availableProcessors()));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    int clients = arguments.count("clients");
    int threads = arguments.count("threads");
    var figures = new Figures(name(), arguments, out);
    boolean right = true;
    for (int ike = 1; ike <= 2; ike++) {
      right &= memory(clients, ike, threads, figures);
    }
    return figures.close(right & traffic(clients, threads, figures));
  }

  private static Network network(Topology topology, int threads) {
    return new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, host -> new HostCounter()));
  }

  private static Duration end(int clients) {
    return Duration.ofSeconds(AccessLab.START_SECONDS + 5 + clients / AGGREGATORS / ARRIVALS);
  }

  private static boolean memory(int clients, int ike, int threads, Figures figures) throws IOException {
    Topology topology = new AccessLab(AGGREGATORS, clients, ike, ike == 1 ? MODP_1024 : X25519, ike == 1, false,
        ARRIVALS, "").topology();
    try (var network = network(topology, threads)) {
      Duration now = end(clients);
      network.runUntil(now);
      long connected = TunnelsBenchmark.views(network, topology, now).stream().filter(ClientView::connected).count();
      long off = Machine.heapOctets();
      long[] sides = new long[3];
      List<Predicate<NodeConfig>> sorts = List.of(
          node -> node instanceof RouterConfig router && router.access().isPresent(),
          LastMileConfig.class::isInstance, ClientConfig.class::isInstance);
      for (int side = 0; side < sides.length; side++) {
        switchOff(network, topology, sorts.get(side), now);
        long left = Machine.heapOctets();
        sides[side] = (off - left) / clients;
        off = left;
      }
      figures.add(String.format("IKEv%d, %,d of %,d connected, octets of heap each: the aggregator's side %,d, NAT and"
          + " last mile %,d, the client's side %,d", ike, connected, clients, sides[0], sides[1], sides[2]),
          Figures.of("ike", ike, "clients", clients, "connected", connected, "gatewayOctets", sides[0],
              "lastMileOctets", sides[1], "clientOctets", sides[2]));
      return connected == clients;
    }
  }

  private static void switchOff(Network network, Topology topology, Predicate<NodeConfig> which, Duration now) {
    for (int node = 0; node < topology.nodes().size(); node++) {
      if (which.test(topology.nodes().get(node))) {
        network.powerOff(node, now);
      }
    }
    network.runUntil(now);
  }

  /** A request of 100 octets every ten seconds from each client, for a minute. */
  private static boolean traffic(int clients, int threads, Figures figures) throws IOException {
    long begun = System.nanoTime();
    Topology topology = new AccessLab(AGGREGATORS, clients, 1, 2, true, false, ARRIVALS,
        "every: 10s, size: 100B, most: 6").topology();
    double read = (System.nanoTime() - begun) / 1e9;
    try (var network = network(topology, threads)) {
      Duration now = end(clients).plus(TRAFFIC_LASTS);
      network.runUntil(now);
      double wall = (System.nanoTime() - begun) / 1e9;
      List<ClientView> views = TunnelsBenchmark.views(network, topology, now);
      long connected = views.stream().filter(ClientView::connected).count();
      long requests = views.stream().mapToLong(ClientView::requests).sum();
      long answers = views.stream().mapToLong(ClientView::answers).sum();
      long heap = Machine.heapOctets();
      figures.add(String.format("IKEv1, group 2, %,d of %,d connected, %,d of %,d requests answered, %,d s virtual, %d"
          + " threads: %.1f s wall (%.1f s of it to read the scenario), %,d MB of heap", connected, clients, answers,
          requests, now.toSeconds(), threads, wall, read, heap >> 20),
          Figures.of("clients", clients, "connected", connected, "requests", requests, "answers", answers,
              "virtualSeconds", now.toSeconds(), "threads", threads, "wallSeconds", wall, "readSeconds", read,
              "heapMegabytes", heap >> 20));
      return connected == clients && answers * 1000 >= requests * 999;
    }
  }
}
