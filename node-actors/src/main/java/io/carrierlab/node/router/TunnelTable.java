package io.carrierlab.node.router;

import io.carrierlab.node.ip.Hop;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * The ways from a PE to the others, by their loopback: what VRFs push labels from. Immutable: each change is a new
 * one.
 */
public final class TunnelTable {
  public static final TunnelTable EMPTY = new TunnelTable(new int[0], new Hop[0]);
  private final int[] endpoints;
  private final Hop[] ways;

  private TunnelTable(int[] endpoints, Hop[] ways) {
    this.endpoints = endpoints;
    this.ways = ways;
  }

  /** @param ways Via or Choice by endpoint, in the natural order of addresses as {@code int} */
  static TunnelTable of(SortedMap<Integer, Hop> ways) {
    return new TunnelTable(ways.keySet().stream().mapToInt(Integer::intValue).toArray(),
        ways.values().toArray(Hop[]::new));
  }

  /** The way to an endpoint; {@code Unreachable} if there is none. */
  public Hop to(int endpoint) {
    int at = Arrays.binarySearch(endpoints, endpoint);
    return at >= 0 ? ways[at] : new Hop.Unreachable();
  }

  public int size() {
    return endpoints.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TunnelTable table && Arrays.equals(endpoints, table.endpoints)
        && Arrays.equals(ways, table.ways);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(endpoints) + Arrays.hashCode(ways);
  }
}
