package io.carrierlab.protocols.slb;

import java.util.List;

/**
 * The pings of one probe to one real server. A ping is unanswered when {@link #PATIENCE_NANOS} have passed, or an
 * interval that is shorter.
 */
final class PingProbe {
  /** Of IOS's Service Assurance Agent, which sends the probes. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  final RealServer target;
  private final SlbConfig.Probe config;
  private final int identifier;
  private int sequence;
  private boolean waiting;
  private long dueNanos;
  private long giveUpNanos = Long.MAX_VALUE;
  int unanswered;
  boolean failed;

  /** @param identifier 16 bits, its own */
  PingProbe(RealServer target, SlbConfig.Probe config, int identifier, long firstNanos) {
    this.target = target;
    this.config = config;
    this.identifier = identifier;
    this.dueNanos = firstNanos;
  }

  long wakeAt() {
    return Math.min(dueNanos, giveUpNanos);
  }

  /** @return the server has failed by this */
  boolean wake(long nowNanos, List<SlbAction> actions) {
    boolean fails = false;
    if (nowNanos >= giveUpNanos) {
      giveUpNanos = Long.MAX_VALUE;
      waiting = false;
      unanswered++;
      fails = !failed && unanswered >= config.faildetect();
      failed |= fails;
    }
    if (nowNanos >= dueNanos) {
      sequence = sequence + 1 & 0xffff;
      waiting = true;
      long interval = config.interval().toNanos();
      giveUpNanos = nowNanos + Math.min(interval, PATIENCE_NANOS);
      dueNanos += interval * ((nowNanos - dueNanos) / interval + 1);
      actions.add(new SlbAction.Ping(target.config.address(), identifier, sequence));
    }
    return fails;
  }

  /** @return it is the answer that was waited for */
  boolean answered(int source, int answeredIdentifier, int answeredSequence) {
    if (!waiting || source != target.config.address() || answeredIdentifier != identifier
        || answeredSequence != sequence) {
      return false;
    }
    waiting = false;
    giveUpNanos = Long.MAX_VALUE;
    unanswered = 0;
    return true;
  }
}
