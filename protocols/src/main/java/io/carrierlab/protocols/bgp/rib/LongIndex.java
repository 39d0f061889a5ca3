package io.carrierlab.protocols.bgp.rib;

import java.util.Arrays;

/**
 * Small numbers for long values, counted: a number is free again when its last use has been released. The value 0 has
 * number 0 for ever: that of routes without distinguisher.
 */
final class LongIndex {
  static final int NONE = -1;
  private static final int LEAST = 8;

  private long[] values = new long[LEAST];
  private int[] uses = new int[LEAST];
  /** Open addressing, linear probing; number + 1, 0 is empty. */
  private int[] table = new int[2 * LEAST];
  private int[] free = new int[LEAST];
  private int freeCount;
  private int used;

  LongIndex() {
    retain(0, 1);
  }

  /** The number of a value, {@link #NONE} if it has none. */
  int find(long value) {
    return table[probe(value)] - 1;
  }

  /** The number of a value, given one if need be, with one more use; {@link #NONE} if {@code limit} are in use. */
  int retain(long value, int limit) {
    int at = probe(value);
    if (table[at] != 0) {
      uses[table[at] - 1]++;
      return table[at] - 1;
    }
    if (used - freeCount >= limit) {
      return NONE;
    }
    int number = freeCount > 0 ? free[--freeCount] : used++;
    if (number == values.length) {
      values = Arrays.copyOf(values, number * 2);
      uses = Arrays.copyOf(uses, number * 2);
      rehash(number * 4);
      at = probe(value);
    }
    values[number] = value;
    uses[number] = 1;
    table[at] = number + 1;
    return number;
  }

  /** One more use of a number in use. */
  void retain(int number) {
    uses[number]++;
  }

  void release(int number) {
    if (--uses[number] > 0) {
      return;
    }
    unhash(probe(values[number]));
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = number;
    if (size() == 1 && uses[0] > 0 && used > LEAST) { // back to the start
      values = Arrays.copyOf(values, LEAST);
      uses = Arrays.copyOf(uses, LEAST);
      table = new int[2 * LEAST];
      free = new int[LEAST];
      freeCount = 0;
      used = 1;
      table[probe(values[0])] = 1;
    }
  }

  long value(int number) {
    return values[number];
  }

  /** Numbers in use. */
  int size() {
    return used - freeCount;
  }

  private int probe(long value) {
    int mask = table.length - 1;
    int at = hash(value) & mask;
    while (table[at] != 0 && values[table[at] - 1] != value) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void rehash(int length) {
    int[] old = table;
    table = new int[length];
    for (int entry : old) {
      if (entry != 0) {
        table[probe(values[entry - 1])] = entry;
      }
    }
  }

  /** Removes an entry and closes the gap, so that no probe ends too early. */
  private void unhash(int gap) {
    int mask = table.length - 1;
    int at = gap;
    while (true) {
      at = at + 1 & mask;
      if (table[at] == 0) {
        table[gap] = 0;
        return;
      }
      int home = hash(values[table[at] - 1]) & mask;
      if ((at - home & mask) >= (at - gap & mask)) {
        table[gap] = table[at];
        gap = at;
      }
    }
  }

  private static int hash(long value) {
    return (int) (value * 0x9e3779b97f4a7c15L >>> 32);
  }
}
