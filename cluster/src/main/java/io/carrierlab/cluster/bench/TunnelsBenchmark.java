package io.carrierlab.cluster.bench;

import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * {@code bench tunnels}: remote-access sessions set up from nothing, both ends in this process, beside what their
 * Diffie-Hellman primitives alone cost in the same run.
 */
final class TunnelsBenchmark implements Benchmark {
  private static final int AGGREGATORS = 4;
  private static final int ARRIVALS = 500;
  /** Keys are made and used in turn on both ends: four operations a set-up. */
  private static final int PRIMITIVE_ROUNDS = 500;

  /** What is set up. */
  private record Case(String name, int ike, DhGroup group, boolean users, boolean radius) {}

  private static final List<Case> CASES = List.of(
      new Case("IKEv1 aggressive, XAuth, group 2", 1, DhGroup.MODP_1024, true, false),
      new Case("IKEv1 aggressive, XAuth, group 14", 1, DhGroup.MODP_2048, true, false),
      new Case("IKEv1 aggressive, XAuth, group 14, RADIUS", 1, DhGroup.MODP_2048, true, true),
      new Case("IKEv2 PSK, group 14", 2, DhGroup.MODP_2048, false, false),
      new Case("IKEv2 PSK, X25519", 2, DhGroup.X25519, false, false));

  @Override
  public String name() {
    return "tunnels";
  }

  @Override
  public String description() {
    return "remote-access sessions set up through the whole network, both ends, a second, and what their "
        + "primitives would allow";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("clients", "remote-access clients that connect", 2_000),
        Argument.numbers("threads", "worker threads, measured one after the other", Machine.oneAndAll()),
        Argument.number("rounds", "how often each is measured", 3),
        Argument.numbers("cases", "kinds of set-up, by number", 1, 2, 3, 4, 5));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    int clients = arguments.count("clients");
    int rounds = arguments.count("rounds");
    int[] threads = arguments.numbers("threads");
    var figures = new Figures(name(), arguments, out);
    figures.say("exponents of 256 bits; " + AGGREGATORS + " aggregators, clients behind NATs, ESP AES-128-GCM; "
        + "primitives: two key pairs and two agreements a set-up");
    boolean right = true;
    for (int number : arguments.numbers("cases")) {
      Case each = CASES.get(Math.min(number, CASES.size()) - 1);
      Topology topology = lab(each, clients).topology();
      measure(each, topology, threads[threads.length - 1]);              // warms up the compiler
      Set<Long> hashes = new HashSet<>();
      for (int count : threads) {
        var runs = new ArrayList<Run>();
        for (int round = 0; round < rounds; round++) {
          runs.add(measure(each, topology, count));
        }
        right &= runs.stream().allMatch(run -> run.connected() == run.clients());
        runs.forEach(run -> hashes.add(run.trace()));
        add(figures, each, count, runs);
      }
      right &= hashes.size() == 1;
    }
    return figures.close(right);
  }

  private static AccessLab lab(Case what, int clients) {
    return new AccessLab(AGGREGATORS, clients, what.ike(), what.group().number(), what.users(), what.radius(), ARRIVALS,
        "");
  }

  /** @param primitiveSeconds CPU of the primitives of one set-up, on one thread */
  private record Run(int clients, long connected, double wallSeconds, double cpuSeconds, double primitiveSeconds,
      long trace) {
    double perSecond() {
      return connected / wallSeconds;
    }

    /** Of what so many threads, with a core each, could do if they did nothing but the primitives. */
    double ofLimit(int threads) {
      return perSecond() * primitiveSeconds / threads;
    }

    /** The same by CPU time, in which other programs do not show. */
    double cpuShare() {
      return primitiveSeconds * connected / cpuSeconds;
    }
  }

  private static void add(Figures figures, Case what, int threads, List<Run> runs) {
    runs.sort(Comparator.comparingDouble(Run::perSecond));
    Run median = runs.get(runs.size() / 2);
    figures.add(String.format("%-42s %d threads: %,6.0f set-ups/s (%,.0f to %,.0f), %.2f ms CPU, primitives %.2f ms:"
        + " %.0f %% of CPU, %.0f %% of what they allow; %,d of %,d connected, trace %016x", what.name(), threads,
        median.perSecond(), runs.getFirst().perSecond(), runs.getLast().perSecond(),
        median.cpuSeconds() * 1e3 / median.connected(), median.primitiveSeconds() * 1e3, median.cpuShare() * 100,
        median.ofLimit(threads) * 100, median.connected(), median.clients(), median.trace()),
        Figures.of("case", what.name(), "threads", threads, "setupsPerSecond", median.perSecond(), "least",
            runs.getFirst().perSecond(), "most", runs.getLast().perSecond(), "cpuMillisPerSetup",
            median.cpuSeconds() * 1e3 / median.connected(), "primitiveMillisPerSetup",
            median.primitiveSeconds() * 1e3, "primitiveShareOfCpu", median.cpuShare(), "ofWhatPrimitivesAllow",
            median.ofLimit(threads), "clients", median.clients(), "connected", median.connected(), "traceHash",
            String.format("%016x", median.trace())));
  }

  private static Run measure(Case what, Topology topology, int threads) {
    int clients = (int) topology.nodes().stream().filter(ClientConfig.class::isInstance).count();
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, host -> new HostCounter()))) {
      network.runUntil(Duration.ofSeconds(AccessLab.START_SECONDS).minusMillis(1));
      double before = primitives(what.group());
      double cpu = Machine.workerCpuSeconds();
      long begun = System.nanoTime();
      Duration end = Duration.ofSeconds(AccessLab.START_SECONDS + 2 + clients / AGGREGATORS / ARRIVALS);
      network.runUntil(end);
      double wall = (System.nanoTime() - begun) / 1e9;
      cpu = Machine.workerCpuSeconds() - cpu;
      double after = primitives(what.group());
      List<ClientView> views = views(network, topology, end);
      return new Run(clients, views.stream().filter(ClientView::connected).count(), wall, cpu, (before + after) / 2,
          network.traceHash());
    }
  }

  /** What the clients say of themselves. */
  static List<ClientView> views(Network network, Topology topology, Duration now) {
    return Questions.now(network, now, Depth.TABLES, IntStream.range(0, topology.nodes().size())
        .filter(node -> topology.nodes().get(node) instanceof ClientConfig).toArray()).clients();
  }

  /** CPU seconds of a set-up's keys and agreements, both ends. */
  private static double primitives(DhGroup group) {
    var random = new SplittableRandom(1);
    var threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < PRIMITIVE_ROUNDS; i++) {
      DhKey client = group.generate(random);
      DhKey gateway = group.generate(random);
      try {
        client.agree(gateway.publicValue());
        gateway.agree(client.publicValue());
      } catch (BadKeyException own) {
        throw new IllegalStateException("our own key is refused", own);
      }
    }
    return (threads.getCurrentThreadCpuTime() - begun) / 1e9 / PRIMITIVE_ROUNDS;
  }
}
