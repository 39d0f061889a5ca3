package io.carrierlab.node.fabric.capture;

/** Which way a packet went, seen from the interface that is captured. */
public enum Direction {
  INBOUND(1),
  OUTBOUND(2);

  private final int flags;

  Direction(int flags) {
    this.flags = flags;
  }

  /** Bits 0 and 1 of the epb_flags option. */
  int flags() {
    return flags;
  }
}
