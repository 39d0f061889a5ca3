package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.FIN;
import static io.carrierlab.protocols.tcp.TcpSegment.RST;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state meets every event once (RFC 9293 §3.10, RFC 5961). */
class TcpTableTest {
  /** What can happen. Segments acknowledge all that we sent, except ACK_FUTURE. */
  enum Event {
    SYN_AGAIN, SYN_NEW, SYN_ACK, ACK_ALL, ACK_FUTURE, NO_ACK, DATA, FIN, RST, RST_WINDOW, RST_OUTSIDE, OLD_DATA,
    SEND, CLOSE, ABORT
  }

  record Row(TcpState state, Event event, String next, String told) {}

  /** State, event, state after it, actions but timers. In SYN_RECEIVED RFC 5961 is followed, not RFC 9293's LISTEN. */
  private static final String TABLE = """
      SYN_SENT     | SYN_AGAIN   | SYN_RECEIVED | SYN ACK 0 1
      SYN_SENT     | SYN_NEW     | SYN_RECEIVED | SYN ACK 0 10
      SYN_SENT     | SYN_ACK     | ESTABLISHED  | Connected, ACK 1 1
      SYN_SENT     | ACK_ALL     | SYN_SENT     | -
      SYN_SENT     | ACK_FUTURE  | SYN_SENT     | RST 2
      SYN_SENT     | NO_ACK      | SYN_SENT     | -
      SYN_SENT     | DATA        | SYN_SENT     | -
      SYN_SENT     | FIN         | SYN_SENT     | -
      SYN_SENT     | RST         | none         | Closed REFUSED
      SYN_SENT     | RST_WINDOW  | SYN_SENT     | -
      SYN_SENT     | RST_OUTSIDE | SYN_SENT     | -
      SYN_SENT     | OLD_DATA    | SYN_SENT     | -
      SYN_SENT     | SEND        | SYN_SENT     | -
      SYN_SENT     | CLOSE       | none         | Closed CLOSED
      SYN_SENT     | ABORT       | none         | Closed ABORTED
      SYN_RECEIVED | SYN_AGAIN   | SYN_RECEIVED | SYN ACK 0 1
      SYN_RECEIVED | SYN_NEW     | SYN_RECEIVED | ACK 1 1
      SYN_RECEIVED | SYN_ACK     | ESTABLISHED  | Accepted, ACK 1 1
      SYN_RECEIVED | ACK_ALL     | ESTABLISHED  | Accepted
      SYN_RECEIVED | ACK_FUTURE  | SYN_RECEIVED | RST 2
      SYN_RECEIVED | NO_ACK      | SYN_RECEIVED | -
      SYN_RECEIVED | DATA        | ESTABLISHED  | Accepted, Received 5, ACK 1 6
      SYN_RECEIVED | FIN         | CLOSE_WAIT   | Accepted, PeerClosed, ACK 1 2
      SYN_RECEIVED | RST         | none         | -
      SYN_RECEIVED | RST_WINDOW  | SYN_RECEIVED | ACK 1 1
      SYN_RECEIVED | RST_OUTSIDE | SYN_RECEIVED | -
      SYN_RECEIVED | OLD_DATA    | SYN_RECEIVED | ACK 1 1
      SYN_RECEIVED | SEND        | SYN_RECEIVED | -
      SYN_RECEIVED | CLOSE       | SYN_RECEIVED | -
      SYN_RECEIVED | ABORT       | none         | RST ACK 1 1
      ESTABLISHED  | SYN_AGAIN   | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | SYN_NEW     | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | SYN_ACK     | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | ACK_ALL     | ESTABLISHED  | -
      ESTABLISHED  | ACK_FUTURE  | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | NO_ACK      | ESTABLISHED  | -
      ESTABLISHED  | DATA        | ESTABLISHED  | Received 5, ACK 1 6
      ESTABLISHED  | FIN         | CLOSE_WAIT   | PeerClosed, ACK 1 2
      ESTABLISHED  | RST         | none         | Closed RESET
      ESTABLISHED  | RST_WINDOW  | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | RST_OUTSIDE | ESTABLISHED  | -
      ESTABLISHED  | OLD_DATA    | ESTABLISHED  | ACK 1 1
      ESTABLISHED  | SEND        | ESTABLISHED  | ACK 1 1 data 7
      ESTABLISHED  | CLOSE       | FIN_WAIT_1   | FIN ACK 1 1
      ESTABLISHED  | ABORT       | none         | RST ACK 1 1, Closed ABORTED
      FIN_WAIT_1   | SYN_AGAIN   | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | SYN_NEW     | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | SYN_ACK     | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | ACK_ALL     | FIN_WAIT_2   | -
      FIN_WAIT_1   | ACK_FUTURE  | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | NO_ACK      | FIN_WAIT_1   | -
      FIN_WAIT_1   | DATA        | FIN_WAIT_2   | Received 5, ACK 2 6
      FIN_WAIT_1   | FIN         | TIME_WAIT    | PeerClosed, Closed CLOSED, ACK 2 2
      FIN_WAIT_1   | RST         | none         | Closed RESET
      FIN_WAIT_1   | RST_WINDOW  | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | RST_OUTSIDE | FIN_WAIT_1   | -
      FIN_WAIT_1   | OLD_DATA    | FIN_WAIT_1   | ACK 2 1
      FIN_WAIT_1   | SEND        | FIN_WAIT_1   | SendRefused
      FIN_WAIT_1   | CLOSE       | FIN_WAIT_1   | -
      FIN_WAIT_1   | ABORT       | none         | RST ACK 2 1, Closed ABORTED
      FIN_WAIT_2   | SYN_AGAIN   | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | SYN_NEW     | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | SYN_ACK     | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | ACK_ALL     | FIN_WAIT_2   | -
      FIN_WAIT_2   | ACK_FUTURE  | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | NO_ACK      | FIN_WAIT_2   | -
      FIN_WAIT_2   | DATA        | FIN_WAIT_2   | Received 5, ACK 2 6
      FIN_WAIT_2   | FIN         | TIME_WAIT    | PeerClosed, Closed CLOSED, ACK 2 2
      FIN_WAIT_2   | RST         | none         | Closed RESET
      FIN_WAIT_2   | RST_WINDOW  | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | RST_OUTSIDE | FIN_WAIT_2   | -
      FIN_WAIT_2   | OLD_DATA    | FIN_WAIT_2   | ACK 2 1
      FIN_WAIT_2   | SEND        | FIN_WAIT_2   | SendRefused
      FIN_WAIT_2   | CLOSE       | FIN_WAIT_2   | -
      FIN_WAIT_2   | ABORT       | none         | RST ACK 2 1, Closed ABORTED
      CLOSE_WAIT   | SYN_AGAIN   | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | SYN_NEW     | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | SYN_ACK     | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | ACK_ALL     | CLOSE_WAIT   | -
      CLOSE_WAIT   | ACK_FUTURE  | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | NO_ACK      | CLOSE_WAIT   | -
      CLOSE_WAIT   | DATA        | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | FIN         | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | RST         | none         | Closed RESET
      CLOSE_WAIT   | RST_WINDOW  | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | RST_OUTSIDE | CLOSE_WAIT   | -
      CLOSE_WAIT   | OLD_DATA    | CLOSE_WAIT   | ACK 1 2
      CLOSE_WAIT   | SEND        | CLOSE_WAIT   | ACK 1 2 data 7
      CLOSE_WAIT   | CLOSE       | LAST_ACK     | FIN ACK 1 2
      CLOSE_WAIT   | ABORT       | none         | RST ACK 1 2, Closed ABORTED
      CLOSING      | SYN_AGAIN   | CLOSING      | ACK 2 2
      CLOSING      | SYN_NEW     | CLOSING      | ACK 2 2
      CLOSING      | SYN_ACK     | CLOSING      | ACK 2 2
      CLOSING      | ACK_ALL     | TIME_WAIT    | Closed CLOSED
      CLOSING      | ACK_FUTURE  | CLOSING      | ACK 2 2
      CLOSING      | NO_ACK      | CLOSING      | -
      CLOSING      | DATA        | TIME_WAIT    | Closed CLOSED, ACK 2 2
      CLOSING      | FIN         | TIME_WAIT    | Closed CLOSED, ACK 2 2
      CLOSING      | RST         | none         | Closed RESET
      CLOSING      | RST_WINDOW  | CLOSING      | ACK 2 2
      CLOSING      | RST_OUTSIDE | CLOSING      | -
      CLOSING      | OLD_DATA    | CLOSING      | ACK 2 2
      CLOSING      | SEND        | CLOSING      | SendRefused
      CLOSING      | CLOSE       | CLOSING      | -
      CLOSING      | ABORT       | none         | Closed ABORTED
      LAST_ACK     | SYN_AGAIN   | LAST_ACK     | ACK 2 2
      LAST_ACK     | SYN_NEW     | LAST_ACK     | ACK 2 2
      LAST_ACK     | SYN_ACK     | LAST_ACK     | ACK 2 2
      LAST_ACK     | ACK_ALL     | none         | Closed CLOSED
      LAST_ACK     | ACK_FUTURE  | LAST_ACK     | ACK 2 2
      LAST_ACK     | NO_ACK      | LAST_ACK     | -
      LAST_ACK     | DATA        | none         | Closed CLOSED
      LAST_ACK     | FIN         | none         | Closed CLOSED
      LAST_ACK     | RST         | none         | Closed RESET
      LAST_ACK     | RST_WINDOW  | LAST_ACK     | ACK 2 2
      LAST_ACK     | RST_OUTSIDE | LAST_ACK     | -
      LAST_ACK     | OLD_DATA    | LAST_ACK     | ACK 2 2
      LAST_ACK     | SEND        | LAST_ACK     | SendRefused
      LAST_ACK     | CLOSE       | LAST_ACK     | -
      LAST_ACK     | ABORT       | none         | Closed ABORTED
      TIME_WAIT    | SYN_AGAIN   | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | SYN_NEW     | SYN_RECEIVED | SYN ACK new 12
      TIME_WAIT    | SYN_ACK     | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | ACK_ALL     | TIME_WAIT    | -
      TIME_WAIT    | ACK_FUTURE  | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | NO_ACK      | TIME_WAIT    | -
      TIME_WAIT    | DATA        | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | FIN         | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | RST         | TIME_WAIT    | -
      TIME_WAIT    | RST_WINDOW  | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | RST_OUTSIDE | TIME_WAIT    | -
      TIME_WAIT    | OLD_DATA    | TIME_WAIT    | ACK 2 2
      TIME_WAIT    | SEND        | TIME_WAIT    | SendRefused
      TIME_WAIT    | CLOSE       | TIME_WAIT    | -
      TIME_WAIT    | ABORT       | none         | -
      """;

