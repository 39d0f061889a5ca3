package io.carrierlab.node.ipsec;

import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Inner addresses of clients, by pool: the lowest free one, or the one that a client had before. A bit each. */
final class AddressPools {
  private final Map<String, Leases> pools = new LinkedHashMap<>();

  private static final class Leases {
    final Pool pool;
    final BitSet taken = new BitSet();
    /** Only looked up. About 50 octets each. */
    final Map<Integer, PeerEntry> holders = new HashMap<>();
    long refused;

    Leases(Pool pool) {
      this.pool = pool;
    }

    int size() {
      return pool.last() - pool.first() + 1;
    }
  }

  /** How full a pool is. */
  record Use(Pool pool, int size, int taken, long refused) {}

  AddressPools(List<Pool> pools) {
    pools.forEach(pool -> this.pools.put(pool.name(), new Leases(pool)));
  }

  /**
   * Leases an address to a peer. One that the same user still holds, by a session that this one takes the place of, is
   * handed over.
   *
   * @param vrf the peer's: the pool must be one of it
   * @param wanted 0: any
   * @return empty if there is no such pool or it has none left
   */
  OptionalInt take(String pool, String vrf, int wanted, PeerEntry peer) {
    Leases leases = pools.get(pool);
    if (leases == null || !leases.pool.vrf().equals(vrf)) {
      return OptionalInt.empty();
    }
    int index = wanted - leases.pool.first();
    PeerEntry holder = leases.holders.get(index);
    if (holder != null && holder.sameUser(peer)) {
      holder.pool = "";
    } else if (wanted == 0 || index < 0 || index >= leases.size() || leases.taken.get(index)) {
      index = leases.taken.nextClearBit(0);
    }
    if (index >= leases.size()) {
      leases.refused++;
      return OptionalInt.empty();
    }
    leases.taken.set(index);
    leases.holders.put(index, peer);
    return OptionalInt.of(leases.pool.first() + index);
  }

  void release(String pool, int address) {
    Leases leases = pools.get(pool);
    if (leases != null) {
      leases.taken.clear(address - leases.pool.first());
      leases.holders.remove(address - leases.pool.first());
    }
  }

  /** A pool as the fewest prefixes. */
  static List<Ipv4Prefix> prefixes(Pool pool) {
    var prefixes = new ArrayList<Ipv4Prefix>();
    long at = Integer.toUnsignedLong(pool.first());
    long end = Integer.toUnsignedLong(pool.last()) + 1;
    while (at < end) {
      int size = Math.min(at == 0 ? 32 : Long.numberOfTrailingZeros(at), 63 - Long.numberOfLeadingZeros(end - at));
      prefixes.add(new Ipv4Prefix((int) at, 32 - size));
      at += 1L << size;
    }
    return prefixes;
  }

  List<Use> use() {
    return pools.values().stream()
        .map(each -> new Use(each.pool, each.size(), each.taken.cardinality(), each.refused)).toList();
  }
}
