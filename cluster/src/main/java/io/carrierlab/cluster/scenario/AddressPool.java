package io.carrierlab.cluster.scenario;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gives out blocks of its ranges in order, around what is taken. */
final class AddressPool {
  private final List<Ipv4Prefix> ranges;
  private final Taken taken;
  private int range;
  private long next;

  /** Address space in use: disjoint blocks, end (inclusive) by start, as unsigned numbers. */
  static final class Taken {
    private final TreeMap<Long, Long> blocks = new TreeMap<>();

    /** Prefixes nest or are apart: a block is either covered by one that is there, or covers those that it meets. */
    void add(Ipv4Prefix prefix) {
      if (meets(start(prefix), end(prefix)).filter(end -> end >= end(prefix)).isEmpty()) {
        blocks.subMap(start(prefix), true, end(prefix), true).clear();
        blocks.put(start(prefix), end(prefix));
      }
    }

    boolean meets(Ipv4Prefix prefix) {
      return meets(start(prefix), end(prefix)).isPresent();
    }

    /** The end of the last block that meets {@code start..end}. */
    Optional<Long> meets(long start, long end) {
      return Optional.ofNullable(blocks.floorEntry(end)).map(Map.Entry::getValue).filter(last -> last >= start);
    }
  }

  AddressPool(Taken taken, String... ranges) {
    this.taken = taken;
    this.ranges = Arrays.stream(ranges).map(Ipv4Prefix::parse).toList();
    this.next = start(this.ranges.getFirst());
  }

  private static long start(Ipv4Prefix prefix) {
    return prefix.address() & 0xffff_ffffL;
  }

  private static long end(Ipv4Prefix prefix) {
    return start(prefix) + (1L << 32 - prefix.length()) - 1;
  }

  /** The next free block of this length; empty if the pool is used up. */
  Optional<Ipv4Prefix> take(int length) {
    long size = 1L << 32 - length;
    while (range < ranges.size()) {
      long start = next + size - 1 & -size;
      if (start + size - 1 > end(ranges.get(range))) {
        range++;
        next = range < ranges.size() ? start(ranges.get(range)) : 0;
        continue;
      }
      Optional<Long> met = taken.meets(start, start + size - 1);
      if (met.isEmpty()) {
        next = start + size;
        return Optional.of(new Ipv4Prefix((int) start, length));
      }
      next = met.get() + 1;
    }
    return Optional.empty();
  }
}
