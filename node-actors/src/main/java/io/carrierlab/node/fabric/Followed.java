package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Origin;
import java.util.Map;

/** What a packet is to those who follow packets. There are few of them, so it is kept apart from the packets. */
sealed interface Followed {
  /** A packet, as its origin tells it: whose it is, and the how-manieth. */
  record Tag(int node, long sequence) {}

  /** Somebody wanted it to be followed. */
  record Probe(int number) implements Followed {}

  /** It has come of another one that is followed: as its answer, or because it was stamped anew. */
  record After(Tag other, boolean answers) implements Followed {}

  /** What a node has said of a packet. */
  record Note(long atNanos, Tag tag, PathNote.Kind kind, String text) {
    PathNote resolved(String node, Map<Tag, Followed> known) {
      boolean answer = false;
      Followed of = known.get(tag);
      while (of instanceof After(Tag other, boolean answers)) {
        answer |= answers;
        of = known.get(other);
      }
      return new PathNote(atNanos, node, ((Probe) of).number(), answer, kind, text);
    }
  }

  static Tag tag(Origin origin) {
    return new Tag(origin.getNode(), origin.getSequence());
  }
}
