package io.carrierlab.protocols.bgp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.tcp.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a session says to a peer that breaks the rules (RFC 4271 §6), octet by octet, and that nothing breaks it. */
class SessionErrorTest {
  private static final Flow FLOW = BgpSessionTableTest.OURS;
  /** An OPEN of AS 65000, hold time 180 s, 10.0.0.2, in its parts. */
  private static final String HEAD = Vectors.MARKER + "0025 01 ";
  private static final String VPN = "08 0206 0104 0001 0080";

  private static BgpSession openSent() {
    var session = new BgpSession(BgpSessionTableTest.config(false), new SplittableRandom(1));
    session.on(new SessionEvent.Start(), 0);
    session.on(new SessionEvent.TcpConnected(FLOW, false), 0);
    return session;
  }

  private static BgpSession established() {
    var session = openSent();
    session.on(new SessionEvent.TcpReceived(FLOW, BgpSessionTableTest.open(65000)), 0);
    session.on(new SessionEvent.TcpReceived(FLOW, Vectors.KEEPALIVE), 0);
    assertTrue(session.isEstablished());
    return session;
  }

  /** @param last NOTIFICATION after the header @param reason as shown */
  record Row(String octets, String last, String reason) {}

  static Stream<Row> refused() {
    return Stream.of(
        new Row("00" + Vectors.MARKER.substring(2) + "001304", "0101", "message refused: connection not synchronized"),
        new Row(Vectors.MARKER + "001204", "0102 0012", "message refused: bad length 18"),
        new Row(Vectors.MARKER + "100102", "0102 1001", "message refused: bad length 4097"),
        new Row(Vectors.MARKER + "001c01", "0102 001c", "message refused: bad length 28"),
        new Row(Vectors.MARKER + "001602", "0102 0016", "message refused: bad length 22"),
        new Row(Vectors.MARKER + "001403", "0102 0014", "message refused: bad length 20"),
        new Row(Vectors.MARKER + "001404", "0102 0014", "message refused: bad length 20"),
        new Row(Vectors.MARKER + "001805", "0102 0018", "message refused: bad length 24"),
        new Row(Vectors.MARKER + "001306", "0103 06", "message refused: bad type 6"),
        new Row(HEAD + "03 fde8 00b4 0a000002" + VPN, "0201 0004", "OPEN refused: version 3, expected 4"),
        new Row(HEAD + "04 fdea 00b4 0a000002" + VPN, "0202", "OPEN refused: bad peer AS 65002, expected 65000"),
        new Row(HEAD + "04 0000 00b4 0a000002" + VPN, "0202", "OPEN refused: bad peer AS 0"),
        new Row(HEAD + "04 fde8 00b4 00000000" + VPN, "0203", "OPEN refused: bad BGP identifier 0.0.0.0"),
        new Row(HEAD + "04 fde8 00b4 0a000001" + VPN, "0203", "OPEN refused: bad BGP identifier, the same as ours"),
        new Row(HEAD + "04 fde8 0001 0a000002" + VPN, "0206", "OPEN refused: hold time 1 s"),
        new Row(HEAD + "04 fde8 0002 0a000002" + VPN, "0206", "OPEN refused: hold time 2 s"),
        new Row(HEAD + "04 fde8 00b4 0a000002 08 0106 010400010080", "0204",
            "OPEN refused: unsupported optional parameter 1"),
        new Row(HEAD + "04 fde8 00b4 0a000002 08 0206 0104 0002 0001", "0207 0104 0001 0080",
            "OPEN refused: no address family in common, expected one of [VPNv4]"),
        new Row(Vectors.MARKER + "001d 01 04 fde8 00b4 0a000002 00", "0207 0104 0001 0080",
            "OPEN refused: no address family in common, expected one of [VPNv4]"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Row row) {
    var session = openSent();
    var actions = session.on(new SessionEvent.TcpReceived(FLOW, hex(row.octets())), 0);
    assertEquals(row.last().replace(" ", ""), hex(Vectors.body(((SessionAction.TcpSend) actions.get(0)).octets())));
    assertEquals(new SessionAction.TcpClose(FLOW), actions.get(1));
    assertEquals(row.reason(), session.view().reason());
    assertEquals(SessionState.IDLE, session.state());
  }

  @Test
  void refusesMalformedParameters() {
    for (String parameters : List.of("09 0206 0104 0001 0080", "08 0207 0104 0001 0080", "08 0206 0105 0001 0080",
        "08 0206 0103 0001 0080", "01 02", "08 0206 4104 0000 fde8 00")) {
      byte[] body = hex("04 fde8 00b4 0a000002" + parameters);
      var actions = openSent().on(new SessionEvent.TcpReceived(FLOW, Header.message(Header.OPEN, body)), 0);
      assertEquals("0200", hex(Vectors.body(((SessionAction.TcpSend) actions.getFirst()).octets())), parameters);
    }
  }

  @Test
  void pausesLongerWithEachErrorInARow() {
    var session = new BgpSession(BgpSessionTableTest.config(false), new SplittableRandom(1));
    session.on(new SessionEvent.Start(), 0);
    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 7; i++) {
      session.on(new SessionEvent.TcpConnected(FLOW, false), 0);
      var last = session.on(new SessionEvent.TcpReceived(FLOW, Vectors.KEEPALIVE), 0).getLast();
      pauses.add(((SessionAction.Arm) last).after().toSeconds());
      session.on(new SessionEvent.TimerFired(new SessionTimer.IdleHold()), 0);
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 16L, 16L), pauses);
  }

