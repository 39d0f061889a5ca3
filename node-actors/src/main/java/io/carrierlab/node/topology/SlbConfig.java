package io.carrierlab.node.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * IOS server load balancing, {@code ip slb}: virtual servers in front of farms of real ones, in dispatched mode:
 * packets go to the chosen real server as they are, so that it must own the virtual address too, and answers by
 * itself.
 */
public record SlbConfig(List<Probe> probes, List<Farm> farms, List<VirtualServer> servers) {
  public SlbConfig {
    probes = List.copyOf(probes);
    farms = List.copyOf(farms);
    servers = List.copyOf(servers);
  }

  /**
   * {@code ip slb probe NAME ping}: an ICMP echo request to each real server of a farm that names it.
   *
   * @param faildetect pings without an answer after which a server counts as failed
   */
  public record Probe(String name, Duration interval, int faildetect) {}

  /** {@code ip slb serverfarm}. @param purge {@code failaction purge}: connections of a failed server are forgotten */
  public record Farm(String name, List<Real> reals, List<String> probes, boolean purge) {
    public Farm {
      reals = List.copyOf(reals);
      probes = List.copyOf(probes);
    }
  }

  /** {@code real ADDRESS}. @param weight 1 to 255 @param maxConnections at a time; empty: no limit */
  public record Real(int address, int weight, OptionalInt maxConnections, boolean inService) {}

  /**
   * {@code ip slb vserver}.
   *
   * @param protocol of IPv4: 17 UDP, 50 ESP
   * @param port of UDP; empty: all
   * @param sticky how long a client stays with its server after its last connection; empty: not at all
   * @param stickyGroup virtual servers of one group share what sticks; 0: its own
   * @param idle after which a connection without packets is forgotten
   */
  public record VirtualServer(String name, int address, int protocol, OptionalInt port, String farm,
      Optional<Duration> sticky, int stickyGroup, Duration idle, boolean inService) {}
}
