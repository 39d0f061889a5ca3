package io.carrierlab.node.ip;

import java.util.List;

/** Where a lookup sends a packet. */
public sealed interface Hop {
  /** The destination is on this network. */
  record Attached(IpInterface out) implements Hop {}

  /**
   * Through a neighbour.
   *
   * @param label to push, 20 bits; -1: none
   */
  record Via(IpInterface out, int nextHop, int label) implements Hop {
    public static final int NO_LABEL = -1;
  }

  /** Equal costs: packets of one source and destination take one way. */
  record Choice(List<Via> ways) implements Hop {
    public Choice {
      ways = List.copyOf(ways);
    }

    public Via way(int source, int destination) {
      int mixed = (source ^ Integer.rotateLeft(destination, 16)) * 0x9e37_79b1;
      return ways.get((int) (Integer.toUnsignedLong(mixed) * ways.size() >>> 32));
    }
  }

  /** Through the core to another PE, under a VPN label. @param label 20 bits */
  record Remote(int pe, int label) implements Hop {}

  /** Into a tunnel that ends here: whoever is at this end of it sends the packet on. */
  record Into(Tunnel tunnel) implements Hop {}

  /** Nowhere. */
  record Unreachable() implements Hop {}
}
