package io.carrierlab.protocols.hsrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.hsrp.HsrpMessage.Operation;
import io.carrierlab.protocols.hsrp.HsrpTable.Cell;
import io.carrierlab.protocols.hsrp.HsrpTable.Deed;
import io.carrierlab.protocols.hsrp.HsrpTable.Trigger;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state table of RFC 2281 §5.7, cell by cell: what the table says, and what a machine in that state does. */
class HsrpTableTest {
  /**
   * As the RFC has it: actions by their letters (§5.6), a slash, the number of the next state. Note {@code +}: state 3
   * if the virtual address is configured, else 2. Note {@code *}: what is after the bar if the router may preempt.
   * The table was written down from memory, the list of events and actions checked against a copy of the RFC's text,
   * three cells against a walk through it (e in Speak, g and h in Active): compare it once with the RFC itself.
   */
  private static final String RFC = """
      |   | 1 Initial | 2 Learn | 3 Listen  | 4 Speak   | 5 Standby | 6 Active |
      | a | AB/2,3+   |         |           |           |           |          |
      | b |           | CD/1    | CD/1      | CD/1      | CD/1      | CDH/1    |
      | c |           |         | AB/4      |           | CDFI/6    |          |
      | d |           |         | B/4       | D/5       |           |          |
      | e |           |         |           | F         | F         | F        |
      | f |           |         |           | B/3       | B/3       |          |
      | g |           | EAB/3   | EA        | EA        | EA        | AB/4     |
      | h |           | EAB/3   | A|BGFI/6* | A|BGFI/6* | A|BGFI/6* | G        |
      | i |           |         | AB/4      | A         | CFI/6     |          |
      | j |           |         |           |           |           | ABH/4    |
      | k |           |         | B         | B/3       | B/3       | B        |
      | l |           |         | B/4       | D/5       |           | B        |
      """;

  private record Row(HsrpState state, Trigger trigger, boolean addressKnown, boolean preempts, HsrpState next,
      List<Deed> deeds) {
    @Override
    public String toString() {
      return state + ", " + trigger + (addressKnown ? "" : ", no address") + (preempts ? ", may preempt" : "");
    }
  }

  static Stream<Row> cells() {
    var rows = new ArrayList<Row>();
    List<String> lines = RFC.lines().skip(1).toList();
    assertEquals(Trigger.values().length, lines.size());
    for (String line : lines) {
      // A bar with a blank beside it parts cells, one without parts alternatives.
      String[] cells = Arrays.stream(line.substring(2, line.lastIndexOf('|')).split("\\| ")).map(String::strip)
          .toArray(String[]::new);
      Trigger trigger = Trigger.values()[cells[0].charAt(0) - 'a'];
      for (HsrpState state : HsrpState.values()) {
        String cell = cells[1 + state.ordinal()];
        for (boolean addressKnown : state == HsrpState.INITIAL || state == HsrpState.LEARN
            ? new boolean[] {false, true} : new boolean[] {true}) {
          for (boolean preempts : new boolean[] {false, true}) {
            rows.add(row(state, trigger, addressKnown, preempts, cell));
          }
        }
      }
    }
    return rows.stream();
  }

