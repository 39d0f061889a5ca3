package io.carrierlab.protocols.bgp.rib;

import java.util.Arrays;

/**
 * Destinations whose best path has changed since peers were last told, with what it was then: 28 octets each, only
 * until they are told. In order of first change.
 */
final class Dirty {
  private static final int LEAST = 64;
  private static final int ADDRESS = 0;
  private static final int LENGTH = 1;
  private static final int DISTINGUISHER = 2;
  private static final int LABEL = 3;
  private static final int SOURCE = 4;
  private static final int WIDTH = 5;

  private final LongIndex distinguishers;
  private int[] entries = new int[LEAST * WIDTH];
  private AttributeSet[] before = new AttributeSet[LEAST];
  private int[] table = new int[2 * LEAST];
  private int size;

  Dirty(LongIndex distinguishers) {
    this.distinguishers = distinguishers;
  }

  int size() {
    return size;
  }

  int address(int index) {
    return entries[index * WIDTH + ADDRESS];
  }

  int length(int index) {
    return entries[index * WIDTH + LENGTH];
  }

  int distinguisher(int index) {
    return entries[index * WIDTH + DISTINGUISHER];
  }

  /** The best path that peers know of; null if they know none. */
  AttributeSet before(int index) {
    return before[index];
  }

  int labelBefore(int index) {
    return entries[index * WIDTH + LABEL];
  }

  int sourceBefore(int index) {
    return entries[index * WIDTH + SOURCE];
  }

  void note(Rib.Change change) {
    int at = probe(change.address, change.length, change.distinguisher);
    if (table[at] != 0) {
      return;
    }
    if (size == before.length) {
      grow();
      at = probe(change.address, change.length, change.distinguisher);
    }
    int entry = size * WIDTH;
    entries[entry + ADDRESS] = change.address;
    entries[entry + LENGTH] = change.length;
    entries[entry + DISTINGUISHER] = change.distinguisher;
    entries[entry + LABEL] = change.before.label;
    entries[entry + SOURCE] = change.before.source;
    before[size] = change.before.set;
    table[at] = ++size;
    distinguishers.retain(change.distinguisher);
    if (change.before.exists()) {
      change.before.set.uses++;
    }
  }

  /** Forgets them all. */
  void clear(AttributeSets sets) {
    for (int i = 0; i < size; i++) {
      distinguishers.release(distinguisher(i));
      if (before[i] != null) {
        sets.release(before[i]);
        before[i] = null;
      }
    }
    if (before.length > 64 * LEAST) {
      entries = new int[LEAST * WIDTH];
      before = new AttributeSet[LEAST];
      table = new int[2 * LEAST];
    } else {
      Arrays.fill(table, 0);
    }
    size = 0;
  }

  private int probe(int address, int length, int distinguisher) {
    int mask = table.length - 1;
    int at = (int) ((address * 33L + length + ((long) distinguisher << 32)) * 0x9e3779b97f4a7c15L >>> 33) & mask;
    while (table[at] != 0) {
      int index = table[at] - 1;
      if (address(index) == address && length(index) == length && distinguisher(index) == distinguisher) {
        return at;
      }
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    entries = Arrays.copyOf(entries, entries.length * 2);
    before = Arrays.copyOf(before, before.length * 2);
    table = new int[table.length * 2];
    for (int i = 0; i < size; i++) {
      table[probe(address(i), length(i), distinguisher(i))] = i + 1;
    }
  }
}
