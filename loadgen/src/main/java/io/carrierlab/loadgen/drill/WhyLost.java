package io.carrierlab.loadgen.drill;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says where packets were dropped, by the counters of devices, and which configuration makes them so. Devices are asked
 * at the times between which something is counted; where they were not, and by the counters of links, it can only be
 * said of all of the network and of the run.
 */
final class WhyLost {
  private static final int MOST = 4;
  private static final String NO_ROUTE = "NO_ROUTE";
  private static final String NO_SA = "NO_SA";
  private static final String NOT_ACTIVE = "NOT_ACTIVE";

  private record Place(String node, String vrf, String why) {
    @Override
    public String toString() {
      return node + (vrf.isEmpty() ? "" : " VRF " + vrf) + ": " + why;
    }
  }

  private record Dropped(Place place, long packets) {
    @Override
    public String toString() {
      return Words.plural(packets, "packet") + (packets == 1 ? " was" : " were") + " dropped at " + place;
    }
  }

  private final Observations seen;
  private final Topology topology;
  /** Who is asked at the times that expectations name. */
  private final Set<String> asked;

  WhyLost(Observations seen, Topology topology) {
    this.seen = seen;
    this.topology = topology;
    asked = topology.nodes().stream().filter(node -> node instanceof RouterConfig || node instanceof ClientConfig
        || node instanceof RadiusConfig).map(NodeConfig::name).collect(Collectors.toSet());
  }

  /** Of what was dropped between two times. Begins with {@code "; "}; empty if nobody knows of any drop. */
  String sentence(long fromNanos, long toNanos) {
    Optional<Map<Place, Long>> before = fromNanos == 0 ? Optional.of(Map.of()) : at(fromNanos);
    Optional<Map<Place, Long>> after = at(toNanos);
    boolean between = before.isPresent() && after.isPresent();
    Map<Place, Long> counted = after.orElseGet(() -> drops(seen.devices().drops()));
    var drops = new ArrayList<Dropped>();
    counted.forEach((place, packets) -> {
      if (!between || fromNanos == 0 || asked.contains(place.node)) {
        drops.add(new Dropped(place, packets - (between ? before.get().getOrDefault(place, 0L) : 0)));
      }
    });
    var links = new ArrayList<Dropped>();
    seen.counters().forEach(node -> fabric(links, node));
    boolean whole = !between || fromNanos == 0 && toNanos >= seen.endNanos();
    if (whole) {
      drops.addAll(links);
      links.clear();
    }
    return said(whole ? "network-wide, whole run: " : "network-wide, in that time: ", drops)
        + said("network-wide, whole run: ", links) + configuration(drops);
  }

  /** Of what devices dropped until then; empty, too, if they were not asked at that time. */
  String until(long nanos) {
    List<Dropped> drops = at(nanos).orElse(Map.of()).entrySet().stream()
        .map(each -> new Dropped(each.getKey(), each.getValue())).toList();
    return said("network-wide, until then: ", drops) + configuration(drops);
  }

  private static String said(String of, List<Dropped> drops) {
    List<String> most = drops.stream().filter(drop -> drop.packets > 0)
        .sorted(Comparator.comparing((Dropped drop) -> -drop.packets).thenComparing(drop -> drop.place.toString()))
        .limit(MOST).map(Dropped::toString).toList();
    return most.isEmpty() ? "" : "; " + of + String.join("; ", most);
  }

  private Optional<Map<Place, Long>> at(long nanos) {
    return nanos >= seen.endNanos() ? Optional.of(drops(seen.devices().drops()))
        : seen.devices().samples().stream().filter(sample -> sample.atNanos() == nanos && sample.tables().stream()
            .anyMatch(table -> table.kind().equals("counters"))).findFirst().map(sample -> drops(sample.tables()));
  }

  private static Map<Place, Long> drops(List<StateTable> tables) {
    var drops = new LinkedHashMap<Place, Long>();
    for (StateTable table : tables) {
      boolean counters = table.kind().equals("counters");
      if (!counters && !table.kind().equals("ipsec-causes")) {
        continue;
      }
      int counted = table.columns().indexOf(counters ? "packets" : "count");
      for (List<Object> row : table.rows()) {
        if ((counters || row.getFirst().equals("packet dropped")) && row.get(counted) instanceof Number packets) {
          drops.merge(new Place(table.node(), table.vrf(), row.get(counted - 1).toString()), packets.longValue(),
              Long::sum);
        }
      }
    }
    return drops;
  }

  private static void fabric(List<Dropped> drops, Observations.NodeCounters node) {
    Map.of("droppedNoOwner", "it was off", "droppedQueue", "the queue in front of a link was full",
        "droppedLoss", "lost on a link", "droppedFault", "a link was cut or a black hole").forEach((counter, why) ->
            drops.add(new Dropped(new Place(node.node(), "", why), node.values().getOrDefault(counter, 0L))));
  }

  /** Only what explains a drop that there was, in a VRF of the gateway that is configured so. */
  private String configuration(List<Dropped> dropped) {
    List<Dropped> drops = dropped.stream().filter(drop -> drop.packets > 0).toList();
    var all = new ArrayList<String>();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router && router.access().isPresent()) {
        AccessConfig access = router.access().get();
        boolean noRoute = drops.stream().anyMatch(drop -> drop.place.why.equals(NO_ROUTE)
            && router.vrfs().stream().anyMatch(vrf -> vrf.name().equals(drop.place.vrf)));
        boolean notActive = drops.stream().anyMatch(drop -> drop.place.why.equals(NOT_ACTIVE)
            && drop.place.node.equals(router.name()));
        boolean early = drops.stream().anyMatch(drop -> drop.place.why.equals(NO_SA)
            && drop.place.node.equals(router.name()));
        if (early && access.ike1().isPresent() && access.cpu().isPresent()) {
          all.add("an IKEv1 client sends as soon as it has sent the last message of quick mode, and " + router.name()
              + " has no SA for that before its processor has come to this message (cpu)");
        }
        if (noRoute && access.reverseRoutes() == ReverseRoutes.OFF) {
          all.add(router.name() + " injects no reverse routes (rri: off)");
        }
        if (notActive && access.redundancy().map(it -> !it.cleanup()).orElse(false)) {
          all.add(router.name() + " keeps sessions and their routes when HSRP group "
              + access.redundancy().get().group() + " leaves Active (cleanup: false)");
        }
      }
    }
    return all.isEmpty() ? "" : "; " + String.join("; ", all);
  }
}
