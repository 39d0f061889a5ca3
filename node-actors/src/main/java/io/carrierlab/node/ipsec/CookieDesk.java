package io.carrierlab.node.ipsec;

import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike2.CookieGuard;

/** The cookies of IKEv2 (RFC 7296 §2.6), under a secret that is a minute old at most while it is in use. */
final class CookieDesk {
  private static final long SECRET_NANOS = 60_000_000_000L;

  private final NodeClock clock;
  private CookieGuard guard;
  private long madeNanos;

  CookieDesk(NodeClock clock) {
    this.clock = clock;
    guard = CookieGuard.of(clock.random());
  }

  CookieGuard.Verdict check(Path path, byte[] message, boolean underLoad) {
    long now = clock.nowNanos();
    if (underLoad && now - madeNanos >= SECRET_NANOS) {
      madeNanos = now;
      guard = guard.rotated(clock.random());
    }
    return guard.check(path, message, underLoad);
  }
}
