package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.tcp.Flow;

/** Timers of a BgpSession (RFC 4271 §8, §10). */
public sealed interface SessionTimer {
  /** Another attempt to connect. */
  record ConnectRetry() implements SessionTimer {}

  /** The pause after an error (IdleHoldTimer). */
  record IdleHold() implements SessionTimer {}

  /** Silence of the peer on a connection. */
  record Hold(Flow flow) implements SessionTimer {}

  /** Our next KEEPALIVE on a connection. */
  record KeepaliveDue(Flow flow) implements SessionTimer {}
}
