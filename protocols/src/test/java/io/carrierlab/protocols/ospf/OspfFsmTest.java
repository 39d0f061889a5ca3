package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.NeighborFsm.Effect.CLEAR_LISTS;
import static io.carrierlab.protocols.ospf.NeighborFsm.Effect.START_INACTIVITY;
import static io.carrierlab.protocols.ospf.NeighborFsm.Effect.START_NEGOTIATION;
import static io.carrierlab.protocols.ospf.NeighborFsm.Effect.STOP_INACTIVITY;
import static io.carrierlab.protocols.ospf.NeighborFsm.Effect.SUMMARISE;
import static io.carrierlab.protocols.ospf.NeighborState.DOWN;
import static io.carrierlab.protocols.ospf.NeighborState.EXCHANGE;
import static io.carrierlab.protocols.ospf.NeighborState.EX_START;
import static io.carrierlab.protocols.ospf.NeighborState.FULL;
import static io.carrierlab.protocols.ospf.NeighborState.INIT;
import static io.carrierlab.protocols.ospf.NeighborState.LOADING;
import static io.carrierlab.protocols.ospf.NeighborState.TWO_WAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.ospf.OspfMachine.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two tables of RFC 2328, a row per cell: §9.3 for interfaces and §10.3 for neighbours. */
class OspfFsmTest {
  /** What one event does in each state, in the order of {@link NeighborState}; null: nothing changes. */
  record NeighborRow(NeighborFsm.Event event, boolean adjacency, boolean requests, NeighborState[] next,
      NeighborFsm.Effect... effects) {}

  private static NeighborState[] next(NeighborState... next) {
    return next;
  }

  static Stream<NeighborRow> neighbors() {
    return Stream.of(
        new NeighborRow(NeighborFsm.Event.TWO_WAY_RECEIVED, true, false,
            next(null, EX_START, null, null, null, null, null), START_NEGOTIATION),
        new NeighborRow(NeighborFsm.Event.TWO_WAY_RECEIVED, false, false,
            next(null, TWO_WAY, null, null, null, null, null)),
        new NeighborRow(NeighborFsm.Event.NEGOTIATION_DONE, true, false,
            next(null, null, null, EXCHANGE, null, null, null), SUMMARISE),
        new NeighborRow(NeighborFsm.Event.EXCHANGE_DONE, true, false,
            next(null, null, null, null, FULL, null, null)),
        new NeighborRow(NeighborFsm.Event.EXCHANGE_DONE, true, true,
            next(null, null, null, null, LOADING, null, null)),
        new NeighborRow(NeighborFsm.Event.LOADING_DONE, true, false,
            next(null, null, null, null, null, FULL, null)),
        new NeighborRow(NeighborFsm.Event.ADJ_OK, true, false,
            next(null, null, EX_START, null, null, null, null), START_NEGOTIATION),
        new NeighborRow(NeighborFsm.Event.ADJ_OK, false, false,
            next(null, null, null, TWO_WAY, TWO_WAY, TWO_WAY, TWO_WAY), CLEAR_LISTS),
        new NeighborRow(NeighborFsm.Event.BAD_LS_REQ, true, true,
            next(null, null, null, null, EX_START, EX_START, EX_START), CLEAR_LISTS, START_NEGOTIATION),
        new NeighborRow(NeighborFsm.Event.SEQ_NUMBER_MISMATCH, true, false,
            next(null, null, null, null, EX_START, EX_START, EX_START), CLEAR_LISTS, START_NEGOTIATION),
        new NeighborRow(NeighborFsm.Event.ONE_WAY, true, false,
            next(null, null, INIT, INIT, INIT, INIT, INIT), CLEAR_LISTS),
        new NeighborRow(NeighborFsm.Event.KILL_NBR, true, false,
            next(null, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN), CLEAR_LISTS, STOP_INACTIVITY),
        new NeighborRow(NeighborFsm.Event.LL_DOWN, true, false,
            next(null, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN), CLEAR_LISTS, STOP_INACTIVITY),
        new NeighborRow(NeighborFsm.Event.INACTIVITY_TIMER, true, false,
            next(null, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN), CLEAR_LISTS, STOP_INACTIVITY));
  }

  @ParameterizedTest
  @MethodSource("neighbors")
  void neighborFollowsTheTable(NeighborRow row) {
    for (NeighborState state : NeighborState.values()) {
      NeighborState next = row.next()[state.ordinal()];
      var expected = next == null ? new NeighborFsm.Step(state, List.of())
          : new NeighborFsm.Step(next, List.of(row.effects()));
      assertEquals(expected, NeighborFsm.step(state, row.event(), row.adjacency(), row.requests()), state::name);
    }
  }

