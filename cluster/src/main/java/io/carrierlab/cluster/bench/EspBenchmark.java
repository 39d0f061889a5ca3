package io.carrierlab.cluster.bench;

import io.carrierlab.node.device.Devices;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.crypto.AesGcm;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
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

/**
 * {@code bench esp}: packets between clients and a host, over last mile with NAT, Internet router, aggregator, VRF, P
 * and PE, each encrypted once and decrypted once, beside what the cipher alone costs in the same run.
 */
final class EspBenchmark implements Benchmark {
  private static final int AGGREGATORS = 4;
  private static final int ARRIVALS = 500;
  private static final int HEADERS = 28;
  private static final int CIPHER_ROUNDS = 200_000;
  /** All are connected and the path has been walked some hundred thousand times. */
  private static final Duration WARM = Duration.ofSeconds(AccessLab.START_SECONDS + 3);

  @Override
  public String name() {
    return "esp";
  }

  @Override
  public String description() {
    return "packets of many SAs from clients to a host and back, a second, and what the cipher alone would allow";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.number("clients", "remote-access clients, each with SAs of its own", 1_000),
        Argument.numbers("sizes", "octets of the packets inside the tunnel", 64, 512, 1350),
        Argument.numbers("threads", "worker threads, measured one after the other", Machine.oneAndAll()),
        Argument.number("rounds", "how often each is measured", 5));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    int clients = arguments.count("clients");
    int rounds = arguments.count("rounds");
    var figures = new Figures(name(), arguments, out);
    figures.say("IPv4 packets inside the tunnel, AES-128-GCM in UDP; a request and its answer are two packets");
    boolean right = true;
    for (int octets : arguments.numbers("sizes")) {
      var traffic = "every: 10ms, size: " + (octets - HEADERS) + "B, most: " + (300 + 50 * rounds);
      Topology topology = new AccessLab(AGGREGATORS, clients, 2, 31, false, false, ARRIVALS, traffic).topology();
      cipherSeconds(clients, octets);
      Set<Long> hashes = new HashSet<>();
      for (int threads : arguments.numbers("threads")) {
        right &= measure(topology, clients, octets, threads, rounds, figures, hashes);
      }
      right &= hashes.size() == 1;
    }
    return figures.close(right);
  }

  /** @param cipherSeconds CPU of one encryption and one decryption */
  private record Round(long packets, double wallSeconds, double cpuSeconds, double cipherSeconds) {
    double perSecond() {
      return packets / wallSeconds;
    }

    double cpuMicros() {
      return cpuSeconds * 1e6 / packets;
    }

    double cpuShare() {
      return cipherSeconds * packets / cpuSeconds;
    }

    double ofLimit(int threads) {
      return perSecond() * cipherSeconds / threads;
    }
  }

  private static boolean measure(Topology topology, int clients, int octets, int threads, int rounds, Figures figures,
      Set<Long> hashes) {
    try (var network = new Network(topology, new Network.Options(1, threads, false, true),
        new Devices(topology, host -> new HostCounter()))) {
      resolve(network, topology);
      network.runUntil(WARM);
      long before = packets(TunnelsBenchmark.views(network, topology, WARM));
      var all = new ArrayList<Round>();
      Duration now = WARM;
      for (int round = 0; round < rounds; round++) {
        now = now.plusMillis(500);
        double cipher = cipherSeconds(clients, octets);
        double cpu = Machine.workerCpuSeconds();
        long begun = System.nanoTime();
        network.runUntil(now);
        double wall = (System.nanoTime() - begun) / 1e9;
        cpu = Machine.workerCpuSeconds() - cpu;
        long after = packets(TunnelsBenchmark.views(network, topology, now));
        all.add(new Round(after - before, wall, cpu, cipher));
        before = after;
      }
      now = now.plusSeconds(3);
      network.runUntil(now);
      List<ClientView> views = TunnelsBenchmark.views(network, topology, now);
      long requests = views.stream().mapToLong(ClientView::requests).sum();
      long answers = views.stream().mapToLong(ClientView::answers).sum();
      hashes.add(network.traceHash());
      add(figures, octets, threads, all, requests, answers, network.traceHash());
      return answers == requests && requests > 0;
    }
  }

  /** The host and its router find each other's address before traffic comes, which would be dropped meanwhile. */
  private static void resolve(Network network, Topology topology) {
    HostConfig host = topology.nodes().stream().filter(HostConfig.class::isInstance).map(HostConfig.class::cast)
        .findFirst().orElseThrow();
    network.tell(network.links().index(host.name()), WARM.minusSeconds(5),
        new HostCommand.Ping(host.gateway(), 1, 1));
  }

  private static long packets(List<ClientView> views) {
    return views.stream().mapToLong(view -> view.requests() + view.answers()).sum();
  }

  private static void add(Figures figures, int octets, int threads, List<Round> rounds, long requests, long answers,
      long trace) {
    rounds.sort(Comparator.comparingDouble(Round::perSecond));
    Round median = rounds.get(rounds.size() / 2);
    figures.add(String.format("%,5d octets, %d threads: %,8.0f packets/s (%,.0f to %,.0f), %.1f us CPU a packet, cipher"
        + " %.1f us a pair: %.0f %% of CPU, %.0f %% of what it allows; %,d of %,d answered, trace %016x", octets,
        threads,
        median.perSecond(), rounds.getFirst().perSecond(), rounds.getLast().perSecond(), median.cpuMicros(),
        median.cipherSeconds() * 1e6, median.cpuShare() * 100, median.ofLimit(threads) * 100, answers, requests, trace),
        Figures.of("octets", octets, "threads", threads, "packetsPerSecond", median.perSecond(), "least",
            rounds.getFirst().perSecond(), "most", rounds.getLast().perSecond(), "cpuMicrosPerPacket",
            median.cpuMicros(), "cipherMicrosPerPair", median.cipherSeconds() * 1e6, "cipherShareOfCpu",
            median.cpuShare(), "ofWhatCipherAllows", median.ofLimit(threads), "requests", requests, "answers", answers,
            "traceHash", String.format("%016x", trace)));
  }

  /** CPU seconds of one encryption and one decryption of an ESP payload, each time with the next SA's key. */
  private static double cipherSeconds(int sas, int octets) {
    var random = new SplittableRandom(1);
    int keyOctets = EspTransform.esp(Cipher.AES_GCM_128, Integrity.NONE).cipher().keyOctets();
    byte[][] keys = new byte[sas][keyOctets];
    for (byte[] key : keys) {
      random.nextBytes(key);
    }
    int clear = octets + 2 + 3 & ~3;
    byte[] plain = new byte[clear];
    byte[] sealed = new byte[clear + AesGcm.TAG_OCTETS];
    byte[] nonce = new byte[AesGcm.NONCE_OCTETS];
    byte[] associated = new byte[8];
    var threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < CIPHER_ROUNDS; i++) {
      nonce[i & 7]++;
      AesGcm.encrypt(keys[i % sas], nonce, associated, plain, 0, clear, sealed, 0);
      if (!AesGcm.decrypt(keys[i % sas], nonce, associated, sealed, 0, sealed.length, plain, 0)) {
        throw new IllegalStateException("what was encrypted does not decrypt");
      }
    }
    return (threads.getCurrentThreadCpuTime() - begun) / 1e9 / CIPHER_ROUNDS;
  }
}