  static List<TcpAction> happen(RawPeer it, TcpState state, Event event) {
    int next = switch (state) {
      case SYN_SENT -> 0;
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> 1;
      case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> 2;
    };
    int all = switch (state) {
      case SYN_SENT, SYN_RECEIVED, ESTABLISHED, CLOSE_WAIT -> 1;
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> 2;
    };
    return switch (event) {
      case SYN_AGAIN -> it.segment(SYN, 0, 0, 0);
      case SYN_NEW -> it.segment(SYN, next + 9, 0, 0);
      case SYN_ACK -> it.segment(SYN | ACK, 0, all, 0);
      case ACK_ALL -> it.segment(ACK, next, all, 0);
      case ACK_FUTURE -> it.segment(ACK, next, all + 1, 0);
      case NO_ACK -> it.segment(0, next, 0, 5);
      case DATA -> it.segment(ACK, next, all, 5);
      case FIN -> it.segment(FIN | ACK, next, all, 0);
      case RST -> it.segment(RST | ACK, next, all, 0);
      case RST_WINDOW -> it.segment(RST, next + 1, all, 0);
      case RST_OUTSIDE -> it.segment(RST, next - 5, all, 0);
      case OLD_DATA -> it.segment(ACK, next - 5, all, 5);
      case SEND -> it.on(new TcpEvent.Send(RawPeer.FLOW, new byte[7]));
      case CLOSE -> it.on(new TcpEvent.Close(RawPeer.FLOW));
      case ABORT -> it.on(new TcpEvent.Abort(RawPeer.FLOW));
    };
  }

  static Stream<Row> rows() {
    return TABLE.lines().filter(line -> !line.isBlank()).map(line -> {
      String[] cells = line.split("\\|", -1);
      return new Row(TcpState.valueOf(cells[0].strip()), Event.valueOf(cells[1].strip()), cells[2].strip(),
          cells[3].strip());
    });
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followsTheTable(Row row) {
    var it = RawPeer.in(row.state());
    assertEquals(row.state().toString(), it.state());
    String told = it.told(happen(it, row.state(), row.event()));
    assertEquals(row.next() + " | " + row.told(), it.state() + " | " + (told.isEmpty() ? "-" : told));
  }

  @Test
  void hasARowPerCell() {
    assertEquals(TcpState.values().length * Event.values().length,
        rows().map(row -> row.state() + " " + row.event()).distinct().count());
  }

}
