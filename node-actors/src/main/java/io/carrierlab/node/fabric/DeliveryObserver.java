package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;

/** Sees what is delivered to one port, in the context of its node: the run's own eyes, which no device has. */
@FunctionalInterface
public interface DeliveryObserver {
  void delivered(long atNanos, Frame frame);
}
