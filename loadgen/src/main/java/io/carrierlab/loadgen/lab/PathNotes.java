package io.carrierlab.loadgen.lab;

import io.carrierlab.node.fabric.PacketNote;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.network.NodeReport.Reported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What nodes say of packets that are followed, put together over all nodes. */
public final class PathNotes {
  private record Said(long atNanos, int node, PacketNote.Said what) {}

  private final IntFunction<String> names;
  private final List<Said> said = new ArrayList<>(0);
  /** Why a packet is followed. Only looked up. */
  private final Map<PacketNote.Tag, PacketNote> why = new HashMap<>();

  /** @param names of nodes, by index */
  public PathNotes(IntFunction<String> names) {
    this.names = names;
  }

  /** Takes a report, if it is of a packet. */
  public void take(Reported report) {
    if (report.what() instanceof NodeReport.OfPacket(PacketNote note)) {
      switch (note) {
        case PacketNote.Said what -> said.add(new Said(report.atNanos(), report.node(), what));
        case PacketNote.Probe _, PacketNote.After _ -> why.put(note.packet(), note);
      }
    }
  }

  /** What happened to followed packets, by time and, at one time, in the order of the path. */
  public List<PathNote> all() {
    return said.stream().map(this::resolved).toList();
  }

  private PathNote resolved(Said note) {
    boolean answer = false;
    PacketNote of = why.get(note.what.packet());
    while (of instanceof PacketNote.After(_, PacketNote.Tag other, boolean answers)) {
      answer |= answers;
      of = why.get(other);
    }
    return new PathNote(note.atNanos, names.apply(note.node), ((PacketNote.Probe) of).number(), answer,
        note.what.kind(), note.what.text());
  }
}
