package io.carrierlab.cluster.run;

import io.carrierlab.node.fabric.InterfaceCapture;
import io.carrierlab.node.network.Network;
import io.carrierlab.protocols.frame.Frame;
import java.util.function.BiConsumer;

/** Hears what all ends of a link send: for tests, as real captures are of one interface. */
final class LinkTap {
  private LinkTap() {}

  /** @param heard by the threads of all ends, with the time when a frame has left */
  static void on(Network network, String link, BiConsumer<Long, Frame> heard) {
    network.links().ends(link).forEach(end -> network.capture(end, new InterfaceCapture() {
      @Override
      public void sent(long atNanos, Frame frame) {
        heard.accept(atNanos, frame);
      }

      @Override
      public void received(long atNanos, Frame frame) {
        // It was heard when it was sent.
      }

      @Override
      public void emptied(long nowNanos) {
        // Who taps wants to know what a device sends, whether it gets anywhere or not.
      }
    }));
  }
}
