package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Site;
import io.carrierlab.cluster.scenario.Plan.Tunnel;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.scenario.Plan.Vrf;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.VpnNumber;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What may be said of VPNs and BGP, and would not route as its author means it: warnings. */
final class RoutingPitfalls {
  private final Plan plan;
  private final BgpPlan bgp;
  private final Map<Site, Vrf> vrfOfSite = new HashMap<>();
  private final Map<Node, List<Tunnel>> tunnelsOf = new HashMap<>();

  RoutingPitfalls(Plan plan, BgpPlan bgp) {
    this.plan = plan;
    this.bgp = bgp;
    plan.vrfs.values().forEach(vrf -> vrf.sites.forEach(site -> vrfOfSite.put(site, vrf)));
    plan.tunnels.forEach(each -> tunnelsOf.computeIfAbsent(each.ce.node, _ -> new ArrayList<>()).add(each));
  }

  /** Once addresses are known. */
  void check() {
    distinguishers();
    extranets();
    systems();
    islands();
    keys();
    hubs();
    multihomed();
    behind();
  }

  private void warn(Position at, String what, String remedy) {
    plan.problems.warning(at, what, remedy);
  }

  private static String names(List<Node> nodes) {
    return Plan.some(nodes.stream().map(node -> node.name).toList());
  }

  /** To BGP, routes of one distinguisher to one prefix are one route, whoever's they are (RFC 4364 §4.1). */
  private void distinguishers() {
    var first = new HashMap<Long, Vrf>();
    var told = new HashSet<String>();
    for (Vrf vrf : plan.vrfs.values()) {
      Vrf other = vrf.node.kind == Kind.PE ? first.putIfAbsent(vrf.rd, vrf) : null;
      if (other != null && other.vpn != vrf.vpn && told.add(vrf.rd + " " + vrf.vpn.name)) {
        warn(vrf.at, "VRF " + vrf.name + " of VPN " + vrf.vpn.name + " has the route distinguisher "
            + RouteDistinguisher.format(vrf.rd) + " of VPN " + other.vpn.name + ", from " + other.at
            + ": where both have a prefix, BGP takes the two routes for one", "a distinguisher for each VPN");
      }
    }
  }

  /** The isolation check will find a VRF that holds the routes of a VPN which its own may not reach. */
  private void extranets() {
    var exporters = new HashMap<Long, Set<Vpn>>();
    plan.vrfs.values().forEach(vrf -> vrf.exports.keySet().forEach(target ->
        exporters.computeIfAbsent(target, _ -> new LinkedHashSet<>()).add(vrf.vpn)));
    var looked = new HashSet<String>();
    for (Vrf vrf : plan.vrfs.values()) {
      vrf.imports.forEach((target, at) -> {
        if (looked.add(vrf.vpn.name + " " + target)) {
          var reaches = new HashSet<String>();
          vrf.vpn.said.list("reaches").forEach(item -> Fields.text(item).ifPresent(reaches::add));
          List<String> foreign = exporters.getOrDefault(target, Set.of()).stream().filter(vpn -> vpn != vrf.vpn)
              .map(vpn -> vpn.name).filter(name -> !reaches.contains(name)).toList();
          if (!foreign.isEmpty()) {
            warn(at, "VRF " + vrf.name + " of VPN " + vrf.vpn.name + " imports the route target "
                + VpnNumber.formatTarget(target) + " that VPN " + Plan.some(foreign)
                + " exports, and must not reach it: the isolation check fails",
                "\"reaches: [" + Plan.some(foreign) + "]\" in VPN " + vrf.vpn.name + ", or another target");
          }
        }
      });
    }
  }

