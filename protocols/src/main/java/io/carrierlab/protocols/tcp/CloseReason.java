package io.carrierlab.protocols.tcp;

/** Why a connection is no more. */
public enum CloseReason {
  /** Both directions ended with FIN, and both were acknowledged. */
  CLOSED,
  /** {@link TcpEvent.Abort}. */
  ABORTED,
  /** The peer sent RST. */
  RESET,
  /** The peer answered SYN with RST: nobody listens there. */
  REFUSED,
  /** The peer did not acknowledge in time, or did not close after we had. */
  TIMEOUT,
  /** The flow of a {@link TcpEvent.Connect} exists already, or the stack is full; an existing one is not touched. */
  IN_USE
}
