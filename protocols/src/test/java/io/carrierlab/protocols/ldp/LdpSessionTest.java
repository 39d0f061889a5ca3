package io.carrierlab.protocols.ldp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpDriver.Sent;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.KeepAlive;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.ldp.LdpView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 5036 §2.5.4 as a table, then what the table does not say. */
class LdpSessionTest {
  /** What comes in. */
  enum Input {
    GOOD_INIT, BAD_INIT, KEEPALIVE, ADDRESS, MAPPING, FATAL_NOTE, ADVICE, UNKNOWN_TYPE, UNKNOWN_TYPE_WITH_U, GARBAGE,
    SILENCE, TCP_CLOSED
  }

  /** @param answer in {@link LdpDriver#Sent} words */
  record Row(State state, Input input, State next, String answer) {}

  static Stream<Row> rows() {
    var rows = new ArrayList<Row>();
    row(rows, State.INITIALIZED, Input.GOOD_INIT, State.OPENREC, "Initialization KeepAlive");
    row(rows, State.INITIALIZED, Input.BAD_INIT, State.NON_EXISTENT, "Session Rejected / No Hello, close");
    // What is not an Initialization on a connection opened to us: §2.5.4, "any other LDP message".
    for (Input input : List.of(Input.KEEPALIVE, Input.ADDRESS, Input.MAPPING, Input.UNKNOWN_TYPE, Input.FATAL_NOTE,
        Input.ADVICE, Input.UNKNOWN_TYPE_WITH_U)) {
      row(rows, State.INITIALIZED, input, State.NON_EXISTENT, "Shutdown, close");
    }
    row(rows, State.OPENSENT, Input.GOOD_INIT, State.OPENREC, "KeepAlive");
    row(rows, State.OPENSENT, Input.BAD_INIT, State.NON_EXISTENT, "Session Rejected / No Hello, close");
    for (Input input : List.of(Input.KEEPALIVE, Input.ADDRESS, Input.MAPPING, Input.UNKNOWN_TYPE)) {
      row(rows, State.OPENSENT, input, State.NON_EXISTENT, "Shutdown, close");
    }
    row(rows, State.OPENREC, Input.KEEPALIVE, State.OPERATIONAL, "Address LabelMapping");
    for (Input input : List.of(Input.GOOD_INIT, Input.BAD_INIT, Input.ADDRESS, Input.MAPPING, Input.UNKNOWN_TYPE)) {
      row(rows, State.OPENREC, input, State.NON_EXISTENT, "Shutdown, close");
    }
    row(rows, State.OPERATIONAL, Input.KEEPALIVE, State.OPERATIONAL, "");
    row(rows, State.OPERATIONAL, Input.ADDRESS, State.OPERATIONAL, "");
    row(rows, State.OPERATIONAL, Input.MAPPING, State.OPERATIONAL, "");
    row(rows, State.OPERATIONAL, Input.UNKNOWN_TYPE, State.OPERATIONAL, "Unknown Message Type");
    row(rows, State.OPERATIONAL, Input.GOOD_INIT, State.NON_EXISTENT, "Shutdown, close");
    row(rows, State.OPERATIONAL, Input.BAD_INIT, State.NON_EXISTENT, "Shutdown, close");
    for (State state : List.of(State.OPENSENT, State.OPENREC, State.OPERATIONAL)) {
      row(rows, state, Input.FATAL_NOTE, State.NON_EXISTENT, "close");
      row(rows, state, Input.ADVICE, state, "");
      row(rows, state, Input.UNKNOWN_TYPE_WITH_U, state, "");
      row(rows, state, Input.GARBAGE, State.NON_EXISTENT, "Bad Message Length, close");
      row(rows, state, Input.SILENCE, State.NON_EXISTENT, (state == State.OPENSENT ? "" : "KeepAlive KeepAlive ")
          + "KeepAlive Timer Expired, close");
      row(rows, state, Input.TCP_CLOSED, State.NON_EXISTENT, "");
    }
    row(rows, State.INITIALIZED, Input.GARBAGE, State.NON_EXISTENT, "Bad Message Length, close");
    row(rows, State.INITIALIZED, Input.SILENCE, State.NON_EXISTENT, "Session Rejected / No Hello, close");
    row(rows, State.INITIALIZED, Input.TCP_CLOSED, State.NON_EXISTENT, "");
    return rows.stream();
  }

