package io.carrierlab.protocols.nat;

import java.util.Arrays;

/**
 * Mappings in slots 0 to size - 1, found by their inside (kind, address, port) and by their outside (kind, port).
 * Primitive arrays: 18 octets per slot and two open-addressed indices of two to four ints per slot, so 34 to 50 octets
 * per mapping of a full table; 10,000 mappings take 442 KB. A slot's number changes when another is removed.
 */
final class MappingTable {
  static final int NONE = -1;
  private static final int FIRST_SLOTS = 16;
  private static final int OCTETS_PER_SLOT = 18;
  private static final boolean INSIDE = true;
  private static final boolean OUTSIDE = false;

  private final int maxSlots;
  private int size;
  private int[] addresses;
  private short[] insidePorts;
  private short[] outsidePorts;
  private byte[] kinds;
  /** Of the owner; written by nobody else. */
  private byte[] states;
  private long[] usedNanos;
  /** Slot + 1, or 0 where free; probed linearly, at most half full. */
  private int[] byInside;
  private int[] byOutside;

  MappingTable(int maxSlots) {
    this.maxSlots = maxSlots;
    clear();
  }

  void clear() {
    int slots = Math.min(FIRST_SLOTS, maxSlots);
    size = 0;
    addresses = new int[slots];
    insidePorts = new short[slots];
    outsidePorts = new short[slots];
    kinds = new byte[slots];
    states = new byte[slots];
    usedNanos = new long[slots];
    index();
  }

  int size() {
    return size;
  }

  /** No slot is free, and there can be no more. */
  boolean full() {
    return size == maxSlots;
  }

  /** The next mapping makes the arrays grow. */
  boolean crowded() {
    return size == addresses.length;
  }

  /** Octets of the arrays. */
  long octets() {
    return (long) addresses.length * OCTETS_PER_SLOT + 4L * (byInside.length + byOutside.length);
  }

  int address(int slot) {
    return addresses[slot];
  }

  int insidePort(int slot) {
    return insidePorts[slot] & 0xffff;
  }

  int outsidePort(int slot) {
    return outsidePorts[slot] & 0xffff;
  }

  int kind(int slot) {
    return kinds[slot];
  }

  int state(int slot) {
    return states[slot];
  }

  void setState(int slot, int state) {
    states[slot] = (byte) state;
  }

  long usedNanos(int slot) {
    return usedNanos[slot];
  }

  void use(int slot, long nowNanos) {
    usedNanos[slot] = nowNanos;
  }

  /** A slot, or {@link #NONE}. */
  int findInside(int kind, int address, int port) {
    int mask = byInside.length - 1;
    int at = insideHash(kind, address, port) & mask;
    for (int entry = byInside[at]; entry != 0; entry = byInside[at]) {
      int slot = entry - 1;
      if (addresses[slot] == address && insidePort(slot) == port && kinds[slot] == kind) {
        return slot;
      }
      at = at + 1 & mask;
    }
    return NONE;
  }

  /** A slot, or {@link #NONE}. */
  int findOutside(int kind, int port) {
    int mask = byOutside.length - 1;
    int at = outsideHash(kind, port) & mask;
    for (int entry = byOutside[at]; entry != 0; entry = byOutside[at]) {
      int slot = entry - 1;
      if (outsidePort(slot) == port && kinds[slot] == kind) {
        return slot;
      }
      at = at + 1 & mask;
    }
    return NONE;
  }

  /** The caller has seen that the table is not full, and that neither side is taken. */
  int add(int kind, int address, int insidePort, int outsidePort, long nowNanos) {
    if (crowded()) {
      grow();
    }
    int slot = size++;
    addresses[slot] = address;
    insidePorts[slot] = (short) insidePort;
    outsidePorts[slot] = (short) outsidePort;
    kinds[slot] = (byte) kind;
    states[slot] = 0;
    usedNanos[slot] = nowNanos;
    enter(byInside, slot, INSIDE);
    enter(byOutside, slot, OUTSIDE);
    return slot;
  }

  /** The last slot moves here, so that slots stay dense. */
  void remove(int slot) {
    leave(byInside, slot, INSIDE);
    leave(byOutside, slot, OUTSIDE);
    int last = --size;
    if (slot != last) {
      byInside[position(byInside, last, INSIDE)] = slot + 1;
      byOutside[position(byOutside, last, OUTSIDE)] = slot + 1;
      addresses[slot] = addresses[last];
      insidePorts[slot] = insidePorts[last];
      outsidePorts[slot] = outsidePorts[last];
      kinds[slot] = kinds[last];
      states[slot] = states[last];
      usedNanos[slot] = usedNanos[last];
    }
  }

  private void grow() {
    int slots = Math.min(maxSlots, addresses.length * 2);
    addresses = Arrays.copyOf(addresses, slots);
    insidePorts = Arrays.copyOf(insidePorts, slots);
    outsidePorts = Arrays.copyOf(outsidePorts, slots);
    kinds = Arrays.copyOf(kinds, slots);
    states = Arrays.copyOf(states, slots);
    usedNanos = Arrays.copyOf(usedNanos, slots);
    index();
  }

  private void index() {
    int entries = Integer.highestOneBit(Math.max(1, 2 * addresses.length - 1)) << 1;
    byInside = new int[entries];
    byOutside = new int[entries];
    for (int slot = 0; slot < size; slot++) {
      enter(byInside, slot, INSIDE);
      enter(byOutside, slot, OUTSIDE);
    }
  }

  private void enter(int[] index, int slot, boolean inside) {
    int mask = index.length - 1;
    int at = hash(slot, inside) & mask;
    while (index[at] != 0) {
      at = at + 1 & mask;
    }
    index[at] = slot + 1;
  }

  private int position(int[] index, int slot, boolean inside) {
    int mask = index.length - 1;
    int at = hash(slot, inside) & mask;
    while (index[at] != slot + 1) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** Entries behind the gap move up where they may, so that no gap is left on anybody's way from home. */
  private void leave(int[] index, int slot, boolean inside) {
    int mask = index.length - 1;
    int gap = position(index, slot, inside);
    int at = gap + 1 & mask;
    while (index[at] != 0) {
      int home = hash(index[at] - 1, inside) & mask;
      if ((at - home & mask) >= (at - gap & mask)) {
        index[gap] = index[at];
        gap = at;
      }
      at = at + 1 & mask;
    }
    index[gap] = 0;
  }

  private int hash(int slot, boolean inside) {
    return inside ? insideHash(kinds[slot], addresses[slot], insidePort(slot))
        : outsideHash(kinds[slot], outsidePort(slot));
  }

  private static int insideHash(int kind, int address, int port) {
    return mixed(address * 0x9e3779b1 + outsideHash(kind, port));
  }

  private static int outsideHash(int kind, int port) {
    return mixed(kind << 16 | port);
  }

  /** Every bit of the key has a say in the low bits. */
  private static int mixed(int key) {
    int bits = (key ^ key >>> 16) * 0x85ebca6b;
    bits = (bits ^ bits >>> 13) * 0xc2b2ae35;
    return bits ^ bits >>> 16;
  }
}
