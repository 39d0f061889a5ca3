package io.carrierlab.protocols.bgp.rib;

import java.util.Arrays;

/** The route targets that a peer is a member of (RFC 4684 §4): whole ones, prefixes of some, or all. Immutable. */
final class RouteTargetFilter {
  static final RouteTargetFilter ALL = new RouteTargetFilter(true, new long[0], new long[0], new int[0]);
  static final RouteTargetFilter NOTHING = new RouteTargetFilter(false, new long[0], new long[0], new int[0]);

  private final boolean all;
  private final long[] whole;
  private final long[] prefixes;
  private final int[] bits;

  /**
   * @param whole ascending
   * @param prefixes values whose first {@code bits}, 1 to 63 of them, count
   */
  RouteTargetFilter(boolean all, long[] whole, long[] prefixes, int[] bits) {
    this.all = all;
    this.whole = whole;
    this.prefixes = prefixes;
    this.bits = bits;
  }

  boolean matches(long[] targets) {
    if (all) {
      return true;
    }
    for (long target : targets) {
      if (Arrays.binarySearch(whole, target) >= 0) {
        return true;
      }
      for (int i = 0; i < prefixes.length; i++) {
        if ((target ^ prefixes[i]) >>> 64 - bits[i] == 0) {
          return true;
        }
      }
    }
    return false;
  }

  boolean same(RouteTargetFilter other) {
    return all == other.all && (all || Arrays.equals(whole, other.whole) && Arrays.equals(prefixes, other.prefixes)
        && Arrays.equals(bits, other.bits));
  }
}