  private static void row(List<Row> rows, State state, Input input, State next, String answer) {
    rows.add(new Row(state, input, next, answer));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followsTheTable(Row row) {
    var driver = LdpDriver.in(row.state());
    driver.sent();
    give(driver, row.input());
    assertEquals(row.next(), driver.state());
    assertEquals(row.answer(), Sent.words(driver.sent()));
  }

  private static void give(LdpDriver driver, Input input) {
    switch (input) {
      case GOOD_INIT -> driver.receive(driver.initialization(30));
      case BAD_INIT -> driver.receive(new Initialization(1, 1, 30, false, false, 0, 0, LdpId.platform(99)));
      case KEEPALIVE -> driver.receive(new KeepAlive(2));
      case ADDRESS -> driver.receive(new Address(3, List.of(LdpDriver.PEER_LINK)));
      case MAPPING -> driver.receive(new LabelMapping(4, List.of(LdpDriver.FAR), 77, OptionalInt.empty()));
      case FATAL_NOTE -> driver.receive(new Notification(5, true, false, LdpStatus.SHUTDOWN.code(), 0, 0));
      case ADVICE -> driver.receive(new Notification(5, false, false, LdpStatus.NO_ROUTE.code(), 0, 0));
      case UNKNOWN_TYPE -> driver.receiveMessage(hex("3e00 0008 00000006 00000000"));
      case UNKNOWN_TYPE_WITH_U -> driver.receiveMessage(hex("be00 0008 00000006 00000000"));
      case GARBAGE -> driver.receiveMessage(hex("0201 0044 00000006"));
      case SILENCE -> {
        boolean agreed = driver.state() == State.OPENREC || driver.state() == State.OPERATIONAL;
        driver.pass(Duration.ofSeconds(agreed ? 30 : 15), true);
      }
      case TCP_CLOSED -> driver.on(new LdpEvent.TcpClosed(driver.flow(), "connection reset by peer"));
    }
  }

  @Test
  void takesTheSmallerKeepAliveTimeAndKeepsToIt() {
    var driver = LdpDriver.in(State.OPERATIONAL);
    assertEquals(30, driver.session().keepAliveSeconds());
    driver.sent();
    driver.pass(Duration.ofSeconds(29), true);
    assertEquals("KeepAlive KeepAlive", Sent.words(driver.sent()));
    assertEquals(State.OPERATIONAL, driver.state());
    driver.receive(new KeepAlive(9));
    driver.pass(Duration.ofSeconds(30).minusNanos(1), true);
    assertEquals(State.OPERATIONAL, driver.state());
    driver.pass(Duration.ofNanos(1), true);
    assertEquals(State.NON_EXISTENT, driver.state());
    assertEquals("KeepAlive Timer Expired", driver.session().whyDown());
  }

  @Test
  void throttlesAttemptsThatFailAndForgivesANewAdjacency() {
    var driver = LdpDriver.active();
    for (int seconds : List.of(15, 30, 60, 120, 120)) {
      driver.connect();
      driver.receive(new Notification(5, true, false, LdpStatus.NO_HELLO.code(), 0, 0));
      assertEquals("peer: Session Rejected / No Hello", driver.session().whyDown());
      driver.sent();
      driver.pass(Duration.ofSeconds(seconds).minusNanos(1), true);
      assertEquals("", Sent.words(driver.sent()));
      driver.pass(Duration.ofNanos(1), true);
      assertEquals("connect", Sent.words(driver.sent()));
    }
    driver.on(new LdpEvent.TcpClosed(driver.attempt(), "refused"));
    assertEquals("refused", driver.session().whyDown());
    driver.on(new LdpEvent.InterfaceDown(1));
    driver.on(new LdpEvent.InterfaceUp(1, LdpDriver.OWN_LINK));
    driver.sent();
    driver.hello();
    assertEquals("connect", Sent.words(driver.sent()));
  }

  @Test
  void triesAgainAtOnceWhenARouteToThePeerAppears() {
    var driver = LdpDriver.active();
    driver.on(new LdpEvent.TcpClosed(driver.attempt(), "no route"));
    driver.sent();
    var route = new LdpEvent.Route(Ipv4Prefix.host(driver.peer()), List.of(new LdpEvent.NextHop(1, 5)));
    driver.on(new LdpEvent.RoutesChanged(List.of(route), List.of()));
    assertEquals("connect", Sent.words(driver.sent()));
  }

  @Test
  void waitsForAHelloThatIsOnItsWay() {
    var driver = LdpDriver.passiveWithoutHello();
    driver.on(new LdpEvent.TcpConnected(driver.flow(), true));
    driver.receive(driver.initialization(30));
    assertEquals("", Sent.words(driver.sent()));
    driver.hello();
    assertEquals(State.OPENREC, driver.state());
    assertEquals("Initialization KeepAlive", Sent.words(driver.sent()));
  }

  @Test
  void aSecondConnectionOfThePeerReplacesTheFirst() {
    var driver = LdpDriver.in(State.OPERATIONAL, false);
    driver.receive(new LabelMapping(4, List.of(LdpDriver.FAR), 77, OptionalInt.empty()));
    driver.sent();
    driver.reconnect();
    driver.receive(driver.initialization(30));
    assertEquals("Shutdown, close Initialization KeepAlive", Sent.words(driver.sent()));
    assertEquals(State.OPENREC, driver.state());
    assertTrue(driver.machine.bindings().stream().allMatch(one -> one.remote().isEmpty()));
  }

  @Test
  void livesUntilTheLastAdjacencyGoes() {
    var driver = LdpDriver.in(State.OPERATIONAL);
    driver.on(new LdpEvent.InterfaceUp(2, LdpDriver.OWN_LINK + 256));
    driver.hello(2);
    driver.on(new LdpEvent.InterfaceDown(1));
    assertEquals(State.OPERATIONAL, driver.state());
    driver.sent();
    driver.on(new LdpEvent.InterfaceDown(2));
    assertEquals(State.NON_EXISTENT, driver.state());
    assertEquals("interface down", driver.session().whyDown());
    assertEquals("Shutdown, close", Sent.words(driver.sent()));
    driver.pass(Duration.ofSeconds(300), true);
    assertEquals("", Sent.words(driver.sent()));
  }

  @Test
  void showsWhatTcpSaysUntilAConnectionComesAbout() {
    var driver = LdpDriver.active();
    driver.on(new LdpEvent.TcpRefused(driver.peer(), "MD5 digest mismatch"));
    driver.on(new LdpEvent.TcpClosed(driver.attempt(), "timed out"));
    assertEquals("MD5 digest mismatch", driver.session().whyDown());
    driver.pass(Duration.ofSeconds(15), true);
    driver.connect();
    driver.receive(driver.initialization(30), new KeepAlive(2));
    assertEquals("", driver.session().whyDown());
    driver.on(new LdpEvent.TcpRefused(driver.peer(), "MD5 digest mismatch"));
    assertEquals("", driver.session().whyDown());
  }

  @Test
  void countsHellosThatItMustNotBelieve() {
    var driver = LdpDriver.active();
    record Case(String hello, Count count) {}
    for (Case one : List.of(
        new Case("0001 001e c0a80002 0000 0100 0014 00000000 0400 0004 000f 8000 0401 0004 c0a80002",
            Count.TARGETED_HELLO),
        new Case("0001 001e c0a80002 0001 0100 0014 00000000 0400 0004 000f 0000 0401 0004 c0a80002",
            Count.INTERFACE_LABEL_SPACE),
        new Case("0001 001e c0a80005 0000 0100 0014 00000000 0400 0004 000f 0000 0401 0004 c0a80002",
            Count.OWN_HELLO),
        new Case("0001 001e c0a80009 0000 0100 0014 00000000 0400 0004 000f 0000 0401 0004 c0a80002",
            Count.TRANSPORT_CONFLICT),
        new Case("0001 000e c0a80002 0000 0201 0004 00000000", Count.NOT_A_HELLO),
        new Case("0001 000e c0a80002 0000 0201 0044 00000000", Count.MALFORMED_HELLO))) {
      driver.on(new LdpEvent.HelloReceived(1, 5, hex(one.hello())));
      assertEquals(1L, driver.machine.counts().get(one.count()), one.toString());
    }
    assertEquals(1, driver.machine.sessions().size());
  }
}
