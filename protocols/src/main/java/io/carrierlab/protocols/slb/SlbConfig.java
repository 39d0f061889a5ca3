package io.carrierlab.protocols.slb;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * IOS server load balancing, {@code ip slb}: virtual servers in front of farms of real ones, in dispatched mode:
 * packets go to the chosen real server as they are, so that it must own the virtual address too, and answers by
 * itself.
 *
 * @param mostConnections of all virtual servers together, 1 or more; the next one is refused. About 200 octets each,
 *     with what sticks of it
 */
public record SlbConfig(List<Probe> probes, List<Farm> farms, List<VirtualServer> servers, int mostConnections) {
  public static final int USUAL_MOST_CONNECTIONS = 200_000;
  /** IOS's. */
  public static final int USUAL_WEIGHT = 8;
  public static final Duration USUAL_IDLE = Duration.ofSeconds(3600);
  public static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);
  public static final int USUAL_FAILDETECT = 10;

  public SlbConfig {
    probes = List.copyOf(probes);
    farms = List.copyOf(farms);
    servers = List.copyOf(servers);
    if (mostConnections < 1) {
      throw new IllegalArgumentException("most connections are " + mostConnections);
    }
    var known = new HashSet<String>();
    probes.forEach(probe -> known.add("probe " + probe.name()));
    farms.forEach(farm -> farm.probes().forEach(name -> needs(known, "probe " + name)));
    farms.forEach(farm -> known.add("farm " + farm.name()));
    servers.forEach(server -> needs(known, "farm " + server.farm()));
    var farmOfGroup = new HashMap<Integer, String>();
    for (VirtualServer server : servers) {
      if (server.stickyGroup() != 0 && server.sticky().isPresent()
          && !farmOfGroup.computeIfAbsent(server.stickyGroup(), any -> server.farm()).equals(server.farm())) {
        throw new IllegalArgumentException("sticky group " + server.stickyGroup() + " has two server farms");
      }
    }
  }

  private static void needs(HashSet<String> known, String name) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException("there is no " + name);
    }
  }

  /**
   * {@code ip slb probe NAME ping}: an ICMP echo request to each real server of a farm that names it.
   *
   * @param interval more than 0
   * @param faildetect pings without an answer, one after the other, after which a server counts as failed: 1 to 255
   */
  public record Probe(String name, Duration interval, int faildetect) {
    public Probe {
      if (interval.isZero() || interval.isNegative() || faildetect < 1) {
        throw new IllegalArgumentException("probe " + name);
      }
    }
  }

  /** {@code ip slb serverfarm}. @param purge {@code failaction purge}: connections of a failed server are forgotten */
  public record Farm(String name, List<Real> reals, List<String> probes, boolean purge) {
    public Farm {
      reals = List.copyOf(reals);
      probes = List.copyOf(probes);
    }
  }

  /**
   * {@code real ADDRESS}.
   *
   * @param address IPv4, network order
   * @param weight 1 to 255
   * @param maxConnections at a time; empty: no limit
   */
  public record Real(int address, int weight, OptionalInt maxConnections, boolean inService) {
    public Real {
      if (weight < 1) {
        throw new IllegalArgumentException("the weight is " + weight);
      }
    }
  }

  /**
   * {@code ip slb vserver}.
   *
   * @param address IPv4, network order
   * @param protocol of IPv4: 17 UDP, 50 ESP
   * @param port of UDP, 16 bits; empty: all
   * @param sticky how long a client stays with its server after its last connection; empty: not at all
   * @param stickyGroup virtual servers of one group share what sticks, and have one farm; 0: its own
   * @param idle after which a connection without packets is forgotten
   */
  public record VirtualServer(String name, int address, int protocol, OptionalInt port, String farm,
      Optional<Duration> sticky, int stickyGroup, Duration idle, boolean inService) {}
}
