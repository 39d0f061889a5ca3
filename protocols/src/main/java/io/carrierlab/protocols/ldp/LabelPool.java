package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The dynamic label range. Labels are given out in turn, so that one comes back as late as possible, and not before
 * every peer that a withdrawal went to has released it (RFC 5036 §3.5.10, §3.5.11) or is gone.
 */
final class LabelPool {
  private record Retired(Ipv4Prefix prefix, Set<Integer> awaited) {}

  private final int first;
  private final int size;
  private final BitSet taken = new BitSet();
  private final TreeMap<Integer, Retired> retired = new TreeMap<>();
  private int next;

  LabelPool(int first, int last) {
    this.first = first;
    this.size = last - first + 1;
  }

  /** The next free label; empty if the range is exhausted. */
  OptionalInt allocate() {
    int index = taken.nextClearBit(next);
    if (index >= size) {
      index = taken.nextClearBit(0);
    }
    if (index >= size) {
      return OptionalInt.empty();
    }
    taken.set(index);
    next = index + 1;
    return OptionalInt.of(first + index);
  }

  /** Gives a label back, to be free once all of {@code holders}, LSR ids, have released it. */
  void retire(int label, Ipv4Prefix prefix, Collection<Integer> holders) {
    if (holders.isEmpty()) {
      taken.clear(label - first);
    } else {
      retired.put(label, new Retired(prefix, new TreeSet<>(holders)));
    }
  }

  /** A peer released what matches; empty label or FEC: any. @return whether a label became free */
  boolean released(int lsrId, List<Fec> fecs, OptionalInt label) {
    Collection<Integer> candidates = label.isPresent() ? List.of(label.getAsInt()) : List.copyOf(retired.keySet());
    boolean freed = false;
    for (int candidate : candidates) {
      Retired one = retired.get(candidate);
      if (one != null && covers(fecs, one.prefix())) {
        freed |= drop(candidate, one, lsrId);
      }
    }
    return freed;
  }

  /** A peer is gone. @return whether a label became free */
  boolean forget(int lsrId) {
    boolean freed = false;
    for (var one : new ArrayList<>(retired.entrySet())) {
      freed |= drop(one.getKey(), one.getValue(), lsrId);
    }
    return freed;
  }

  boolean hasFree() {
    return taken.cardinality() < size;
  }

  /** Labels in use or waiting to be released. */
  int taken() {
    return taken.cardinality();
  }

  /** Labels waiting to be released. */
  int retired() {
    return retired.size();
  }

  private boolean drop(int label, Retired one, int lsrId) {
    one.awaited().remove(lsrId);
    if (!one.awaited().isEmpty()) {
      return false;
    }
    retired.remove(label);
    taken.clear(label - first);
    return true;
  }

  private static boolean covers(List<Fec> fecs, Ipv4Prefix prefix) {
    return fecs.stream().anyMatch(fec -> switch (fec) {
      case Fec.Wildcard() -> true;
      case Fec.Prefix(Ipv4Prefix one) -> one.equals(prefix);
    });
  }
}
