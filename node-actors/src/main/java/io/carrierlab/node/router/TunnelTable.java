package io.carrierlab.node.router;

import io.carrierlab.node.ip.Hop;
import io.carrierlab.protocols.bgp.rib.TunnelMetrics;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The ways from a PE to the others, by their loopback: what VRFs push labels from and rank imported routes by.
 * Immutable: each change is a new one, which all of the router share; 12 octets for each way.
 */
public final class TunnelTable implements TunnelMetrics {
  public static final TunnelTable EMPTY = new TunnelTable(new int[0], new Hop[0], new int[0]);
  private final int[] endpoints;
  private final Hop[] ways;
  private final int[] metrics;

  /** @param metric of the interior route that the way follows @param hop Via or Choice */
  record Way(Hop hop, int metric) {}

  private TunnelTable(int[] endpoints, Hop[] ways, int[] metrics) {
    this.metrics = metrics;
    this.endpoints = endpoints;
    this.ways = ways;
  }

  /** @param ways by endpoint, in the natural order of addresses as {@code int} */
  static TunnelTable of(SortedMap<Integer, Way> ways) {
    return new TunnelTable(ways.keySet().stream().mapToInt(Integer::intValue).toArray(),
        ways.values().stream().map(Way::hop).toArray(Hop[]::new),
        ways.values().stream().mapToInt(Way::metric).toArray());
  }

  /** The way to an endpoint; {@code Unreachable} if there is none. */
  public Hop to(int endpoint) {
    int at = Arrays.binarySearch(endpoints, endpoint);
    return at >= 0 ? ways[at] : new Hop.Unreachable();
  }

  @Override
  public OptionalLong metric(int endpoint) {
    int at = Arrays.binarySearch(endpoints, endpoint);
    return at >= 0 ? OptionalLong.of(metrics[at]) : OptionalLong.empty();
  }

  public int size() {
    return endpoints.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TunnelTable table && Arrays.equals(endpoints, table.endpoints)
        && Arrays.equals(ways, table.ways) && Arrays.equals(metrics, table.metrics);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(endpoints) + Arrays.hashCode(ways)) + Arrays.hashCode(metrics);
  }
}
