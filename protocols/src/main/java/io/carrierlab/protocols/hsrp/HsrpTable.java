package io.carrierlab.protocols.hsrp;

import static io.carrierlab.protocols.hsrp.HsrpState.ACTIVE;
import static io.carrierlab.protocols.hsrp.HsrpState.INITIAL;
import static io.carrierlab.protocols.hsrp.HsrpState.LEARN;
import static io.carrierlab.protocols.hsrp.HsrpState.LISTEN;
import static io.carrierlab.protocols.hsrp.HsrpState.SPEAK;
import static io.carrierlab.protocols.hsrp.HsrpState.STANDBY;

import java.util.List;

/** The state table of RFC 2281 §5.7 as a function. Its test holds the table beside it, cell by cell. */
final class HsrpTable {
  /** §5.5. */
  enum Trigger {
    A("HSRP enabled"), B("HSRP disabled"), C("active timer expired"), D("standby timer expired"),
    E("hello timer expired"), F("hello from a speaker of higher priority"),
    G("hello from an active router of higher priority"), H("hello from an active router of lower priority"),
    I("resign from the active router"), J("coup from a router of higher priority"),
    K("hello from a standby router of higher priority"), L("hello from a standby router of lower priority");

    final String text;

    Trigger(String text) {
      this.text = text;
    }
  }

  /** §5.6, by its letters. */
  enum Deed {
    /** A. */
    START_ACTIVE_TIMER,
    /** B. */
    START_STANDBY_TIMER,
    /** C. */
    STOP_ACTIVE_TIMER,
    /** D. */
    STOP_STANDBY_TIMER,
    /** E. */
    LEARN_PARAMETERS,
    /** F. */
    SEND_HELLO,
    /** G. */
    SEND_COUP,
    /** H. */
    SEND_RESIGN,
    /** I. */
    SEND_GRATUITOUS_ARP
  }

  record Cell(HsrpState next, List<Deed> deeds) {}

  private HsrpTable() {}

  /**
   * @param addressKnown the virtual address is configured: note {@code +} of the table
   * @param preempts the router may preempt now: note {@code *}
   */
  static Cell at(HsrpState state, Trigger trigger, boolean addressKnown, boolean preempts) {
    return switch (state) {
      case INITIAL -> trigger == Trigger.A ? cell(addressKnown ? LISTEN : LEARN, "AB") : cell(state, "");
      case LEARN -> switch (trigger) {
        case B -> cell(INITIAL, "CD");
        case G, H -> cell(LISTEN, "EAB");
        case A, C, D, E, F, I, J, K, L -> cell(state, "");
      };
      case LISTEN -> switch (trigger) {
        case B -> cell(INITIAL, "CD");
        case C, I -> cell(SPEAK, "AB");
        case D, L -> cell(SPEAK, "B");
        case G -> cell(state, "EA");
        case H -> preempts ? cell(ACTIVE, "BGFI") : cell(state, "A");
        case K -> cell(state, "B");
        case A, E, F, J -> cell(state, "");
      };
      case SPEAK -> switch (trigger) {
        case B -> cell(INITIAL, "CD");
        case D, L -> cell(STANDBY, "D");
        case E -> cell(state, "F");
        case F, K -> cell(LISTEN, "B");
        case G -> cell(state, "EA");
        case H -> preempts ? cell(ACTIVE, "BGFI") : cell(state, "A");
        case I -> cell(state, "A");
        case A, C, J -> cell(state, "");
      };
      case STANDBY -> switch (trigger) {
        case B -> cell(INITIAL, "CD");
        case C -> cell(ACTIVE, "CDFI");
        case E -> cell(state, "F");
        case F, K -> cell(LISTEN, "B");
        case G -> cell(state, "EA");
        case H -> preempts ? cell(ACTIVE, "BGFI") : cell(state, "A");
        case I -> cell(ACTIVE, "CFI");
        case A, D, J, L -> cell(state, "");
      };
      case ACTIVE -> switch (trigger) {
        case B -> cell(INITIAL, "CDH");
        case E -> cell(state, "F");
        case G -> cell(SPEAK, "AB");
        case H -> cell(state, "G");
        case J -> cell(SPEAK, "ABH");
        case K, L -> cell(state, "B");
        case A, C, D, F, I -> cell(state, "");
      };
    };
  }

  private static Cell cell(HsrpState next, String letters) {
    return new Cell(next, letters.chars().mapToObj(letter -> Deed.values()[letter - 'A']).toList());
  }
}
