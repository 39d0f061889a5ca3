package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;

/** Takes every frame that is put on a link. Called in the sender's context: the ends of a link may call at once. */
@FunctionalInterface
public interface LinkCapture {
  /**
   * @param atNanos when the last bit leaves the sender
   * @param node index of the sender
   */
  void add(long atNanos, int node, Frame frame);
}
