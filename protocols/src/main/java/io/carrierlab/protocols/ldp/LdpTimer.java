package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.tcp.Flow;

/** The timers of an {@link LdpMachine}; each value is one timer. */
public sealed interface LdpTimer {
  /** The next hello of an interface is due. */
  record HelloDue(int interfaceIndex) implements LdpTimer {}

  /** No hello from a router on a link for the hold time, perhaps: hellos only move the deadline. */
  record HelloHold(int interfaceIndex, int lsrId) implements LdpTimer {}

  /** Time for us to say something in the session. */
  record KeepAliveDue(int lsrId) implements LdpTimer {}

  /** Nothing heard in the session for the keepalive time, perhaps: PDUs only move the deadline. */
  record KeepAliveHold(int lsrId) implements LdpTimer {}

  /** The next attempt at a session (RFC 5036 §2.5.3). */
  record Retry(int lsrId) implements LdpTimer {}

  /** A connection that was opened to us has not become a session. */
  record Handshake(Flow flow) implements LdpTimer {}
}
