package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which VRFs of this router import which VPN routes (RFC 4364 §4.3.1). A VRF gets the best path of each destination
 * whose targets it imports; under its own route distinguisher, the best that it did not export itself.
 */
final class Imports {
  private static final int[] NO_VRFS = {};

  private static final class Vrf {
    final String name;
    final int distinguisher;
    long[] targets;
    final RouteBatch batch;

    Vrf(String name, int distinguisher, long[] targets) {
      this.name = name;
      this.distinguisher = distinguisher;
      this.targets = targets;
      batch = new RouteBatch(Family.VPNV4, gathered -> new SpeakerAction.ImportToVrf(name, gathered.routes()));
    }
  }

  private final LongIndex distinguishers;
  private final Map<String, Integer> byName = new HashMap<>();
  /** By number; null where a VRF has been removed. */
  private final List<Vrf> vrfs = new ArrayList<>();
  private final Map<Long, int[]> byTarget = new TreeMap<>();
  private final Map<Integer, Integer> byDistinguisher = new HashMap<>();
  private final List<Vrf> touched = new ArrayList<>();
  private int epoch;
  private int lastDistinguisher = -1;
  private int lastOwner;

  Imports(LongIndex distinguishers) {
    this.distinguishers = distinguishers;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** All targets that some VRF imports, ascending. */
  TreeSet<Long> targets() {
    return new TreeSet<>(byTarget.keySet());
  }

  /** The index of a VRF's route distinguisher, -1 if there is no such VRF. */
  int distinguisherOf(String vrf) {
    Integer number = byName.get(vrf);
    return number == null ? -1 : vrfs.get(number).distinguisher;
  }

  /**
   * Adds a VRF or gives it other targets, and brings it what the table holds for it.
   *
   * @throws IllegalArgumentException if the route distinguisher is that of another VRF
   */
  void configure(SpeakerEvent.VrfConfigured event, Rib rib) {
    long[] targets = new TreeSet<>(event.imports()).stream().mapToLong(Long::longValue).toArray();
    Integer number = byName.get(event.vrf());
    long[] former = {};
    if (number == null) {
      int index = distinguishers.retain(event.rd(), PathTable.MAX_DISTINGUISHERS);
      if (byDistinguisher.containsKey(index)) {
        throw new IllegalArgumentException("route distinguisher of " + event.vrf() + " is that of another VRF");
      }
      number = vrfs.size();
      vrfs.add(new Vrf(event.vrf(), index, targets));
      byName.put(event.vrf(), number);
      byDistinguisher.put(index, number);
    } else {
      former = vrfs.get(number).targets;
      vrfs.get(number).targets = targets;
    }
    reindex(number, former, targets);
    bring(vrfs.get(number), former, rib);
  }

  /** Forgets a VRF, whose speaker is gone. Its exports must have been withdrawn. */
  void remove(String vrf) {
    int number = byName.remove(vrf);
    Vrf removed = vrfs.set(number, null);
    touched.remove(removed);
    byDistinguisher.remove(removed.distinguisher);
    distinguishers.release(removed.distinguisher);
    reindex(number, removed.targets, new long[0]);
  }

  /** Whether any VRF imports it. */
  boolean wants(AttributeSet set) {
    return match(set).length > 0;
  }

  void changed(Rib.Change change) {
    int owner = owner(change.distinguisher);
    long distinguisher = distinguishers.value(change.distinguisher);
    if (change.before.exists()) {
      for (int number : match(change.before.set)) {
        if (number != owner && (!change.after.exists() || !imports(number, change.after.set))) {
          withdraw(number, distinguisher, change);
        }
      }
    }
    if (change.after.exists() && !change.before.is(change.after)) {
      for (int number : match(change.after.set)) {
        if (number != owner) {
          announce(number, distinguisher, change, change.after);
        }
      }
    }
    if (owner >= 0) {
      changedUnderOwn(owner, distinguisher, change);
    }
  }

  void drain(List<SpeakerAction> actions) {
    for (Vrf vrf : touched) {
      vrf.batch.drain(actions);
    }
    touched.clear();
  }

  private void changedUnderOwn(int owner, long distinguisher, Rib.Change change) {
    boolean had = change.foreignBefore.exists() && imports(owner, change.foreignBefore.set);
    boolean has = change.foreignAfter.exists() && imports(owner, change.foreignAfter.set);
    if (has && !change.foreignBefore.is(change.foreignAfter)) {
      announce(owner, distinguisher, change, change.foreignAfter);
    } else if (had && !has) {
      withdraw(owner, distinguisher, change);
    }
  }

  private void announce(int number, long distinguisher, Rib.Change change, Rib.Chosen chosen) {
    batch(vrfs.get(number)).announce(SpeakerAction.Source.IMPORTED, 0, chosen.set.attributes, distinguisher, change,
        chosen.label);
  }

  private void withdraw(int number, long distinguisher, Rib.Change change) {
    batch(vrfs.get(number)).withdraw(distinguisher, change);
  }

  private RouteBatch batch(Vrf vrf) {
    if (vrf.batch.isEmpty()) {
      touched.add(vrf);
    }
    return vrf.batch;
  }

  private boolean imports(int number, AttributeSet set) {
    for (int each : match(set)) {
      if (each == number) {
        return true;
      }
    }
    return false;
  }

  private int[] match(AttributeSet set) {
    if (set.matchedAt != epoch) {
      var found = new TreeSet<Integer>();
      for (long target : set.targets) {
        for (int number : byTarget.getOrDefault(target, NO_VRFS)) {
          found.add(number);
        }
      }
      set.vrfs = found.isEmpty() ? NO_VRFS : found.stream().mapToInt(Integer::intValue).toArray();
      set.matchedAt = epoch;
    }
    return set.vrfs;
  }

  private int owner(int distinguisher) {
    if (distinguisher != lastDistinguisher) {
      lastDistinguisher = distinguisher;
      lastOwner = byDistinguisher.getOrDefault(distinguisher, -1);
    }
    return lastOwner;
  }

  /** A VRF's targets have changed from {@code former} to {@code targets}; its number stands in ascending order. */
  private void reindex(int number, long[] former, long[] targets) {
    epoch++;
    lastDistinguisher = -1;
    for (long target : former) {
      int[] left = Arrays.stream(byTarget.get(target)).filter(each -> each != number).toArray();
      if (left.length == 0) {
        byTarget.remove(target);
      } else {
        byTarget.put(target, left);
      }
    }
    for (long target : targets) {
      int[] others = byTarget.getOrDefault(target, NO_VRFS);
      int[] more = Arrays.copyOf(others, others.length + 1);
      more[others.length] = number;
      Arrays.sort(more);
      byTarget.put(target, more);
    }
  }

  /** Walks the table for one VRF whose targets were {@code former}. */
  private void bring(Vrf vrf, long[] former, Rib rib) {
    PathTable table = rib.table;
    var change = new Rib.Change();
    for (int slot = 0; slot < table.size(); slot++) {
      boolean own = PathTable.distinguisherOf(table.source(slot)) == vrf.distinguisher;
      if (table.has(slot, own ? PathTable.FOREIGN_BEST : PathTable.BEST)) {
        AttributeSet set = rib.set(slot);
        boolean had = matches(former, set);
        boolean has = matches(vrf.targets, set);
        change.address = table.address(slot);
        change.length = table.length(slot);
        long distinguisher = distinguishers.value(PathTable.distinguisherOf(table.source(slot)));
        if (has && !had) {
          batch(vrf).announce(SpeakerAction.Source.IMPORTED, 0, set.attributes, distinguisher, change,
              table.label(slot));
        } else if (had && !has) {
          batch(vrf).withdraw(distinguisher, change);
        }
      }
    }
  }

  private static boolean matches(long[] targets, AttributeSet set) {
    for (long each : set.targets) {
      if (Arrays.binarySearch(targets, each) >= 0) {
        return true;
      }
    }
    return false;
  }
}
