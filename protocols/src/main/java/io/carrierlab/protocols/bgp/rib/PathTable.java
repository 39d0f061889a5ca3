package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * The paths of one family, without an object for any of them. A path is a record of five ints, of IPv4 unicast six, in
 * an array that has no holes (the last path moves into the place of one that goes):
 * <pre>
 *   address: 32
 *   prefix length: 6 | flags: 6 | label: 20
 *   source: index of the route distinguisher: 20 | index of the peer: 12
 *   attribute set, index: 32
 *   next path in the bucket: 32
 *   when it was installed, hundredths of a second: 32 (not of VPN routes, which are no routes to forward by)
 * </pre>
 * They hang in a linear hash table of one bucket per path (4 octets): 24 or 28 octets per path, to an eighth more while
 * arrays grow. Linear hashing splits one bucket at a time, so no insertion waits for a rehash and no two copies of a
 * table ever exist. Paths to the same destination stand next to each other in their bucket.
 *
 * <p>Slots, the numbers of paths, are good until the next insertion or removal.
 */
final class PathTable {
  static final int NONE = -1;
  static final int MAX_PEER = (1 << 12) - 1;
  static final int MAX_DISTINGUISHERS = 1 << 20;
  /** The destination's best path. */
  static final int BEST = 1;
  /** The best of those that are no export of a VRF of ours: what is imported into that VRF (VPNv4 only). */
  static final int FOREIGN_BEST = 2;

  private static final int ADDRESS = 0;
  private static final int SHAPE = 1;
  private static final int SOURCE = 2;
  private static final int ATTRIBUTES = 3;
  private static final int NEXT = 4;
  private static final int INSTALLED = 5;
  private static final int FLAGS_SHIFT = 20;
  private static final int LABEL_MASK = 0xfffff;
  private static final int FLAGS_MASK = 0x3f << FLAGS_SHIFT;

  private final int width;
  private final SegmentedInts paths;
  private final SegmentedInts buckets = new SegmentedInts(1);
  private final int keyMask;
  private final int[] lengths = new int[33];
  private long lengthsPresent;
  private int size;
  private int destinations;
  /** Buckets below it are split already at the next level of the linear hash. */
  private int bucketCount;

  /** @param byDistinguisher destinations with different route distinguishers are different (VPNv4) */
  PathTable(boolean byDistinguisher) {
    width = byDistinguisher ? INSTALLED : INSTALLED + 1;
    paths = new SegmentedInts(width);
    keyMask = byDistinguisher ? 0xfffff000 : 0;
  }

  static int source(int distinguisher, int peer) {
    return distinguisher << 12 | peer;
  }

  static int peerOf(int source) {
    return source & MAX_PEER;
  }

  static int distinguisherOf(int source) {
    return source >>> 12;
  }

  /** Paths in it. */
  int size() {
    return size;
  }

  /** Destinations in it, with or without usable path. */
  int destinations() {
    return destinations;
  }

  int address(int slot) {
    return paths.get(slot, ADDRESS);
  }

  int length(int slot) {
    return paths.get(slot, SHAPE) >>> 26;
  }

  int label(int slot) {
    return paths.get(slot, SHAPE) & LABEL_MASK;
  }

  int source(int slot) {
    return paths.get(slot, SOURCE);
  }

  int attributes(int slot) {
    return paths.get(slot, ATTRIBUTES);
  }

  boolean has(int slot, int flag) {
    return (paths.get(slot, SHAPE) >>> FLAGS_SHIFT & flag) != 0;
  }

  void mark(int slot, int flags) {
    paths.set(slot, SHAPE, paths.get(slot, SHAPE) & ~FLAGS_MASK | flags << FLAGS_SHIFT);
  }

  int flags(int slot) {
    return paths.get(slot, SHAPE) >>> FLAGS_SHIFT & 0x3f;
  }

  void change(int slot, int attributes, int label) {
    paths.set(slot, ATTRIBUTES, attributes);
    paths.set(slot, SHAPE, paths.get(slot, SHAPE) & ~LABEL_MASK | label);
  }

  /**
   * The path is from now on the best as it is. Only in tables of IPv4 unicast.
   *
   * @param at hundredths of a second since the start of the run, modulo 2^32
   */
  void installed(int slot, int at) {
    paths.set(slot, INSTALLED, at);
  }

  /** When {@link #installed} was last said of the path; without meaning for one that is not the best. */
  int installed(int slot) {
    return paths.get(slot, INSTALLED);
  }

  /** The first path to a destination, or {@link #NONE}; of {@code source} the distinguisher counts, if any do. */
  int first(int address, int length, int source) {
    if (size == 0) {
      return NONE;
    }
    int slot = buckets.get(bucket(hash(address, length, source & keyMask)), 0);
    while (slot != NONE && !isTo(slot, address, length, source)) {
      slot = paths.get(slot, NEXT);
    }
    return slot;
  }

  /** The path after this one to the same destination, or {@link #NONE}. */
  int next(int slot) {
    int next = paths.get(slot, NEXT);
    return next != NONE && isTo(next, address(slot), length(slot), source(slot)) ? next : NONE;
  }

