package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.node.fabric.PathNote;
import java.util.ArrayList;
import java.util.List;

/** From the notes of followed packets to the way of each. */
final class Paths {
  private Paths() {}

  /** Of packets that were to be sent until {@code endNanos}. */
  static List<PathRecord> of(List<PingPlan.Followed> followed, List<PathNote> notes, long endNanos) {
    var paths = new ArrayList<PathRecord>();
    for (PingPlan.Followed packet : followed) {
      if (packet.sentNanos() <= endNanos) {
        paths.add(Trace.of(packet.sentNanos(), of(packet.number(), false, notes))
            .record(packet.expectation(), packet.from(), packet.to()));
      }
    }
    return paths;
  }

  /** What was noted of a probe, or of its answer. */
  static List<PathNote> of(int probe, boolean answer, List<PathNote> notes) {
    return notes.stream().filter(note -> note.probe() == probe && note.answer() == answer).toList();
  }
}
