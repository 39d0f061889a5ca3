package io.carrierlab.protocols.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.tcp.Flow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state machine of RFC 4271 §8.2.2, a row per state and event, in {@code vectors/bgp/session.txt}. */
class BgpSessionTableTest {
  /** Made by us and by the peer. */
  static final Flow OURS = new Flow(1, 5000, 2, SessionConfig.PORT);
  static final Flow THEIRS = new Flow(1, SessionConfig.PORT, 2, 6000);
  static final long SECOND = 1_000_000_000L;

  enum Start { STOPPED, PAUSING, CONNECT, ACTIVE, PASSIVE, OPEN_SENT, OPEN_CONFIRM, ESTABLISHED }

  enum What {
    START, STOP, RESET, CONNECTED, ACCEPTED, CONNECT_FAILED, CLOSED, CLOSED_OTHER, OPEN, OPEN_WRONG_AS, KEEPALIVE,
    UPDATE, BAD_UPDATE, NOTIFICATION, COLLISION, REFRESH, REFRESH_OTHER, GARBAGE, CONNECT_RETRY, IDLE_HOLD, HOLD_EARLY,
    HOLD, KEEPALIVE_DUE, SEND_UPDATES, ASK_REFRESH, TROUBLE
  }

  record Row(Start start, What what, String next, String actions) {
    static Row parse(String line) {
      String[] cells = line.split("\\s*\\|\\s*");
      return new Row(Start.valueOf(cells[0]), What.valueOf(cells[1]), cells[2], cells[3]);
    }
  }

  static SessionConfig config(boolean passive) {
    var timers = new SessionConfig.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(120),
        Duration.ofSeconds(1), false);
    return new SessionConfig(65000, Ipv4.parse("10.0.0.1"), 1, 2, 65000, EnumSet.of(Family.VPNV4), timers, passive);
  }

  static byte[] open(long as) {
    return OpenCodec.encode(new Open(as, 60, Ipv4.parse("10.0.0.2"),
        Capabilities.offer(EnumSet.of(Family.VPNV4, Family.IPV4_UNICAST), as, false)));
  }

  private static BgpSession in(Start start) {
    var session = new BgpSession(config(start == Start.PASSIVE), new SplittableRandom(1));
    if (start == Start.STOPPED) {
      return session;
    }
    session.on(new SessionEvent.Start(), 0);
    switch (start) {
      case PAUSING -> session.on(new SessionEvent.Stop(Notification.Cease.RESET, ""), 0);
      case ACTIVE -> session.on(new SessionEvent.TcpFailed("refused"), 0);
      case OPEN_SENT, OPEN_CONFIRM, ESTABLISHED -> session.on(new SessionEvent.TcpConnected(OURS, false), 0);
      case STOPPED, CONNECT, PASSIVE -> { }
    }
    if (start == Start.OPEN_CONFIRM || start == Start.ESTABLISHED) {
      session.on(new SessionEvent.TcpReceived(OURS, open(65000)), 0);
    }
    if (start == Start.ESTABLISHED) {
      session.on(new SessionEvent.TcpReceived(OURS, Vectors.KEEPALIVE), 0);
    }
    return session;
  }

  private static SessionEvent event(What what) {
    return switch (what) {
      case START -> new SessionEvent.Start();
      case STOP -> new SessionEvent.Stop(Notification.Cease.SHUTDOWN, "");
      case RESET -> new SessionEvent.Stop(Notification.Cease.RESET, "");
      case CONNECTED -> new SessionEvent.TcpConnected(new Flow(1, 5001, 2, SessionConfig.PORT), false);
      case ACCEPTED -> new SessionEvent.TcpConnected(THEIRS, true);
      case CONNECT_FAILED -> new SessionEvent.TcpFailed("refused");
      case CLOSED -> new SessionEvent.TcpClosed(OURS, "reset");
      case CLOSED_OTHER -> new SessionEvent.TcpClosed(THEIRS, "reset");
      case OPEN -> received(open(65000));
      case OPEN_WRONG_AS -> received(open(65001));
      case KEEPALIVE -> received(Vectors.KEEPALIVE);
      case UPDATE -> received(Vectors.GOBGP_VPNV4);
      case BAD_UPDATE -> received(Header.message(Header.UPDATE, new byte[] {0, 9, 0, 0}));
      case NOTIFICATION -> received(Notification.cease(Notification.Cease.RESET, "").encode());
      case COLLISION -> received(Notification.cease(Notification.Cease.COLLISION, "").encode());
      case REFRESH -> received(Vectors.REFRESH);
      case REFRESH_OTHER -> received(new RouteRefresh(2, 1).encode());
      case GARBAGE -> received("GET / HTTP/1.1\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      case CONNECT_RETRY -> new SessionEvent.TimerFired(new SessionTimer.ConnectRetry());
      case IDLE_HOLD -> new SessionEvent.TimerFired(new SessionTimer.IdleHold());
      case HOLD_EARLY, HOLD -> new SessionEvent.TimerFired(new SessionTimer.Hold(OURS));
      case KEEPALIVE_DUE -> new SessionEvent.TimerFired(new SessionTimer.KeepaliveDue(OURS));
      case SEND_UPDATES -> new SessionEvent.SendUpdates(List.of(Vectors.GOBGP_VPNV4));
      case ASK_REFRESH -> new SessionEvent.AskRefresh(Family.VPNV4);
      case TROUBLE -> new SessionEvent.TransportTrouble("MD5 digest mismatch");
    };
  }

  private static SessionEvent received(byte[] octets) {
    return new SessionEvent.TcpReceived(OURS, octets);
  }

  private static Row observe(Start start, What what) {
    var session = in(start);
    List<SessionAction> actions = session.on(event(what), what == What.HOLD ? 240 * SECOND : 10 * SECOND);
    return new Row(start, what, session.state().toString(), SessionText.of(actions));
  }

  static Stream<Row> rows() throws IOException {
    try (var in = BgpSessionTableTest.class.getResourceAsStream("/vectors/bgp/session.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#")).map(Row::parse).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followsTheTable(Row row) {
    assertEquals(row, observe(row.start(), row.what()));
  }

  @Test
  void hasARowPerCell() throws IOException {
    assertEquals(Arrays.stream(Start.values()).mapToInt(each -> What.values().length).sum(),
        rows().map(row -> row.start() + "|" + row.what()).distinct().count());
  }
}
