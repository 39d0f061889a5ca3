package io.carrierlab.protocols.tcp;

import java.time.Duration;

/**
 * A timer whose deadline moves with every acknowledgment, though it is armed again only when it runs out early or the
 * deadline comes nearer: most segments then cost no timer action.
 */
final class Alarm {
  private final TcpTimer timer;
  private final TcpStack stack;
  private boolean set;
  private boolean armed;
  private long deadlineNanos;
  private long armedNanos;

  Alarm(TcpTimer timer, TcpStack stack) {
    this.timer = timer;
    this.stack = stack;
  }

  boolean isSet() {
    return set;
  }

  void set(long afterNanos) {
    set = true;
    deadlineNanos = stack.nowNanos() + afterNanos;
    if (!armed || deadlineNanos < armedNanos) {
      arm();
    }
  }

  /** Not wanted now; the armed timer may run out unheard. */
  void clear() {
    set = false;
  }

  /** The connection ends: nothing may run out any more. */
  void drop() {
    set = false;
    if (armed) {
      armed = false;
      stack.emit(new TcpAction.Disarm(timer));
    }
  }

  /** The timer ran out. @return true if that was the deadline */
  boolean fired() {
    armed = false;
    if (!set) {
      return false;
    }
    if (stack.nowNanos() < deadlineNanos) {
      arm();
      return false;
    }
    set = false;
    return true;
  }

  private void arm() {
    armed = true;
    armedNanos = deadlineNanos;
    stack.emit(new TcpAction.Arm(timer, Duration.ofNanos(deadlineNanos - stack.nowNanos())));
  }
}
