package io.carrierlab.protocols.gre;

import java.time.Duration;
import java.util.Optional;

/**
 * When a tunnel's line protocol is up.
 *
 * @param keepalive empty: as long as the destination has a route
 * @param recursionHold how long it stays down after its destination was routed into a tunnel
 */
public record LineConfig(Optional<Keepalive> keepalive, Duration recursionHold) {
  /** {@code keepalive PERIOD RETRIES}. @param retries keepalives without an answer, 1 and up */
  public record Keepalive(Duration period, int retries) {}
}
