package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges how long a VRF's host routes pointed to a dead PE, by what the VRF reports of its imported routes. */
final class WrongWays {
  /** From the first route through a PE to the last. @param toNanos -1: there still are some */
  private record Stretch(long fromNanos, long toNanos) {}

  private final Observations seen;
  private final Topology topology;

  WrongWays(Observations seen, Topology topology) {
    this.seen = seen;
    this.topology = topology;
  }

  static String what(Expectation.WrongWay e) {
    return "host routes of VRF " + e.vrf() + " at " + e.node() + " through " + e.via() + " are gone within "
        + Words.seconds(e.within()) + " after " + Words.seconds(e.after());
  }

  Verdict judge(Expectation.WrongWay e) {
    Optional<Integer> id = topology.nodes().stream().filter(node -> node.name().equals(e.via())
        && node instanceof RouterConfig).map(node -> ((RouterConfig) node).routerId()).findFirst();
    if (id.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), e.via() + " is no router");
    }
    List<Stretch> stretches = stretches(e, id.get());
    long after = e.after().toNanos();
    Optional<Stretch> last = stretches.stream().filter(each -> each.fromNanos <= after
        && (each.toNanos < 0 || each.toNanos >= after)).findFirst();
    if (last.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "there were none at " + Words.seconds(e.after()));
    }
    long gone = last.get().toNanos;
    String observed = gone < 0 ? "they stay until the end" : "the last goes after " + Words.seconds(gone - after);
    var rows = stretches.stream().limit(Reach.ROWS).map(each -> List.of(Words.seconds(each.fromNanos),
        each.toNanos < 0 ? "the end" : Words.seconds(each.toNanos))).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(gone >= 0 && gone - after <= e.within().toNanos()), observed,
        List.of(new Table("When " + e.node() + " has host routes of VRF " + e.vrf() + " through " + e.via(),
            List.of("from", "to"), rows, stretches.size() - rows.size())));
  }

  private List<Stretch> stretches(Expectation.WrongWay e, int nextHop) {
    var stretches = new ArrayList<Stretch>();
    long since = -1;
    for (Journal.Event event : seen.devices().events()) {
      if (event.what() instanceof DeviceEvent.HostRoutesVia(String vrf, int via, boolean any, _)
          && event.node().equals(e.node()) && vrf.equals(e.vrf()) && via == nextHop) {
        if (!any && since >= 0) {
          stretches.add(new Stretch(since, event.atNanos()));
          since = -1;
        } else if (any && since < 0) {
          since = event.atNanos();
        }
      }
    }
    if (since >= 0) {
      stretches.add(new Stretch(since, -1));
    }
    return stretches;
  }
}
