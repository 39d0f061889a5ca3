package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Observations.Hop;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.node.fabric.PathNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the notes of followed packets to the way of each. */
final class Paths {
  private Paths() {}

  /** @param followed in order of their sending; a note belongs to the last packet sent before it */
  static List<PathRecord> of(List<PingPlan.Followed> followed, List<PathNote> notes, long endNanos) {
    var sorted = followed.stream().sorted(java.util.Comparator.comparingLong(PingPlan.Followed::sentNanos)).toList();
    var paths = new ArrayList<PathRecord>();
    for (int i = 0; i < sorted.size(); i++) {
      PingPlan.Followed packet = sorted.get(i);
      long until = i + 1 < sorted.size() ? sorted.get(i + 1).sentNanos() : Long.MAX_VALUE;
      if (packet.sentNanos() <= endNanos) {
        paths.add(path(packet, notes.stream()
            .filter(note -> note.atNanos() >= packet.sentNanos() && note.atNanos() < until).toList()));
      }
    }
    return paths;
  }

  private static PathRecord path(PingPlan.Followed packet, List<PathNote> notes) {
    var hops = new ArrayList<Hop>();
    for (int i = 0; i < notes.size(); ) {
      PathNote first = notes.get(i);
      var lookups = new ArrayList<String>();
      for (; i < notes.size() && notes.get(i).node().equals(first.node()); i++) {
        lookups.add(notes.get(i).text());
      }
      hops.add(new Hop(first.node(), first.atNanos(), lookups));
    }
    boolean arrived = !hops.isEmpty() && hops.getLast().node().equals(packet.to());
    Optional<String> dropped = arrived ? Optional.empty() : Optional.of(hops.isEmpty() ? "it was never sent"
        : hops.getLast().node() + ": " + hops.getLast().lookups().getLast());
    return new PathRecord(packet.expectation(), packet.from(), packet.to(), packet.sentNanos(), hops, dropped);
  }
}
