package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.InterfaceState.DOWN;
import static io.carrierlab.protocols.ospf.InterfaceState.DR_OTHER;
import static io.carrierlab.protocols.ospf.InterfaceState.LOOPBACK;
import static io.carrierlab.protocols.ospf.InterfaceState.POINT_TO_POINT;
import static io.carrierlab.protocols.ospf.InterfaceState.WAITING;

import io.carrierlab.protocols.ospf.OspfMachine.Network;
import java.util.List;

/** The interface state machine (RFC 2328 §9.3) as a table. */
final class InterfaceFsm {
  /** The events of §9.2; LoopInd and UnloopInd are those of a loopback going up and down. */
  enum Event { INTERFACE_UP, WAIT_TIMER, BACKUP_SEEN, NEIGHBOR_CHANGE, LOOP_IND, UNLOOP_IND, INTERFACE_DOWN }

  /** What is to be done, in this order, once the state is entered. ELECT decides a further state (§9.4). */
  enum Effect { START_HELLOS, START_WAIT, STOP_WAIT, ELECT, RESET }

  record Step(InterfaceState next, List<Effect> effects) {}

  private InterfaceFsm() {}

  static Step step(Network network, int priority, InterfaceState state, Event event) {
    return switch (event) {
      case INTERFACE_UP -> state == DOWN ? up(network, priority) : to(state);
      case WAIT_TIMER -> state == WAITING ? to(state, Effect.ELECT) : to(state);
      case BACKUP_SEEN -> state == WAITING ? to(state, Effect.STOP_WAIT, Effect.ELECT) : to(state);
      case NEIGHBOR_CHANGE -> switch (state) {
        case DR_OTHER, BACKUP, DR -> to(state, Effect.ELECT);
        case DOWN, LOOPBACK, WAITING, POINT_TO_POINT -> to(state);
      };
      case LOOP_IND -> state == LOOPBACK ? to(state) : to(LOOPBACK, Effect.RESET);
      case UNLOOP_IND -> state == LOOPBACK ? to(DOWN) : to(state);
      case INTERFACE_DOWN -> state == DOWN ? to(state) : to(DOWN, Effect.RESET);
    };
  }

  private static Step up(Network network, int priority) {
    return switch (network) {
      case LOOPBACK -> to(LOOPBACK);
      case POINT_TO_POINT -> to(POINT_TO_POINT, Effect.START_HELLOS);
      case BROADCAST -> priority == 0
          ? to(DR_OTHER, Effect.START_HELLOS)
          : to(WAITING, Effect.START_HELLOS, Effect.START_WAIT);
    };
  }

  private static Step to(InterfaceState next, Effect... effects) {
    return new Step(next, List.of(effects));
  }
}
