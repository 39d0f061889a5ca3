package io.carrierlab.protocols.tcp;

import java.time.Duration;

/** What a {@link TcpStack} wants done, in this order. */
public sealed interface TcpAction {
  /**
   * Send a packet of protocol 6.
   *
   * @param segment the IP payload; the receiver of this action owns it
   */
  record Transmit(int source, int destination, int ttl, byte[] segment) implements TcpAction {}

  /** Both ends agree (ESTABLISHED). @param passive true if the peer opened it */
  record Connected(Flow flow, boolean passive) implements TcpAction {}

  /** The next octets of the stream, one or more; the receiver of this action owns them. */
  record Received(Flow flow, byte[] octets) implements TcpAction {}

  /** The peer will send no more; our direction is open until {@link TcpEvent.Close}. */
  record PeerClosed(Flow flow) implements TcpAction {}

  /**
   * The last word about a connection, exactly one for each {@link TcpEvent.Connect} and each passive {@link
   * Connected}.
   */
  record Closed(Flow flow, CloseReason reason) implements TcpAction {}

  /** A sender that had filled the buffer may go on: half of it is free. */
  record Writable(Flow flow) implements TcpAction {}

  /** A {@link TcpEvent.Send} was not taken: the buffer is full, or the connection does not (or no longer) send. */
  record SendRefused(Flow flow, byte[] octets) implements TcpAction {}

  /** Deliver {@link TcpEvent.TimerFired} after this time; replaces an equal timer. */
  record Arm(TcpTimer timer, Duration after) implements TcpAction {}

  record Disarm(TcpTimer timer) implements TcpAction {}
}
