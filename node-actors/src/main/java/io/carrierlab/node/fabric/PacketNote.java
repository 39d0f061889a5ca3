package io.carrierlab.node.fabric;

/** What a node says of a packet that somebody follows. There are few of them, so it is kept apart from the packets. */
public sealed interface PacketNote {
  /** A packet, as its origin tells it: whose it is, and the how-manieth. */
  record Tag(int node, long sequence) {}

  Tag packet();

  /** Somebody wanted it to be followed. */
  record Probe(Tag packet, int number) implements PacketNote {}

  /** It has come of another one that is followed: as its answer, or because it was stamped anew. */
  record After(Tag packet, Tag other, boolean answers) implements PacketNote {}

  /** Something has happened to it. @param text in words: what was looked up and found, and why */
  record Said(Tag packet, PathNote.Kind kind, String text) implements PacketNote {}
}
