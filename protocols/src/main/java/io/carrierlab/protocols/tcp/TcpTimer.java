package io.carrierlab.protocols.tcp;

/** The timers of a connection. */
public sealed interface TcpTimer {
  Flow flow();

  /** Something sent is not acknowledged (RFC 6298). */
  record Retransmit(Flow flow) implements TcpTimer {}

  /** The peer's window is closed while we have octets for it (RFC 9293 §3.8.6.1). */
  record Persist(Flow flow) implements TcpTimer {}

  /** An acknowledgment was put off (RFC 9293 §3.8.6.3). */
  record DelayedAck(Flow flow) implements TcpTimer {}

  /** The end of TIME-WAIT, or of waiting for the peer's FIN in FIN-WAIT-2. */
  record Linger(Flow flow) implements TcpTimer {}
}