  /** iBGP joins the PEs of one AS, by its reflectors if there are any; nothing joins two. */
  private void systems() {
    var edges = new LinkedHashMap<Vpn, Set<Node>>();
    plan.vrfs.values().stream().filter(vrf -> vrf.node.kind == Kind.PE)
        .forEach(vrf -> edges.computeIfAbsent(vrf.vpn, _ -> new LinkedHashSet<>()).add(vrf.node));
    var told = new HashSet<Node>();
    edges.forEach((vpn, nodes) -> {
      Node first = nodes.iterator().next();
      nodes.stream().filter(node -> !node.as().equals(first.as()) && told.add(node)).forEach(node ->
          warn(node.settings.at("as"), node.name + " is in AS " + node.as().getAsLong() + " and " + first.name
              + " in AS " + first.as().getAsLong() + ": no BGP session joins the two, and neither hears of the"
              + " other's sites of VPN " + vpn.name, "PEs of one AS"));
    });
    for (Node node : plan.nodes.values()) {
      boolean reflects = bgp.reflectors().contains(node);
      if (node.kind == Kind.RR && !reflects && !bgp.reflectors().isEmpty()) {
        warn(node.at, node.name + " reflects nothing: it is not among bgp.reflectors", "it there, or no such node");
      } else if (reflects && bgp.neighbours(node).stream().allMatch(bgp.reflectors()::contains)) {
        warn(node.at, node.name + " has no client: no PE is in AS " + node.as().getAsLong(), "PEs of its AS");
      } else if (node.kind == Kind.PE && !reflects && !told.contains(node) && !bgp.reflectors().isEmpty()
          && bgp.neighbours(node).isEmpty()) {
        warn(node.at, node.name + " has no BGP session: no reflector is in AS " + node.as().getAsLong(),
            "a reflector of its AS");
      }
    }
  }

