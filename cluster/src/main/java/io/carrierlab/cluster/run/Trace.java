package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Observations.Hop;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.node.fabric.PathNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of one packet: where it was, what was done with it there and why, and how it ended.
 *
 * @param sentNanos when it was to be sent
 * @param stops in order, the sender first; none: it was never sent
 */
public record Trace(long sentNanos, List<Stop> stops, End end) {
  /** A node's turn with it. */
  public record Stop(String node, long atNanos, List<PathNote> notes) {
    public Stop {
      notes = List.copyOf(notes);
    }
  }

  /**
   * How it ended.
   *
   * @param where the node that has it, or that it did not get past; empty: it was never sent
   * @param why in words; empty if it arrived
   * @param loop that it was in until then
   */
  public record End(boolean arrived, String where, String why, long atNanos, Optional<Loop> loop) {}

  /** Nodes that sent it round among themselves. @param rounds whole ones */
  public record Loop(List<String> nodes, int rounds) {
    public Loop {
      nodes = List.copyOf(nodes);
    }

    public String text() {
      return "a loop: " + String.join(", ", nodes) + " and " + nodes.getFirst() + " again, " + rounds + " times";
    }
  }

  /** So often the same nodes must have had it in the same order: a tunnel may lead past a node twice. */
  private static final int LEAST_ROUNDS = 3;

  public Trace {
    stops = List.copyOf(stops);
  }

  /** From what was noted of the packet, in order. */
  static Trace of(long sentNanos, List<PathNote> notes) {
    var stops = new ArrayList<Stop>();
    var here = new ArrayList<PathNote>();
    for (PathNote note : notes) {
      boolean elsewhere = !here.isEmpty() && !here.getLast().node().equals(note.node());
      if (elsewhere && note.kind() == PathNote.Kind.LOST) {
        continue;                                          // it got no further than to this node's door
      }
      if (elsewhere) {
        stops.add(new Stop(here.getFirst().node(), here.getFirst().atNanos(), here));
        here.clear();
      }
      here.add(note);
    }
    if (!here.isEmpty()) {
      stops.add(new Stop(here.getFirst().node(), here.getFirst().atNanos(), here));
    }
    return new Trace(sentNanos, stops, end(sentNanos, stops, notes));
  }

  private static End end(long sentNanos, List<Stop> stops, List<PathNote> notes) {
    Optional<PathNote> arrived = notes.stream().filter(note -> note.kind() == PathNote.Kind.DELIVERED).findFirst();
    if (arrived.isPresent()) {
      return new End(true, arrived.get().node(), "", arrived.get().atNanos(), Optional.empty());
    }
    if (notes.isEmpty()) {
      return new End(false, "", "it was never sent", sentNanos, Optional.empty());
    }
    Optional<Loop> loop = loop(stops.stream().map(Stop::node).toList());
    PathNote last = notes.stream().filter(note -> note.kind() == PathNote.Kind.LOST).findFirst()
        .orElse(notes.getLast());
    String why = last.kind() == PathNote.Kind.LOST ? last.text() : "nothing was heard of it after that";
    return new End(false, last.node(), loop.map(each -> each.text() + "; ").orElse("") + why, last.atNanos(), loop);
  }

  /** Nodes at the end of its way that had it again and again in the same order. */
  private static Optional<Loop> loop(List<String> nodes) {
    int end = nodes.size();
    for (int period = 2; period * LEAST_ROUNDS <= end; period++) {
      int same = 0;
      while (end - 1 - same - period >= 0 && nodes.get(end - 1 - same).equals(nodes.get(end - 1 - same - period))) {
        same++;
      }
      int first = end - same - period;
      if ((same + period) / period >= LEAST_ROUNDS) {
        return Optional.of(new Loop(nodes.subList(first, first + period), (same + period) / period));
      }
    }
    return Optional.empty();
  }

  /** For an expectation: the same, and it must have been {@code to} that it arrived at. */
  PathRecord record(String expectation, String from, String to) {
    Optional<String> dropped = !end.arrived() ? Optional.of(end.where().isEmpty() ? end.why()
        : end.where() + ": " + end.why()) : end.where().equals(to) ? Optional.empty()
        : Optional.of(end.where() + " took it");
    return new PathRecord(expectation, from, to, sentNanos, stops.stream().map(stop -> new Hop(stop.node(),
        stop.atNanos(), stop.notes().stream().map(Trace::sentence).toList())).toList(), dropped);
  }

  private static String sentence(PathNote note) {
    return note.kind() == PathNote.Kind.ARRIVES ? "arrives " + note.text() : note.text();
  }
}
