package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * A fault as sentences and drawings need it.
 *
 * @param untilNanos when it was over: by itself, mended by the drill, or the end of the run; {@code atNanos}: at once
 * @param what as the drill says it: what is done, to whom, and perhaps more after a comma
 */
record FaultMark(long atNanos, long untilNanos, String what) {
  /** Those that happened, in order of time. */
  static List<FaultMark> of(List<Fault> faults, long endNanos) {
    var marks = new ArrayList<FaultMark>();
    for (Fault fault : faults) {
      long at = fault.at().toNanos();
      if (at <= endNanos) {
        marks.add(new FaultMark(at, Math.min(endNanos, fault.until().toNanos()), fault.what()));
      }
    }
    marks.replaceAll(mark -> mark.ended(marks, endNanos));
    return List.copyOf(marks);
  }

  private FaultMark ended(List<FaultMark> all, long endNanos) {
    String mending = switch (verb()) {
      case "crash" -> "restart";
      case "cut", "black-hole", "degrade" -> "restore";
      default -> "";
    };
    if (mending.isEmpty()) {
      return this;
    }
    long end = all.stream().filter(mark -> mark.atNanos >= atNanos && mark.verb().equals(mending)
        && mark.place().equals(place())).mapToLong(FaultMark::atNanos).min().orElse(endNanos);
    return new FaultMark(atNanos, end, what);
  }

  /** It takes a fault back. */
  boolean mends() {
    return verb().equals("restore") || verb().equals("restart");
  }

  /** The node is without power from then on. */
  boolean powerOff() {
    return verb().equals("crash") || verb().equals("power-cycle");
  }

  String verb() {
    int space = what.indexOf(' ');
    return space < 0 ? what : what.substring(0, space);
  }

  /** A node, a link, or an end of one. */
  String place() {
    int comma = what.indexOf(", ");
    return what.substring(Math.min(what.length(), verb().length() + 1), comma < 0 ? what.length() : comma);
  }

  /** As people say it who were there: {@code pe1 crashed}. */
  String happened() {
    return switch (verb()) {
      case "crash" -> place() + " crashed";
      case "restart" -> place() + " was started again";
      case "power-cycle" -> place() + " lost its power for a while";
      case "cut" -> place() + " was cut";
      case "black-hole" -> place() + " began to lose every packet unnoticed";
      case "restore" -> place() + " was restored";
      case "degrade" -> place() + " went bad";
      case "flap" -> place() + " began to flap";
      case "saturate" -> "the processor of " + place() + " was saturated";
      case "clear-sas" -> "the SAs of " + place() + " were cleared";
      case "preempt" -> place() + " was made to take over";
      default -> what;
    };
  }
}
