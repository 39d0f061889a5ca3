package io.carrierlab.protocols.ldp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** The labels that peers gave for one FEC: 8 octets each, in the order of LSR ids. There is one of these per FEC. */
final class RemoteLabels {
  private static final int[] NONE = {};

  /** LSR ids, ascending as unsigned numbers, each followed by the label. */
  private int[] pairs = NONE;

  int size() {
    return pairs.length / 2;
  }

  OptionalInt of(int lsrId) {
    int at = place(lsrId);
    return at < pairs.length && pairs[at] == lsrId ? OptionalInt.of(pairs[at + 1]) : OptionalInt.empty();
  }

  void put(int lsrId, int label) {
    int at = place(lsrId);
    if (at == pairs.length || pairs[at] != lsrId) {
      int[] wider = Arrays.copyOf(pairs, pairs.length + 2);
      System.arraycopy(pairs, at, wider, at + 2, pairs.length - at);
      pairs = wider;
    }
    pairs[at] = lsrId;
    pairs[at + 1] = label;
  }

  /** Whether there was one to remove. */
  boolean remove(int lsrId) {
    int at = place(lsrId);
    if (at == pairs.length || pairs[at] != lsrId) {
      return false;
    }
    if (pairs.length == 2) {
      pairs = NONE;
      return true;
    }
    int[] narrower = Arrays.copyOf(pairs, pairs.length - 2);
    System.arraycopy(pairs, at + 2, narrower, at, pairs.length - at - 2);
    pairs = narrower;
    return true;
  }

  List<LdpView.Remote> list(IntPredicate inUse) {
    var list = new ArrayList<LdpView.Remote>(size());
    for (int at = 0; at < pairs.length; at += 2) {
      list.add(new LdpView.Remote(pairs[at], pairs[at + 1], inUse.test(pairs[at])));
    }
    return list;
  }

  private int place(int lsrId) {
    int at = 0;
    while (at < pairs.length && Integer.compareUnsigned(pairs[at], lsrId) < 0) {
      at += 2;
    }
    return at;
  }
}
