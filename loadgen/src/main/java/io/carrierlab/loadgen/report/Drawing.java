package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.DrillWords.count;

import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to be drawn of a network: as it is, but many clients of a population as one box, up to {@link #DETAILED}
 * boxes; beyond it, sites are drawn as one box per PE, and where that is still too much neighbouring devices of a kind
 * as one box.
 *
 * @param note how it was summed up; empty: every node and link is drawn
 */
record Drawing(List<Box> boxes, List<Line> lines, Optional<String> note) {
  static final int DETAILED = 120;
  private static final int LINES = 400;
  private static final int GROUPS = 24;
  private static final int LONGEST = 24;
  /** Clients of a population that are drawn one by one. */
  private static final int FEW = 3;

  /** @param vpn the one VPN whose place it is, if there is one; @param nodes that it stands for, one or more */
  record Box(String label, Tier tier, String kind, Optional<String> vpn, List<String> nodes) {
    Box {
      label = clipped(label);
    }

    /** As wide as a box may be: what it stands for is in its title. */
    static String clipped(String name) {
      return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "\u2026";
    }
  }

  /** How far from the middle of a provider's network. */
  enum Tier { CORE, EDGE, CUSTOMER, HOST }

  /** @param ends indexes of boxes, two or more (a LAN); @param links that it stands for, one or more */
  record Line(List<Integer> ends, boolean lan, List<LinkConfig> links) {
    /** It is drawn as a bar with a wire to each station. */
    boolean bus() {
      return lan || ends.size() > 2;
    }
  }

  static Drawing of(Topology topology) {
    Map<String, Integer> groups = new LinkedHashMap<>();
    var members = new ArrayList<List<NodeConfig>>();
    Map<String, String> keys = keys(topology);
    for (NodeConfig node : topology.nodes()) {
      int group = groups.computeIfAbsent(keys.get(node.name()), _ -> groups.size());
      if (group == members.size()) {
        members.add(new ArrayList<>());
      }
      members.get(group).add(node);
    }
    Map<String, Set<String>> vpns = vpns(topology);
    var boxes = members.stream().map(group -> box(group, vpns)).toList();
    var lines = new LinkedHashMap<List<Integer>, List<LinkConfig>>();
    var parallel = new ArrayList<Line>();
    for (LinkConfig link : topology.links()) {
      List<Integer> ends = link.ends().stream().map(end -> groups.get(keys.get(end.node()))).distinct().toList();
      if (ends.size() < 2) {
        continue;
      }
      if (ends.stream().allMatch(end -> members.get(end).size() == 1)) {
        parallel.add(new Line(ends, link.lan(), List.of(link)));
      } else {
        lines.computeIfAbsent(ends.stream().sorted().toList(), _ -> new ArrayList<>()).add(link);
      }
    }
    lines.forEach((ends, links) -> parallel.add(new Line(ends, links.getFirst().lan(), links)));
    Optional<String> note = boxes.size() == topology.nodes().size() ? Optional.empty() : Optional.of("The network has "
        + count(topology.nodes().size(), "node", "nodes") + " and " + count(topology.links().size(), "link", "links")
        + "; it is drawn summed up in " + count(boxes.size(), "box", "boxes") + ".");
    return new Drawing(boxes, parallel, note);
  }

  /** Each node's group: itself where there is room for all. */
  private static Map<String, String> keys(Topology topology) {
    var keys = new LinkedHashMap<String, String>();
    topology.nodes().forEach(node -> keys.put(node.name(), node.name()));
    populations(topology, keys);
    if (new HashSet<>(keys.values()).size() <= DETAILED && topology.links().stream().map(link -> link.ends().stream()
        .map(end -> keys.get(end.node())).toList()).distinct().count() <= LINES) {
      return keys;
    }
    var ofKind = new TreeMap<String, Integer>();
    topology.nodes().forEach(node -> ofKind.merge(sort(node), 1, Integer::sum));
    var seen = new TreeMap<String, Integer>();
    for (NodeConfig node : topology.nodes()) {
      long index = seen.merge(sort(node), 1, Integer::sum) - 1;
      int total = ofKind.get(sort(node));
      keys.put(node.name(), sort(node) + "/" + index * Math.min(GROUPS, total) / total);
    }
    Map<String, String> edges = edges(topology);
    edges.forEach((site, edge) -> keys.put(site, "sites of " + keys.get(edge)));
    populations(topology, keys);
    return keys;
  }

  /** Many clients of a population are one box, and so are their last miles. */
  private static void populations(Topology topology, Map<String, String> keys) {
    var sizes = new TreeMap<String, Integer>();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof ClientConfig client) {
        sizes.merge(client.population().name(), 1, Integer::sum);
      }
    }
    Map<String, Set<String>> neighbours = neighbours(topology);
    var lastMiles = new TreeSet<String>();
    topology.nodes().stream().filter(LastMileConfig.class::isInstance).forEach(node -> lastMiles.add(node.name()));
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof ClientConfig client && sizes.get(client.population().name()) > FEW) {
        String population = client.population().name();
        keys.put(client.name(), "clients of " + population);
        neighbours.getOrDefault(client.name(), Set.of()).stream().filter(lastMiles::contains)
            .forEach(name -> keys.put(name, "last miles of " + population));
      }
    }
  }

  private static String sort(NodeConfig node) {
    return tier(node) + "/" + node.kind();
  }

  /** The PE through which each customer node is reached first; nodes without a PE are absent. */
  private static Map<String, String> edges(Topology topology) {
    var tiers = new LinkedHashMap<String, Tier>();
    topology.nodes().forEach(node -> tiers.put(node.name(), tier(node)));
    Map<String, Set<String>> neighbours = neighbours(topology);
    var edges = new LinkedHashMap<String, String>();
    var queue = new ArrayDeque<String>();
    for (NodeConfig node : topology.nodes()) {
      if (tier(node) == Tier.EDGE) {
        queue.add(node.name());
      }
    }
    while (!queue.isEmpty()) {
      String name = queue.remove();
      for (String next : neighbours.getOrDefault(name, Set.of())) {
        if (tiers.get(next).compareTo(Tier.EDGE) > 0 && !edges.containsKey(next)) {
          edges.put(next, edges.getOrDefault(name, name));
          queue.add(next);
        }
      }
    }
    return edges;
  }

  private static Map<String, Set<String>> neighbours(Topology topology) {
    var neighbours = new LinkedHashMap<String, Set<String>>();
    for (LinkConfig link : topology.links()) {
      for (LinkConfig.End end : link.ends()) {
        Set<String> others = neighbours.computeIfAbsent(end.node(), _ -> new LinkedHashSet<>());
        link.ends().stream().map(LinkConfig.End::node).filter(name -> !name.equals(end.node())).forEach(others::add);
      }
    }
    return neighbours;
  }

  static Tier tier(NodeConfig node) {
    return switch (node) {
      case HostConfig _, ClientConfig _, AttachConfig _ -> Tier.HOST;
      case LastMileConfig _, IpsecPeerConfig _, FirewallConfig _, RadiusConfig _ -> Tier.CUSTOMER;
      case RouterConfig router -> switch (router.kind()) {
        case "pe", "isp", "slb" -> Tier.EDGE;
        case "ce" -> Tier.CUSTOMER;
        default -> router.vrfs().isEmpty() ? Tier.CORE : Tier.EDGE;
      };
    };
  }

  private static Box box(List<NodeConfig> group, Map<String, Set<String>> vpns) {
    var places = new TreeSet<String>();
    var kinds = new TreeMap<String, Integer>();
    for (NodeConfig node : group) {
      places.addAll(vpns.getOrDefault(node.name(), Set.of()));
      kinds.merge(node.kind(), 1, Integer::sum);
    }
    List<String> names = group.stream().map(NodeConfig::name).toList();
    Tier tier = group.stream().map(Drawing::tier).min(Tier::compareTo).orElseThrow();
    String kind = kinds.size() == 1 ? kinds.firstKey() : "site";
    var counts = new ArrayList<String>();
    kinds.forEach((name, number) -> counts.add(KindWords.some(number, name)));
    String label = names.size() == 1 ? names.getFirst()
        : group.getFirst() instanceof ClientConfig client && kinds.size() == 1
            ? client.population().name() + " (" + names.size() + ")"
        : kind.equals("last-mile") ? KindWords.some(names.size(), kind)
        : tier.compareTo(Tier.EDGE) > 0 ? String.join(", ", counts)
        : names.getFirst() + "\u2026" + names.getLast() + " (" + names.size() + ")";
    boolean customer = tier.compareTo(Tier.EDGE) > 0;
    return new Box(label, tier, kind,
        customer && places.size() == 1 ? Optional.of(places.first()) : Optional.empty(), names);
  }

  private static Map<String, Set<String>> vpns(Topology topology) {
    var vpns = new LinkedHashMap<String, Set<String>>();
    for (LinkConfig link : topology.links()) {
      for (LinkConfig.End end : link.ends()) {
        if (!end.vpn().isEmpty()) {
          vpns.computeIfAbsent(end.node(), _ -> new TreeSet<>()).add(end.vpn());
        }
      }
    }
    return vpns;
  }
}
