package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import java.util.List;

/**
 * The paths of one family with their best ones: Adj-RIB-In and Loc-RIB in one (RFC 4271 §3.2). It keeps the books of
 * what paths share (attribute sets, route distinguishers, counts per peer) and says what each change does to the best
 * paths of its destination.
 */
final class Rib {
  /** Hears of each change of best path, while {@link Change} and all it refers to are valid. */
  interface Listener {
    void changed(Change change);
  }

  /** One best path, as it was or is; empty when {@code set} is null. */
  static final class Chosen {
    AttributeSet set;
    int label;
    int source;

    boolean is(Chosen other) {
      return set == other.set && (set == null || label == other.label && source == other.source);
    }

    boolean exists() {
      return set != null;
    }

    int peer() {
      return PathTable.peerOf(source);
    }
  }

  /** What happened to one destination. {@code foreign}: leaving out what our own VRFs export. */
  static final class Change {
    int address;
    int length;
    /** Index of the route distinguisher of the destination, 0 in tables without. */
    int distinguisher;
    final Chosen before = new Chosen();
    final Chosen after = new Chosen();
    final Chosen foreignBefore = new Chosen();
    final Chosen foreignAfter = new Chosen();
  }

  final Family family;
  final PathTable table;
  final AttributeSets sets;
  final LongIndex distinguishers;
  final Decision decision;
  private final List<PeerState> peers;
  private final Listener listener;
  private final Change change = new Change();
  private final boolean byDistinguisher;
  private int now;

  Rib(Family family, AttributeSets sets, LongIndex distinguishers, List<PeerState> peers, NextHopTable nextHops,
      Listener listener) {
    this.family = family;
    this.sets = sets;
    this.distinguishers = distinguishers;
    this.peers = peers;
    this.listener = listener;
    byDistinguisher = family == Family.VPNV4;
    table = new PathTable(byDistinguisher);
    decision = new Decision(table, sets, distinguishers, peers, nextHops, byDistinguisher);
  }

  /** @param hundredths what time it is, for the ages of routes: see {@link RibRow#installed} */
  void setTime(int hundredths) {
    now = hundredths;
  }

  /** A path is there, or has changed. Its distinguisher must be in use. */
  void announce(int address, int length, int label, int source, AttributeSet set) {
    int first = table.first(address, length, source);
    int slot = ofSource(first, source);
    before(first, address, length, source);
    AttributeSet replaced = null;
    if (slot == PathTable.NONE) {
      slot = table.add(address, length, label, source, set.id, first);
      distinguishers.retain(PathTable.distinguisherOf(source));
      peers.get(PathTable.peerOf(source)).count(family, 1);
      first = first == PathTable.NONE ? slot : first;
    } else {
      replaced = sets.get(table.attributes(slot));
      if (replaced == set && table.label(slot) == label) {
        return;
      }
      table.change(slot, set.id, label);
    }
    set.uses++;
    decide(first);
    if (replaced != null) {
      sets.release(replaced);
    }
  }

  /** A path is gone. @return whether it was there */
  boolean withdraw(int address, int length, int source) {
    int first = table.first(address, length, source);
    int slot = ofSource(first, source);
    if (slot == PathTable.NONE) {
      return false;
    }
    before(first, address, length, source);
    remove(slot);
    return true;
  }

  /** Removes the path in a slot; another may be in it afterwards. */
  void withdraw(int slot) {
    int address = table.address(slot);
    int length = table.length(slot);
    int source = table.source(slot);
    before(table.first(address, length, source), address, length, source);
    remove(slot);
  }

  /** Chooses again among the paths to the destination of the one in this slot. */
  void decideAgain(int slot) {
    int address = table.address(slot);
    int length = table.length(slot);
    int source = table.source(slot);
    int first = table.first(address, length, source);
    before(first, address, length, source);
    decide(first);
  }

  AttributeSet set(int slot) {
    return sets.get(table.attributes(slot));
  }

  long distinguisherValue(int index) {
    return byDistinguisher ? distinguishers.value(index) : 0;
  }

  private void remove(int slot) {
    AttributeSet removed = set(slot);
    int source = table.source(slot);
    table.remove(slot);
    peers.get(PathTable.peerOf(source)).count(family, -1);
    decide(table.first(change.address, change.length, source));
    sets.release(removed);
    distinguishers.release(PathTable.distinguisherOf(source));
  }

  private int ofSource(int first, int source) {
    int slot = first;
    while (slot != PathTable.NONE && table.source(slot) != source) {
      slot = table.next(slot);
    }
    return slot;
  }

  private void before(int first, int address, int length, int source) {
    change.address = address;
    change.length = length;
    change.distinguisher = byDistinguisher ? PathTable.distinguisherOf(source) : 0;
    change.before.set = null;
    change.foreignBefore.set = null;
    for (int slot = first; slot != PathTable.NONE; slot = table.next(slot)) {
      int flags = table.flags(slot);
      if ((flags & PathTable.BEST) != 0) {
        take(change.before, slot);
      }
      if ((flags & PathTable.FOREIGN_BEST) != 0) {
        take(change.foreignBefore, slot);
      }
    }
  }

  private void decide(int first) {
    change.after.set = null;
    change.foreignAfter.set = null;
    int best = decision.best(first, false);
    int foreign = best;
    if (byDistinguisher && best != PathTable.NONE && hasExport(first)) {
      foreign = decision.best(first, true);
    }
    for (int slot = first; slot != PathTable.NONE; slot = table.next(slot)) {
      int flags = (slot == best ? PathTable.BEST : 0)
          | (slot == foreign && byDistinguisher ? PathTable.FOREIGN_BEST : 0);
      if (table.flags(slot) != flags) {
        table.mark(slot, flags);
      }
    }
    if (best != PathTable.NONE) {
      take(change.after, best);
    }
    if (foreign != PathTable.NONE) {
      take(change.foreignAfter, foreign);
    }
    boolean replaced = !change.before.is(change.after);
    if (replaced && best != PathTable.NONE && !byDistinguisher) {
      table.installed(best, now);
    }
    if (replaced || byDistinguisher && !change.foreignBefore.is(change.foreignAfter)) {
      listener.changed(change);
    }
  }

  /** Whether a VRF of ours exports the destination: even if not the best, its path has a say in what is (MED). */
  private boolean hasExport(int first) {
    for (int slot = first; slot != PathTable.NONE; slot = table.next(slot)) {
      if (PathTable.peerOf(table.source(slot)) == PeerState.LOCAL) {
        return true;
      }
    }
    return false;
  }

  private void take(Chosen chosen, int slot) {
    chosen.set = set(slot);
    chosen.label = table.label(slot);
    chosen.source = table.source(slot);
  }
}
