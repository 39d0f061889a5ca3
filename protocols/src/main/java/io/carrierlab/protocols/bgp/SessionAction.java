package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;

/** What a BgpSession wants done, in order. */
public sealed interface SessionAction {
  /** Connect; answered by TcpConnected with passive false, or TcpFailed. */
  record TcpConnect(int localAddress, int remoteAddress, int remotePort) implements SessionAction {}

  /** Give up an attempt to connect that was not answered yet. */
  record TcpCancel() implements SessionAction {}

  record TcpSend(Flow flow, byte[] octets) implements SessionAction {}

  /** Close after what was sent; no event about this flow is expected any more, and none has an effect. */
  record TcpClose(Flow flow) implements SessionAction {}

  record Established(Negotiated negotiated) implements SessionAction {}

  /** The session was Established and is no more; {@code reason} in words. */
  record Down(String reason) implements SessionAction {}

  /** Only between Established and Down. */
  record UpdateReceived(Update update) implements SessionAction {}

  /** The peer wants all of a family again (RFC 2918 §4). */
  record RefreshRequested(Family family) implements SessionAction {}

  /** Replaces the timer, if it runs. */
  record Arm(SessionTimer timer, Duration after) implements SessionAction {}

  record Disarm(SessionTimer timer) implements SessionAction {}
}