  static Stream<NeighborState> states() {
    return Stream.of(NeighborState.values());
  }

  @ParameterizedTest
  @MethodSource("states")
  void hearsAHello(NeighborState state) {
    assertEquals(new NeighborFsm.Step(state == DOWN ? INIT : state, List.of(START_INACTIVITY)),
        NeighborFsm.step(state, NeighborFsm.Event.HELLO_RECEIVED, true, false));
  }

  record InterfaceRow(Network network, int priority, InterfaceFsm.Event event, InterfaceState[] next,
      InterfaceFsm.Effect... effects) {}

  private static InterfaceState[] only(Object... pairs) {
    var next = new InterfaceState[InterfaceState.values().length];
    for (int i = 0; i < pairs.length; i += 2) {
      next[((InterfaceState) pairs[i]).ordinal()] = (InterfaceState) pairs[i + 1];
    }
    return next;
  }

  private static InterfaceState[] allBut(InterfaceState exempt, InterfaceState next) {
    var pairs = new ArrayList<Object>();
    for (InterfaceState state : InterfaceState.values()) {
      if (state != exempt) {
        pairs.addAll(List.of(state, next));
      }
    }
    return only(pairs.toArray());
  }

  static Stream<InterfaceRow> interfaces() {
    var up = InterfaceFsm.Event.INTERFACE_UP;
    return Stream.of(
        new InterfaceRow(Network.POINT_TO_POINT, 1, up, only(InterfaceState.DOWN, InterfaceState.POINT_TO_POINT),
            InterfaceFsm.Effect.START_HELLOS),
        new InterfaceRow(Network.LOOPBACK, 1, up, only(InterfaceState.DOWN, InterfaceState.LOOPBACK)),
        new InterfaceRow(Network.BROADCAST, 1, up, only(InterfaceState.DOWN, InterfaceState.WAITING),
            InterfaceFsm.Effect.START_HELLOS, InterfaceFsm.Effect.START_WAIT),
        new InterfaceRow(Network.BROADCAST, 0, up, only(InterfaceState.DOWN, InterfaceState.DR_OTHER),
            InterfaceFsm.Effect.START_HELLOS),
        new InterfaceRow(Network.BROADCAST, 1, InterfaceFsm.Event.WAIT_TIMER,
            only(InterfaceState.WAITING, InterfaceState.WAITING), InterfaceFsm.Effect.ELECT),
        new InterfaceRow(Network.BROADCAST, 1, InterfaceFsm.Event.BACKUP_SEEN,
            only(InterfaceState.WAITING, InterfaceState.WAITING), InterfaceFsm.Effect.STOP_WAIT,
            InterfaceFsm.Effect.ELECT),
        new InterfaceRow(Network.BROADCAST, 1, InterfaceFsm.Event.NEIGHBOR_CHANGE,
            only(InterfaceState.DR_OTHER, InterfaceState.DR_OTHER, InterfaceState.BACKUP, InterfaceState.BACKUP,
                InterfaceState.DR, InterfaceState.DR), InterfaceFsm.Effect.ELECT),
        new InterfaceRow(Network.BROADCAST, 1, InterfaceFsm.Event.INTERFACE_DOWN,
            allBut(InterfaceState.DOWN, InterfaceState.DOWN), InterfaceFsm.Effect.RESET),
        new InterfaceRow(Network.BROADCAST, 1, InterfaceFsm.Event.LOOP_IND,
            allBut(InterfaceState.LOOPBACK, InterfaceState.LOOPBACK), InterfaceFsm.Effect.RESET),
        new InterfaceRow(Network.LOOPBACK, 1, InterfaceFsm.Event.UNLOOP_IND,
            only(InterfaceState.LOOPBACK, InterfaceState.DOWN)));
  }

  @ParameterizedTest
  @MethodSource("interfaces")
  void interfaceFollowsTheTable(InterfaceRow row) {
    for (InterfaceState state : InterfaceState.values()) {
      InterfaceState next = row.next()[state.ordinal()];
      var expected = next == null ? new InterfaceFsm.Step(state, List.of())
          : new InterfaceFsm.Step(next, List.of(row.effects()));
      assertEquals(expected, InterfaceFsm.step(row.network(), row.priority(), state, row.event()), state::name);
    }
  }
}