  /** BGP sessions of the core are between loopbacks, which OSPF announces as far as core links lead. */
  private void islands() {
    var islandOf = new HashMap<Node, Integer>();
    int islands = 0;
    for (Node node : plan.nodes.values()) {
      if (node.kind.core() && !islandOf.containsKey(node)) {
        spread(node, islands++, islandOf);
      }
    }
    var told = new HashSet<Integer>();
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.PE || node.kind == Kind.RR) {
        List<Node> lost = bgp.neighbours(node).stream()
            .filter(other -> !islandOf.get(other).equals(islandOf.get(node))).toList();
        if (!lost.isEmpty() && told.add(islandOf.get(node))) {
          lost.forEach(other -> told.add(islandOf.get(other)));
          warn(node.at, "no core link leads from " + node.name + " to " + names(lost)
              + ": their BGP sessions stay down",
              "a link between the two parts of the core");
        }
      }
    }
  }

  private static void spread(Node from, int island, Map<Node, Integer> islandOf) {
    var queue = new ArrayDeque<Node>(List.of(from));
    islandOf.put(from, island);
    while (!queue.isEmpty()) {
      for (End end : queue.poll().ends) {
        if (end.link.allCore()) {
          end.others().stream().filter(far -> islandOf.putIfAbsent(far.node, island) == null)
              .forEach(far -> queue.add(far.node));
        }
      }
    }
  }

  /** A TCP MD5 key that one end alone has, or has otherwise, keeps a session down without a word. */
  private void keys() {
    for (Node node : plan.nodes.values()) {
      Fields own = node.settings.fields("bgp");
      Optional<String> key = own.text("md5");
      if (key.isEmpty()) {
        continue;
      }
      var others = new ArrayList<String>();
      if (node.kind == Kind.PE || node.kind == Kind.RR) {
        bgp.neighbours(node).stream().filter(other -> !key.equals(bgp.key(other))).forEach(o -> others.add(o.name));
      } else {
        for (End end : node.ends) {
          end.others().stream().filter(far -> far.site.filter(it -> it.bgp).isPresent()
              && !key.equals(far.site.get().said.text("md5"))).forEach(far -> others.add(far.node.name));
        }
        tunnelsOf.getOrDefault(node, List.of()).stream().filter(each -> each.bgp()
            && !key.equals(each.said.text("md5"))).forEach(each -> others.add(each.pe.node.name));
      }
      if (!others.isEmpty()) {
        warn(own.at("md5"), node.name + " has another BGP key than " + Plan.some(others)
            + " has for it: their sessions stay down", "one key at both ends");
      }
    }
  }

  /**
   * A hub by eBGP on both of its links (RFC 4364 §4.3.5): what its CE has learnt from one VRF it announces to the
   * other with the provider's own AS in the path, and the PE drops that.
   */
  private void hubs() {
    var exporters = new HashMap<Long, List<Vrf>>();
    plan.vrfs.values().forEach(vrf -> vrf.exports.keySet().forEach(target ->
        exporters.computeIfAbsent(target, _ -> new ArrayList<>()).add(vrf)));
    for (Node ce : plan.nodes.values()) {
      List<Vrf> attached = ce.kind == Kind.CE ? vrfsAt(ce) : List.of();
      for (Vrf in : attached) {
        List<Vrf> heard = attached.size() < 2 ? List.of() : heard(in, exporters);
        if (!heard.isEmpty()) {
          attached.stream().filter(out -> out != in && in.node.as().equals(out.node.as()))
              .forEach(out -> spokes(ce, in, out, heard));
        }
      }
    }
  }

  /** The VRFs in which a CE has an eBGP session. */
  private List<Vrf> vrfsAt(Node ce) {
    var found = new LinkedHashSet<Vrf>();
    for (End near : ce.ends) {
      for (End far : near.others()) {
        far.site.filter(site -> site.bgp).map(vrfOfSite::get).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  /** Those from whom a VRF learns and who do not learn from one another. */
  private static List<Vrf> heard(Vrf in, Map<Long, List<Vrf>> exporters) {
    var found = new LinkedHashSet<Vrf>();
    in.imports.keySet().forEach(target -> exporters.getOrDefault(target, List.of()).stream().filter(vrf -> vrf != in
        && !meet(vrf.exports.keySet(), vrf.imports.keySet())).forEach(found::add));
    return List.copyOf(found);
  }

  private void spokes(Node ce, Vrf in, Vrf out, List<Vrf> heard) {
    List<Vrf> spokes = heard.stream().filter(vrf -> vrf != out
        && meet(vrf.imports.keySet(), out.exports.keySet())
        && !meet(vrf.exports.keySet(), out.imports.keySet())).toList();
    if (!spokes.isEmpty()) {
      Site site = out.sites.stream().filter(it -> it.end.others().stream().anyMatch(far -> far.node == ce)).findFirst()
          .orElseThrow();
      warn(site.at, "what " + ce.name + " learns from VRF " + in.name + " it announces to VRF " + out.name
          + " with AS " + out.node.as().getAsLong() + " in the path, and " + out.node.name
          + " refuses a path with its own AS: spokes do not reach each other through the hub",
          "\"routing: static\" and the spokes' networks as \"routes\" here");
    }
  }

  private static boolean meet(Set<Long> some, Set<Long> others) {
    return !Collections.disjoint(some, others);
  }

  /** With its AS overridden, a site that is attached twice takes its own routes for another site's. */
  private void multihomed() {
    for (Vpn vpn : plan.vpns.values()) {
      var sites = new LinkedHashMap<Node, List<Site>>();
      vpn.sites.stream().filter(site -> site.bgp).forEach(site -> site.end.others().stream()
          .filter(far -> far.node.kind == Kind.CE)
          .forEach(far -> sites.computeIfAbsent(far.node, _ -> new ArrayList<>()).add(site)));
      sites.forEach((ce, at) -> at.stream().filter(site -> at.size() > 1 && site.said.flag("as-override")
          && !site.said.has("site-of-origin")).findFirst().ifPresent(site -> warn(site.at, "CE " + ce.name
          + " is attached " + at.size() + " times and its AS is overridden: its own routes come back to it",
          "\"site-of-origin\" at its sites, one value for all")));
    }
  }

  /** Where a CE is said to lead, and has no way itself, packets run back to the provider by its default route. */
  private void behind() {
    for (Node ce : plan.nodes.values()) {
      if (ce.kind == Kind.CE) {
        AddressPool.Taken known = known(ce);
        lost(ce.settings.fields("bgp").list("networks"), known, ce.name + " announces ", ce);
        for (End near : ce.ends) {
          near.others().forEach(far -> far.site.filter(site -> !site.bgp).ifPresent(site ->
              lost(site.said.list("routes"), known, "routes of " + far.node.name + " lead to ", ce)));
        }
        tunnelsOf.getOrDefault(ce, List.of()).forEach(each ->
            lost(each.said.list("routes"), known, "tunnel " + each.name + " leads to ", ce));
      }
    }
  }

  private void lost(List<Yaml> items, AddressPool.Taken known, String who, Node ce) {
    for (Yaml item : items) {
      Fields.text(item).flatMap(text -> LinksReader.prefix(text, item.at(), plan)).filter(prefix -> prefix.length() > 0
          && !known.meets(prefix)).ifPresent(prefix -> warn(item.at(), who + prefix + ", and "
              + ce.name + " has no route to it", "a link of " + ce.name + " there, or its \"statics\""));
    }
  }

  private AddressPool.Taken known(Node ce) {
    var known = new AddressPool.Taken();
    ce.ends.forEach(end -> end.link.subnet.ifPresent(known::add));
    ce.loopback.ifPresent(address -> known.add(Ipv4Prefix.host(address)));
    ce.settings.list("statics").forEach(item -> Fields.of(item, plan.problems).ifPresent(said -> said.text("to")
        .flatMap(text -> LinksReader.prefix(text, said.at("to"), plan)).filter(to -> to.length() > 0)
        .ifPresent(known::add)));
    return known;
  }
}
