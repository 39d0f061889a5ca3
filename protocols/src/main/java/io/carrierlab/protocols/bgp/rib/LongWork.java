package io.carrierlab.protocols.bgp.rib;

import java.util.ArrayList;
import java.util.List;

/**
 * Work that visits whole tables, done in pieces: removing the paths of peers that are gone, and choosing again where
 * next hops have changed. Both go from the last slot to the first, as paths only ever move to lower slots.
 */
final class LongWork {
  private static final class Sweep {
    final PeerState peer;
    final int[] cursors;

    Sweep(PeerState peer, List<Rib> ribs) {
      this.peer = peer;
      cursors = ribs.stream().mapToInt(rib -> rib.table.size()).toArray();
    }
  }

  private final NextHopTable nextHops;
  private final List<Rib> ribs;
  private final List<Sweep> sweeps = new ArrayList<>();
  private final int[] rescans;
  /** Next hops that have changed since then are looked for. */
  private int since;

  LongWork(NextHopTable nextHops, List<Rib> ribs) {
    this.nextHops = nextHops;
    this.ribs = ribs;
    rescans = new int[ribs.size()];
  }

  boolean isIdle() {
    return sweeps.isEmpty() && !isRescanning();
  }

  void sweep(PeerState peer) {
    peer.sweeping = true;
    sweeps.add(new Sweep(peer, ribs));
  }

  /** The peer is back: what is left of its former paths goes at once. */
  void sweepNow(PeerState peer) {
    for (Sweep sweep : List.copyOf(sweeps)) {
      if (sweep.peer == peer) {
        step(sweep, Integer.MAX_VALUE);
      }
    }
  }

  /** Chooses again among the paths by next hops that have changed, if there are any such. */
  void chooseAgain(boolean any) {
    if (!any) {
      return;
    }
    if (!isRescanning()) {
      since = nextHops.epoch();
    }
    for (int i = 0; i < rescans.length; i++) {
      rescans[i] = ribs.get(i).table.size();
    }
  }

  /** Visits up to {@code budget} slots. @return what is left of the budget */
  int step(int budget) {
    int left = budget;
    while (!sweeps.isEmpty() && left > 0) {
      left = step(sweeps.getFirst(), left);
    }
    for (int i = 0; i < rescans.length; i++) {
      Rib rib = ribs.get(i);
      rescans[i] = Math.min(rescans[i], rib.table.size());
      while (rescans[i] > 0 && left > 0) {
        left--;
        int slot = --rescans[i];
        NextHopTable.Entry nextHop = rib.set(slot).nextHop;
        if (nextHop != null && nextHop.changedAt >= since) {
          rib.decideAgain(slot);
        }
      }
    }
    return left;
  }

  private int step(Sweep sweep, int budget) {
    int left = budget;
    for (int i = 0; i < sweep.cursors.length; i++) {
      Rib rib = ribs.get(i);
      if (sweep.peer.received(rib.family) == 0) {
        sweep.cursors[i] = 0;
      }
      sweep.cursors[i] = Math.min(sweep.cursors[i], rib.table.size());
      while (sweep.cursors[i] > 0 && left > 0) {
        left--;
        int slot = --sweep.cursors[i];
        if (PathTable.peerOf(rib.table.source(slot)) == sweep.peer.index) {
          rib.withdraw(slot);
        }
      }
      if (sweep.cursors[i] > 0) {
        return left;
      }
    }
    sweep.peer.sweeping = false;
    sweeps.remove(sweep);
    return left;
  }

  private boolean isRescanning() {
    for (int cursor : rescans) {
      if (cursor > 0) {
        return true;
      }
    }
    return false;
  }
}
