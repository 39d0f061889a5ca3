package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.tcp.Flow;
import java.util.List;
import java.util.stream.Collectors;

/** Actions of a session in few words, for tables. Flows are named by the port that is not 179. */
final class SessionText {
  private SessionText() {}

  static String of(List<SessionAction> actions) {
    return actions.isEmpty() ? "-" : actions.stream().map(SessionText::of).collect(Collectors.joining(", "));
  }

  private static String of(SessionAction action) {
    return switch (action) {
      case SessionAction.TcpConnect _ -> "connect";
      case SessionAction.TcpCancel() -> "cancel";
      case SessionAction.TcpSend(Flow flow, byte[] octets) -> "send " + message(octets) + " on " + port(flow);
      case SessionAction.TcpClose(Flow flow) -> "close " + port(flow);
      case SessionAction.Established _ -> "Established";
      case SessionAction.Down(String reason) -> "Down (" + reason + ")";
      case SessionAction.UpdateReceived _ -> "update";
      case SessionAction.RefreshRequested(Family family) -> "refresh " + family;
      case SessionAction.Arm(SessionTimer timer, var after) -> "arm " + of(timer) + " " + after.toSeconds();
      case SessionAction.Disarm(SessionTimer timer) -> "disarm " + of(timer);
    };
  }

  private static String of(SessionTimer timer) {
    return switch (timer) {
      case SessionTimer.ConnectRetry() -> "retry";
      case SessionTimer.IdleHold() -> "idle";
      case SessionTimer.Hold(Flow flow) -> "hold " + port(flow);
      case SessionTimer.KeepaliveDue(Flow flow) -> "keepalive " + port(flow);
    };
  }

  private static String message(byte[] octets) {
    return switch (octets[18]) {
      case Header.OPEN -> "OPEN";
      case Header.UPDATE -> "UPDATE";
      case Header.NOTIFICATION -> octets[19] + "/" + octets[20];
      case Header.KEEPALIVE -> "KEEPALIVE";
      default -> "ROUTE-REFRESH";
    };
  }

  private static int port(Flow flow) {
    return flow.localPort() == SessionConfig.PORT ? flow.remotePort() : flow.localPort();
  }
}
