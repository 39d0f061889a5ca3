package io.carrierlab.cluster.run;

import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.util.Locale;
import java.util.Optional;

/** What a network takes of the heap, and what to do when that is too small. */
public final class Memory {
  private static final int CAUSES = 20;
  /** Of a router with its hosts, and of a client with its share of aggregator and last mile. */
  private static final long ROUTER_OCTETS = 82_000;
  private static final long CLIENT_OCTETS = 11_100;
  /** Of the program itself, without a network. */
  private static final long BASE_OCTETS = 20L << 20;

  private Memory() {}

  /** The error by which a failure came about because memory ran out. */
  public static Optional<OutOfMemoryError> exhausted(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < CAUSES; i++) {
      if (each instanceof OutOfMemoryError error) {
        return Optional.of(error);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  /** What to do about it. */
  public static String advice() {
    return "the heap may grow to " + megabytes(limit()) + "; give it more with CARRIERLAB_OPTS=-Xmx"
        + Math.max(1, Math.ceilDiv(2 * limit(), 1L << 30)) + "g, or run a smaller network";
  }

  /**
   * Why a network probably does not fit, by the figures of docs/benchmarks.md: what it holds at rest. What drills and
   * traffic add is not in it.
   *
   * @param atATime how many such networks there are
   */
  public static Optional<String> warning(Topology topology, int atATime) {
    long needed = atATime * needed(topology);
    return needed <= limit() ? Optional.empty() : Optional.of((atATime == 1 ? "this network takes" : atATime
        + " networks at a time take") + " about " + megabytes(needed) + " of memory, and " + advice());
  }

  static long needed(Topology topology) {
    long octets = BASE_OCTETS;
    for (NodeConfig node : topology.nodes()) {
      octets += switch (node) {
        case ClientConfig client -> CLIENT_OCTETS;
        case HostConfig withItsRouter -> 0;
        default -> ROUTER_OCTETS;
      };
    }
    return octets;
  }

  private static long limit() {
    return Runtime.getRuntime().maxMemory();
  }

  private static String megabytes(long octets) {
    return String.format(Locale.ROOT, "%,d MB", octets / 1_000_000);
  }
}
