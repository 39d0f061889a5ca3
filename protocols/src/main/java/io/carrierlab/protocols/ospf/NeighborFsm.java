package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.NeighborState.DOWN;
import static io.carrierlab.protocols.ospf.NeighborState.EXCHANGE;
import static io.carrierlab.protocols.ospf.NeighborState.EX_START;
import static io.carrierlab.protocols.ospf.NeighborState.FULL;
import static io.carrierlab.protocols.ospf.NeighborState.INIT;
import static io.carrierlab.protocols.ospf.NeighborState.LOADING;
import static io.carrierlab.protocols.ospf.NeighborState.TWO_WAY;

import java.util.List;

/** The neighbour state machine (RFC 2328 §10.3) as a table; Start and Attempt are left out, being NBMA's. */
final class NeighborFsm {
  /** The events of §10.2. */
  enum Event {
    HELLO_RECEIVED, TWO_WAY_RECEIVED, NEGOTIATION_DONE, EXCHANGE_DONE, BAD_LS_REQ, LOADING_DONE, ADJ_OK,
    SEQ_NUMBER_MISMATCH, ONE_WAY, KILL_NBR, INACTIVITY_TIMER, LL_DOWN
  }

  /** What is to be done, in this order, once the state is entered. */
  enum Effect {
    /** Hearing is noted; a neighbour that was down gets an inactivity timer. */
    START_INACTIVITY,
    STOP_INACTIVITY,
    /** Request, retransmission and summary lists are emptied. */
    CLEAR_LISTS,
    /** The DD sequence number is raised, and empty descriptions claim to be the master's (§10.8). */
    START_NEGOTIATION,
    /** The database is listed in the summary. */
    SUMMARISE
  }

  record Step(NeighborState next, List<Effect> effects) {}

  private NeighborFsm() {}

  /**
   * @param adjacencyWanted §10.4: point-to-point, or one of the two is designated router or its backup
   * @param requestsLeft the request list is not empty
   */
  static Step step(NeighborState state, Event event, boolean adjacencyWanted, boolean requestsLeft) {
    boolean exchanging = state.atLeast(EXCHANGE);
    return switch (event) {
      case HELLO_RECEIVED -> to(state == DOWN ? INIT : state, Effect.START_INACTIVITY);
      case TWO_WAY_RECEIVED -> state == INIT ? twoWay(adjacencyWanted) : to(state);
      case NEGOTIATION_DONE -> state == EX_START ? to(EXCHANGE, Effect.SUMMARISE) : to(state);
      case EXCHANGE_DONE -> state == EXCHANGE ? to(requestsLeft ? LOADING : FULL) : to(state);
      case LOADING_DONE -> state == LOADING ? to(FULL) : to(state);
      case ADJ_OK -> {
        if (state == TWO_WAY) {
          yield twoWay(adjacencyWanted);
        }
        yield state.atLeast(EX_START) && !adjacencyWanted ? to(TWO_WAY, Effect.CLEAR_LISTS) : to(state);
      }
      case BAD_LS_REQ, SEQ_NUMBER_MISMATCH ->
          exchanging ? to(EX_START, Effect.CLEAR_LISTS, Effect.START_NEGOTIATION) : to(state);
      case ONE_WAY -> state.atLeast(TWO_WAY) ? to(INIT, Effect.CLEAR_LISTS) : to(state);
      case KILL_NBR, LL_DOWN, INACTIVITY_TIMER ->
          state == DOWN ? to(state) : to(DOWN, Effect.CLEAR_LISTS, Effect.STOP_INACTIVITY);
    };
  }

  private static Step twoWay(boolean adjacencyWanted) {
    return adjacencyWanted ? to(EX_START, Effect.START_NEGOTIATION) : to(TWO_WAY);
  }

  private static Step to(NeighborState next, Effect... effects) {
    return new Step(next, List.of(effects));
  }
}
