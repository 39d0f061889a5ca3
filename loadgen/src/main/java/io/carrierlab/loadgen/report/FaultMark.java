package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A fault as sentences and drawings need it.
 *
 * @param untilNanos when it was over: by itself, mended by the drill, or the end of the run; {@code atNanos}: at once
 * @param what as the drill says it: what is done, to whom, and perhaps more after a comma
 */
record FaultMark(long atNanos, long untilNanos, String what) {
  /** Those that happened, in order of time. */
  static List<FaultMark> of(List<Fault> faults, Topology topology, long endNanos) {
    Map<String, List<String>> ends = topology.links().stream().collect(Collectors.toMap(LinkConfig::name, link ->
        link.ends().stream().map(end -> end.node() + ":" + end.interfaceName()).toList(), (one, _) -> one));
    var marks = new ArrayList<FaultMark>();
    for (Fault fault : faults) {
      long at = fault.at().toNanos();
      if (at <= endNanos) {
        marks.add(new FaultMark(at, Math.min(endNanos, fault.until().toNanos()), fault.what()));
      }
    }
    var given = List.copyOf(marks);
    marks.replaceAll(mark -> mark.ended(given, ends, endNanos));
    return List.copyOf(marks);
  }

  /** A link and an end of it have different names: it is over when the last of its ends is restored. */
  private FaultMark ended(List<FaultMark> all, Map<String, List<String>> ends, long endNanos) {
    String mending = switch (verb()) {
      case "crash" -> "restart";
      case "cut", "black-hole", "degrade" -> "restore";
      default -> "";
    };
    if (mending.isEmpty()) {
      return this;
    }
    var broken = new HashSet<>(ends.getOrDefault(place(), List.of(place())));
    for (FaultMark mark : all) {
      if (mark.atNanos >= atNanos && mark.verb().equals(mending)) {
        ends.getOrDefault(mark.place(), List.of(mark.place())).forEach(broken::remove);
        if (broken.isEmpty()) {
          return new FaultMark(atNanos, mark.atNanos, what);
        }
      }
    }
    return new FaultMark(atNanos, endNanos, what);
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
      case "cut" -> what.endsWith("direction: out") ? "what " + place() + " sends on was cut"
          : what.endsWith("direction: in") ? "what " + place() + " receives on was cut" : place() + " was cut";
      case "black-hole" -> place() + (what.endsWith("direction: out") ? " began to lose all that it sends, unnoticed"
          : what.endsWith("direction: in") ? " began to lose all that it is sent, unnoticed"
          : " began to lose every packet unnoticed");
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
