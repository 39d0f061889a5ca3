package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.tcp.Flow;
import java.util.List;

/** What happens to a BgpSession; in brackets the events of RFC 4271 §8.1. */
public sealed interface SessionEvent {
  /** The operator starts the session (1, 3, 4, 5). */
  record Start() implements SessionEvent {}

  /** The operator stops it (2), or resets it: then it starts again after the pause. {@code text} goes to the peer. */
  record Stop(Notification.Cease cease, String text) implements SessionEvent {}

  /** A connection is up (16, 17); {@code passive}: the peer made it. */
  record TcpConnected(Flow flow, boolean passive) implements SessionEvent {}

  /** An attempt to connect failed, before there was a flow (18). */
  record TcpFailed(String reason) implements SessionEvent {}

  /** A connection is gone (18). */
  record TcpClosed(Flow flow, String reason) implements SessionEvent {}

  record TcpReceived(Flow flow, byte[] octets) implements SessionEvent {}

  record TimerFired(SessionTimer timer) implements SessionEvent {}

  /** UPDATEs made by {@link UpdateEncoder}; dropped unless Established. */
  record SendUpdates(List<byte[]> messages) implements SessionEvent {
    public SendUpdates {
      messages = List.copyOf(messages);
    }
  }

  /** Ask the peer to send a family again; dropped unless Established and the peer is able to. */
  record AskRefresh(Family family) implements SessionEvent {}

  /** Trouble below BGP that keeps the session down, such as "MD5 digest mismatch": shown, nothing else. */
  record TransportTrouble(String text) implements SessionEvent {}
}
