package io.carrierlab.node.fabric;

/** What is between nodes, and the only way from one to another. */
@FunctionalInterface
interface Wire {
  /**
   * Called in the sender's context. Frames may be added to a batch until the round ends in which it is handed over.
   *
   * @param atNanos when it reaches the receiver, no sooner than the least delay of a link from now; nothing that is
   *     said of one port's frames may overtake them
   */
  void carry(int sender, int receiver, long atNanos, OnWire what);
}