  private static Row row(HsrpState state, Trigger trigger, boolean addressKnown, boolean preempts, String cell) {
    String said = !cell.endsWith("*") ? cell : preempts
        ? cell.substring(cell.indexOf('|') + 1, cell.length() - 1) : cell.substring(0, cell.indexOf('|'));
    said = said.replace("2,3+", addressKnown ? "3" : "2");
    int slash = said.indexOf('/');
    String letters = slash < 0 ? said : said.substring(0, slash);
    HsrpState next = slash < 0 ? state : HsrpState.values()[said.charAt(slash + 1) - '1'];
    return new Row(state, trigger, addressKnown, preempts, next,
        letters.chars().mapToObj(letter -> Deed.values()[letter - 'A']).toList());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void saysWhatTheRfcSays(Row row) {
    assertEquals(new Cell(row.next, row.deeds),
        HsrpTable.at(row.state, row.trigger, row.addressKnown, row.preempts));
  }

  private static final int OWN = Ipv4.parse("10.0.0.2");
  private static final int OTHER = Ipv4.parse("10.0.0.9");
  private static final int THIRD = Ipv4.parse("10.0.0.3");
  private static final int VIRTUAL = Ipv4.parse("10.0.0.1");
  private static final long SECOND = 1_000_000_000L;

  /** Rows that a machine can come to: in Learn it knows no address, elsewhere it does. */
  static Stream<Row> reachable() {
    return cells().filter(row -> row.state == HsrpState.INITIAL || row.addressKnown == (row.state != HsrpState.LEARN));
  }

  /** The same cells of a whole machine, seen from outside: timers, messages, the virtual address, the state. */
  @ParameterizedTest
  @MethodSource("reachable")
  void doesWhatTheRfcSays(Row row) {
    var machine = new HsrpMachine(new HsrpMachine.Config(OWN, 2, 1, 1, row.addressKnown ? VIRTUAL : 0,
        Duration.ofSeconds(3), Duration.ofSeconds(10), 100, row.preempts, Duration.ZERO, "cisco", new TreeMap<>()));
    bring(machine, row);
    assertEquals(row.state, machine.view().state());
    List<HsrpAction> actions = machine.on(event(row), 100 * SECOND);
    assertEquals(row.next, machine.view().state());
    assertEquals(row.deeds.stream().filter(deed -> deed != Deed.LEARN_PARAMETERS).toList(), deeds(actions));
    if (row.deeds.contains(Deed.LEARN_PARAMETERS)) {
      assertEquals(VIRTUAL, machine.view().virtualAddress());
    }
  }

  private static HsrpMessage message(Operation operation, HsrpState state, boolean higher) {
    return new HsrpMessage(1, operation, state, 3000, 10_000, higher ? 110 : 90, 1, 0, "cisco", VIRTUAL);
  }

  private static HsrpEvent event(Row row) {
    return switch (row.trigger) {
      case A -> new HsrpEvent.Up();
      case B -> new HsrpEvent.Down();
      case C -> new HsrpEvent.TimerFired(HsrpTimer.ACTIVE);
      case D -> new HsrpEvent.TimerFired(HsrpTimer.STANDBY);
      case E -> new HsrpEvent.TimerFired(HsrpTimer.HELLO);
      case F -> received(Operation.HELLO, HsrpState.SPEAK, true);
      case G -> received(Operation.HELLO, HsrpState.ACTIVE, true);
      case H -> received(Operation.HELLO, HsrpState.ACTIVE, false);
      case I -> new HsrpEvent.Received(THIRD, message(Operation.RESIGN, HsrpState.ACTIVE, true));
      case J -> received(Operation.COUP, HsrpState.LISTEN, true);
      case K -> received(Operation.HELLO, HsrpState.STANDBY, true);
      case L -> received(Operation.HELLO, HsrpState.STANDBY, false);
    };
  }

  private static HsrpEvent received(Operation operation, HsrpState state, boolean higher) {
    return new HsrpEvent.Received(OTHER, message(operation, state, higher));
  }

  /** From Initial along the table. In the states between, 10.0.0.3 is the active router, of higher priority. */
  private static void bring(HsrpMachine machine, Row row) {
    if (row.state == HsrpState.INITIAL) {
      return;
    }
    machine.on(new HsrpEvent.Up(), SECOND);
    HsrpEvent active = new HsrpEvent.Received(THIRD, message(Operation.HELLO, HsrpState.ACTIVE, true));
    switch (row.state) {
      case INITIAL, LEARN -> { }
      case LISTEN -> machine.on(active, SECOND);
      case SPEAK -> {
        machine.on(active, SECOND);
        machine.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), SECOND);
      }
      case STANDBY, ACTIVE -> {
        machine.on(active, SECOND);
        machine.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), SECOND);
        machine.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), SECOND);
        if (row.state == HsrpState.ACTIVE) {
          machine.on(new HsrpEvent.TimerFired(HsrpTimer.ACTIVE), SECOND);
        }
      }
    }
  }

  /** What actions are by the RFC's letters; what the RFC has no letter for (news, the hello timer) is left out. */
  private static List<Deed> deeds(List<HsrpAction> actions) {
    var deeds = new ArrayList<Deed>();
    for (HsrpAction action : actions) {
      switch (action) {
        case HsrpAction.Arm(HsrpTimer timer, Duration after) -> {
          if (timer == HsrpTimer.ACTIVE || timer == HsrpTimer.STANDBY) {
            assertEquals(Duration.ofSeconds(10), after);
            deeds.add(timer == HsrpTimer.ACTIVE ? Deed.START_ACTIVE_TIMER : Deed.START_STANDBY_TIMER);
          }
        }
        case HsrpAction.Disarm(HsrpTimer timer) -> {
          if (timer == HsrpTimer.ACTIVE || timer == HsrpTimer.STANDBY) {
            deeds.add(timer == HsrpTimer.ACTIVE ? Deed.STOP_ACTIVE_TIMER : Deed.STOP_STANDBY_TIMER);
          }
        }
        case HsrpAction.Send(HsrpMessage message, long sourceMac) -> deeds.add(switch (message.operation()) {
          case HELLO -> Deed.SEND_HELLO;
          case COUP -> Deed.SEND_COUP;
          case RESIGN -> Deed.SEND_RESIGN;
        });
        case HsrpAction.Announce announce -> deeds.add(Deed.SEND_GRATUITOUS_ARP);
        case HsrpAction.Release release -> { }
        case HsrpAction.Changed changed -> { }
        case HsrpAction.Refused refused -> throw new AssertionError(refused);
      }
    }
    return deeds;
  }
}