  @Test
  void countsWhatIsTolerated() {
    var session = established();
    String malformed = hex(Vectors.GOBGP_VPNV4).replace("40010102", "40010109");
    var actions = session.on(new SessionEvent.TcpReceived(FLOW, hex(malformed)), 0);
    assertEquals(1, ((SessionAction.UpdateReceived) actions.getFirst()).update().withdrawn().size());
    session.on(new SessionEvent.TcpReceived(FLOW, new RouteRefresh(1, 2).encode()), 0);
    assertEquals("{ignored: ROUTE-REFRESH of a family not negotiated=1, treated as withdrawn: malformed ORIGIN=1}",
        session.view().faults().toString());
    assertEquals(new SessionView.Messages(1, 1, 0, 1, 1), session.view().in());
    assertTrue(session.isEstablished());
  }

  @Test
  void showsTroubleBelowUntilTheSessionIsUp() {
    var session = openSent();
    session.on(new SessionEvent.TransportTrouble("MD5 digest mismatch from 10.0.0.2, 12 segments"), 0);
    assertEquals("MD5 digest mismatch from 10.0.0.2, 12 segments", session.view().transportTrouble());
    session.on(new SessionEvent.TcpReceived(FLOW, BgpSessionTableTest.open(65000)), 0);
    session.on(new SessionEvent.TcpReceived(FLOW, Vectors.KEEPALIVE), 0);
    assertEquals("", session.view().transportTrouble());
  }

  /** Garbage in any state: either the session goes on, or it ends with one NOTIFICATION, a close and a pause. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void endsWithANotification(long seed) {
    var random = new SplittableRandom(seed);
    var codes = new LinkedHashSet<Integer>();
    for (int round = 0; round < 20_000; round++) {
      var session = random.nextBoolean() ? established() : openSent();
      byte[] octets = random.nextInt(4) == 0 ? Mutate.noise(random, 60) : Mutate.oneOf(random, Vectors.GOBGP_OPEN,
          Vectors.GOBGP_VPNV4, Vectors.KEEPALIVE, Vectors.GOBGP_SHUTDOWN, Vectors.REFRESH, Vectors.MEMBERSHIP);
      boolean wasUp = session.isEstablished();
      var actions = session.on(new SessionEvent.TcpReceived(FLOW, octets), 1);
      long closes = actions.stream().filter(SessionAction.TcpClose.class::isInstance).count();
      if (closes == 0) {
        assertFalse(session.state() == SessionState.IDLE);
        continue;
      }
      List<byte[]> last = actions.stream().filter(SessionAction.TcpSend.class::isInstance)
          .map(each -> ((SessionAction.TcpSend) each).octets()).filter(each -> each[18] == 3).toList();
      assertEquals(session.view().in().notification() > 0 ? 0 : 1, last.size());
      last.forEach(each -> codes.add((int) each[19]));
      assertEquals(wasUp, actions.stream().anyMatch(SessionAction.Down.class::isInstance));
      assertFalse(session.view().reason().isEmpty());
    }
    assertTrue(codes.containsAll(List.of(1, 2, 3, 5)), codes::toString);
  }

  /** Any events in any order: no exception, and Established and Down take turns. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void survivesAnyHistory(long seed) {
    var random = new SplittableRandom(seed);
    var session = new BgpSession(BgpSessionTableTest.config(false), random.split());
    boolean up = false;
    int ups = 0;
    for (int step = 0; step < 40_000; step++) {
      for (SessionAction action : session.on(event(random), step * 100_000_000L)) {
        assertFalse(action instanceof SessionAction.UpdateReceived && !up);
        if (action instanceof SessionAction.Established || action instanceof SessionAction.Down) {
          assertEquals(up, action instanceof SessionAction.Down);
          up = !up;
          ups += up ? 1 : 0;
        }
      }
      assertEquals(up, session.isEstablished());
    }
    assertTrue(ups > 100, "up " + ups + " times only");
  }

  private static SessionEvent event(SplittableRandom random) {
    Flow flow = random.nextBoolean() ? FLOW : random.nextInt(4) == 0 ? new Flow(1, 179, 2, 6001)
        : BgpSessionTableTest.THEIRS;
    return switch (random.nextInt(16)) {
      case 0, 1 -> new SessionEvent.Start();
      case 2 -> random.nextInt(8) != 0 ? new SessionEvent.Start()
          : new SessionEvent.Stop(Notification.Cease.values()[random.nextInt(9)], "x");
      case 3, 4 -> new SessionEvent.TcpConnected(flow, flow.localPort() == SessionConfig.PORT);
      case 5 -> random.nextInt(4) == 0 ? new SessionEvent.TcpFailed("x") : new SessionEvent.TcpClosed(flow, "x");
      case 6, 7 -> new SessionEvent.TimerFired(new SessionTimer.IdleHold());
      case 8 -> new SessionEvent.TimerFired(new SessionTimer.ConnectRetry());
      case 9 -> new SessionEvent.TimerFired(new SessionTimer.Hold(flow));
      case 10 -> new SessionEvent.TimerFired(new SessionTimer.KeepaliveDue(flow));
      case 11, 12 -> new SessionEvent.TcpReceived(flow, BgpSessionTableTest.open(65000));
      case 13, 14 -> new SessionEvent.TcpReceived(flow, Vectors.KEEPALIVE);
      default -> new SessionEvent.TcpReceived(flow, random.nextInt(3) > 0 ? Vectors.GOBGP_VPNV4
          : Arrays.copyOf(Vectors.GOBGP_VPNV4, random.nextInt(40)));
    };
  }
}
