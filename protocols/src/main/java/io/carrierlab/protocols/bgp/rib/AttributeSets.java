package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.PathAttributes;
import java.util.Arrays;

/** Interned attribute sets: equal ones are one object with a small number, gone with its last use. */
final class AttributeSets {
  private static final int LEAST = 16;

  private final NextHopTable nextHops;
  private AttributeSet[] sets = new AttributeSet[LEAST];
  /** Open addressing, linear probing; number + 1, 0 is empty. */
  private int[] table = new int[2 * LEAST];
  private int[] free = new int[LEAST];
  private int freeCount;
  private int used;

  AttributeSets(NextHopTable nextHops) {
    this.nextHops = nextHops;
  }

  AttributeSet get(int id) {
    return sets[id];
  }

  /** Sets in use. */
  int size() {
    return used - freeCount;
  }

  /** The set of these attributes, with one more use. */
  AttributeSet retain(PathAttributes attributes) {
    int at = probe(attributes);
    if (table[at] == 0) {
      if ((size() + 1) * 2 > table.length) {
        rehash(table.length * 2);
        at = probe(attributes);
      }
      int id = freeCount > 0 ? free[--freeCount] : used++;
      if (id == sets.length) {
        sets = Arrays.copyOf(sets, id + (id >>> 1));
      }
      var nextHop = attributes.nextHop().isPresent() ? nextHops.retain(attributes.nextHop().getAsInt()) : null;
      sets[id] = new AttributeSet(attributes, id, nextHop);
      table[at] = id + 1;
    }
    AttributeSet set = sets[table[at] - 1];
    set.uses++;
    return set;
  }

  void release(AttributeSet set) {
    if (--set.uses > 0) {
      return;
    }
    if (set.nextHop != null) {
      nextHops.release(set.nextHop);
    }
    unhash(probe(set.attributes));
    sets[set.id] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount + (freeCount >>> 1));
    }
    free[freeCount++] = set.id;
    if (freeCount == used) {                         // nothing left: back to the start
      sets = new AttributeSet[LEAST];
      table = new int[2 * LEAST];
      free = new int[LEAST];
      freeCount = 0;
      used = 0;
    }
  }

  private int probe(PathAttributes attributes) {
    int mask = table.length - 1;
    int at = home(attributes, mask);
    while (table[at] != 0 && !sets[table[at] - 1].attributes.equals(attributes)) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void rehash(int length) {
    int[] old = table;
    table = new int[length];
    for (int entry : old) {
      if (entry != 0) {
        table[probe(sets[entry - 1].attributes)] = entry;
      }
    }
  }

  /** Removes an entry and closes the gap, so that no probe ends too early. */
  private void unhash(int from) {
    int mask = table.length - 1;
    int gap = from;
    int at = from;
    while (true) {
      at = at + 1 & mask;
      if (table[at] == 0) {
        table[gap] = 0;
        return;
      }
      int home = home(sets[table[at] - 1].attributes, mask);
      if ((at - home & mask) >= (at - gap & mask)) {
        table[gap] = table[at];
        gap = at;
      }
    }
  }

  private static int home(PathAttributes attributes, int mask) {
    return attributes.hashCode() * 0x9e3779b9 >>> 7 & mask;
  }
}
