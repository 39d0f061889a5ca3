package io.carrierlab.cluster.cli;

/** Exit statuses of every command. */
final class Exit {
  /** Every expectation held; the command did what it was asked. */
  static final int OK = 0;
  /** An expectation did not hold, or could not be evaluated. */
  static final int EXPECTATION_FAILED = 1;
  /** The input is wrong. */
  static final int INPUT = 2;
  /** Carrierlab failed: a bug; or memory, or the disk, was full. */
  static final int FAILED = 3;

  private Exit() {}
}