  /** Adds a path without flags. {@code after}: one to the same destination, {@link #NONE} if there is none. */
  int add(int address, int length, int label, int source, int attributes, int after) {
    int slot = size;
    grow();
    int[] segment = paths.segment(slot);
    int at = paths.offset(slot);
    segment[at + ADDRESS] = address;
    segment[at + SHAPE] = length << 26 | label;
    segment[at + SOURCE] = source;
    segment[at + ATTRIBUTES] = attributes;
    if (after == NONE) {
      int bucket = bucket(hash(address, length, source & keyMask));
      segment[at + NEXT] = buckets.get(bucket, 0);
      buckets.set(bucket, 0, slot);
      destinations++;
      if (lengths[length]++ == 0) {
        lengthsPresent |= 1L << length;
      }
    } else {
      segment[at + NEXT] = paths.get(after, NEXT);
      paths.set(after, NEXT, slot);
    }
    return slot;
  }

  /** Removes a path; the one with the highest slot takes its slot. */
  void remove(int slot) {
    int address = address(slot);
    int length = length(slot);
    int source = source(slot);
    int bucket = bucket(hash(address, length, source & keyMask));
    int before = before(bucket, slot);
    int after = paths.get(slot, NEXT);
    boolean shared = before != NONE && isTo(before, address, length, source)
        || after != NONE && isTo(after, address, length, source);
    link(bucket, before, after);
    if (!shared) {
      destinations--;
      if (--lengths[length] == 0) {
        lengthsPresent &= ~(1L << length);
      }
    }
    int last = size - 1;
    if (slot != last) {
      int lastBucket = bucketOf(last);
      link(lastBucket, before(lastBucket, last), slot);
      System.arraycopy(paths.segment(last), paths.offset(last), paths.segment(slot), paths.offset(slot), width);
    }
    shrink();
  }

  /**
   * The best path to the longest matching prefix that has one, or {@link #NONE}: the look-up of a packet. It costs
   * one probe for each prefix length that occurs in the table and is longer than the match.
   */
  int lookup(int destination) {
    for (long left = lengthsPresent; left != 0;) {
      int length = 63 - Long.numberOfLeadingZeros(left);
      int slot = best(first(destination & Ipv4.mask(length), length, 0));
      if (slot != NONE) {
        return slot;
      }
      left &= ~(1L << length);
    }
    return NONE;
  }

  /** Of the paths from {@code first} on, the best one; {@link #NONE} if none is usable. */
  int best(int first) {
    int slot = first;
    while (slot != NONE && !has(slot, BEST)) {
      slot = next(slot);
    }
    return slot;
  }

  /** Octets on the heap. */
  long octets() {
    return paths.octets() + buckets.octets();
  }

  private boolean isTo(int slot, int address, int length, int source) {
    int[] segment = paths.segment(slot);
    int at = paths.offset(slot);
    return segment[at + ADDRESS] == address && segment[at + SHAPE] >>> 26 == length
        && ((segment[at + SOURCE] ^ source) & keyMask) == 0;
  }

  private int before(int bucket, int slot) {
    int before = NONE;
    for (int at = buckets.get(bucket, 0); at != slot; at = paths.get(at, NEXT)) {
      before = at;
    }
    return before;
  }

  private void link(int bucket, int before, int to) {
    if (before == NONE) {
      buckets.set(bucket, 0, to);
    } else {
      paths.set(before, NEXT, to);
    }
  }

  /** Room for one more path and its bucket: the bucket that the new one splits is its number without the top bit. */
  private void grow() {
    paths.reserve(size);
    size++;
    int added = bucketCount++;
    buckets.reserve(added);
    buckets.set(added, 0, NONE);
    if (added == 0) {
      return;
    }
    int split = added & ~Integer.highestOneBit(added);
    int slot = buckets.get(split, 0);
    int stays = NONE;
    int goes = NONE;
    while (slot != NONE) {                           // appended in order: paths to one destination stay together
      int next = paths.get(slot, NEXT);
      if (bucketOf(slot) == split) {
        link(split, stays, slot);
        stays = slot;
      } else {
        link(added, goes, slot);
        goes = slot;
      }
      slot = next;
    }
    link(split, stays, NONE);
    link(added, goes, NONE);
  }

  /** One path and one bucket less: the last bucket joins the one that it was split from. */
  private void shrink() {
    size--;
    int gone = --bucketCount;
    int moved = buckets.get(gone, 0);
    if (moved != NONE) {
      int target = gone & ~Integer.highestOneBit(gone);
      int tail = moved;
      while (paths.get(tail, NEXT) != NONE) {
        tail = paths.get(tail, NEXT);
      }
      paths.set(tail, NEXT, buckets.get(target, 0));
      buckets.set(target, 0, moved);
    }
    paths.release(size);
    buckets.release(bucketCount);
  }

  private int bucketOf(int slot) {
    int[] segment = paths.segment(slot);
    int at = paths.offset(slot);
    return bucket(hash(segment[at + ADDRESS], segment[at + SHAPE] >>> 26, segment[at + SOURCE] & keyMask));
  }

  private int bucket(int hash) {
    int top = Integer.highestOneBit(bucketCount);
    int bucket = hash & (top << 1) - 1;
    return bucket < bucketCount ? bucket : bucket & top - 1;
  }

  private static int hash(int address, int length, int key) {
    long mixed = (address ^ (long) key << 20 ^ (long) length << 52) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
    return (int) (mixed >>> 32);
  }
}
