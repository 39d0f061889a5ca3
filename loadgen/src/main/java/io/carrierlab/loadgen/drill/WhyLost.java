package io.carrierlab.loadgen.drill;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says where packets were dropped, by the counters of devices at the end, and which configuration makes them so. */
final class WhyLost {
  private static final int MOST = 4;

  private record Dropped(String where, String why, long packets) {}

  private final Observations seen;
  private final Topology topology;

  WhyLost(Observations seen, Topology topology) {
    this.seen = seen;
    this.topology = topology;
  }

  /** Begins with {@code "; "}; empty if nobody knows of any drop and the configuration is as usual. */
  String sentence() {
    var all = new ArrayList<String>();
    drops().stream().limit(MOST).forEach(drop -> all.add(Words.plural(drop.packets, "packet")
        + (drop.packets == 1 ? " was" : " were") + " dropped at " + drop.where + ": " + drop.why));
    all.addAll(configuration());
    return all.isEmpty() ? "" : "; " + String.join("; ", all);
  }

  private List<Dropped> drops() {
    var drops = new ArrayList<Dropped>();
    for (StateTable table : seen.devices().drops()) {
      int counted = table.columns().indexOf(table.kind().equals("counters") ? "packets" : "count");
      for (List<Object> row : table.rows()) {
        boolean drop = table.kind().equals("counters") || row.getFirst().equals("packet dropped");
        if (drop && row.get(counted) instanceof Number packets && packets.longValue() > 0) {
          drops.add(new Dropped(table.node() + (table.vrf().isEmpty() ? "" : " VRF " + table.vrf()),
              row.get(counted - 1).toString(), packets.longValue()));
        }
      }
    }
    for (Observations.NodeCounters node : seen.counters()) {
      fabric(drops, node, "droppedNoOwner", "it was off");
      fabric(drops, node, "droppedQueue", "the queue in front of a link was full");
      fabric(drops, node, "droppedLoss", "lost on a link");
      fabric(drops, node, "droppedFault", "a link was cut or a black hole");
    }
    drops.sort(Comparator.comparing((Dropped drop) -> -drop.packets).thenComparing(Dropped::where)
        .thenComparing(Dropped::why));
    return drops;
  }

  private static void fabric(List<Dropped> drops, Observations.NodeCounters node, String counter, String why) {
    long packets = node.values().getOrDefault(counter, 0L);
    if (packets > 0) {
      drops.add(new Dropped(node.node(), why, packets));
    }
  }

  private List<String> configuration() {
    var all = new ArrayList<String>();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router && router.access().isPresent()) {
        AccessConfig access = router.access().get();
        if (access.reverseRoutes() == ReverseRoutes.OFF) {
          all.add(router.name() + " injects no reverse routes (rri: off)");
        }
        if (access.redundancy().map(it -> !it.cleanup()).orElse(false)) {
          all.add(router.name() + " keeps sessions and their routes when HSRP group "
              + access.redundancy().get().group() + " leaves Active (cleanup: false)");
        }
      }
    }
    return all;
  }
}
