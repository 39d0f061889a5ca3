package io.carrierlab.node.fabric;

/** Hears what the fabric has to say of one node, in that node's context. */
public interface FabricWatch {
  /** A delivery has broken the isolation policy. Of each node, the first hundred. */
  void violated(Violation violation);

  void noted(PacketNote note);
}
