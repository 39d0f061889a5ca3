package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;

/** Takes what passes one interface, in the context of its node. */
public interface InterfaceCapture {
  /** @param atNanos when the last bit leaves, which may be later than now */
  void sent(long atNanos, Frame frame);

  void received(long atNanos, Frame frame);

  /** What was to be sent after now has not left. */
  void emptied(long nowNanos);
}
