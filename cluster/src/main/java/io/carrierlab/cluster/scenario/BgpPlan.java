package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Site;
import io.carrierlab.cluster.scenario.Plan.Vrf;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.VpnNumber;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.BgpConfig.Family;
import io.carrierlab.node.topology.BgpConfig.Neighbor;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Who speaks BGP with whom: iBGP between PEs and reflectors, eBGP between VRFs and CEs. */
final class BgpPlan {
  static final long DEFAULT_AS = 65_000;
  static final Duration HOLD = Duration.ofSeconds(180);
  static final Duration KEEPALIVE = Duration.ofSeconds(60);
  static final Duration CONNECT_RETRY = Duration.ofSeconds(10);
  private static final long MAX_MESH = 1_000_000;

  private final Plan plan;
  private final Fields said;
  private final Set<Node> reflectors = new LinkedHashSet<>();
  private final List<Node> speakers = new ArrayList<>();

  BgpPlan(Plan plan, Fields root) {
    this.plan = plan;
    this.said = root.fields("bgp");
  }

  void read(NodesReader nodes) {
    nodes.checkBgpTimers(said);
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.PE || node.kind == Kind.RR) {
        speakers.add(node);
      }
    }
    if (said.has("reflectors")) {
      for (Yaml item : said.list("reflectors")) {
        Fields.text(item).flatMap(plan::expand).orElse(List.of()).forEach(name -> reflector(name, item));
      }
    } else {
      speakers.stream().filter(node -> node.kind == Kind.RR).forEach(reflectors::add);
    }
    long pes = speakers.size();
    if (!reflectors.isEmpty() && reflectors.size() * pes > MAX_MESH) {
      plan.problems.error(said.at(), reflectors.size() + " reflectors and " + pes + " PEs have too many iBGP sessions",
          "fewer reflectors");
    }
    if (reflectors.isEmpty() && pes * pes > MAX_MESH) {
      plan.problems.error(said.at(), "a full mesh of " + pes + " PEs has too many iBGP sessions",
          "route reflectors: a node of kind rr, or bgp.reflectors");
    }
  }

  private void reflector(String name, Yaml item) {
    Node node = plan.nodes.get(name);
    if (node == null || node.kind != Kind.RR && node.kind != Kind.PE) {
      plan.problems.error(item.at(), "reflector " + Problem.quote(name) + (node == null ? " is not a node"
          : " is a " + node.kind.text()), "an rr or pe", Nearest.to(name, speakers.stream().map(s -> s.name).toList()));
    } else {
      reflectors.add(node);
    }
  }

  private Duration timer(Node node, String key, Duration usual) {
    return node.settings.fields("bgp").duration(key).or(() -> said.duration(key)).orElse(usual);
  }

  private BgpConfig config(Node node, long as, Optional<Integer> cluster, List<Ipv4Prefix> networks,
      boolean redistribute, List<Neighbor> neighbors) {
    return new BgpConfig(as, timer(node, "hold", HOLD), timer(node, "keepalive", KEEPALIVE),
        timer(node, "connect-retry", CONNECT_RETRY), cluster, networks, redistribute, neighbors);
  }

  private Optional<String> key(Node node, Optional<String> otherwise) {
    return node.settings.fields("bgp").text("md5").or(() -> otherwise);
  }

  /** Of the sessions of a PE or reflector with others. */
  Optional<String> key(Node node) {
    return key(node, said.text("md5"));
  }

  Set<Node> reflectors() {
    return reflectors;
  }

  /** With whom a PE or reflector speaks iBGP. */
  List<Node> neighbours(Node node) {
    return (reflectors.contains(node) || reflectors.isEmpty() ? speakers : reflectors).stream()
        .filter(other -> other != node && other.as().equals(node.as())).toList();
  }

  /** The global speaker of a PE or reflector, between loopbacks. */
  BgpConfig internal(Node node) {
    boolean reflects = reflectors.contains(node);
    Set<Family> families = EnumSet.of(Family.VPNV4);
    if (said.flag("rt-constrain")) {
      families.add(Family.ROUTE_TARGET);
    }
    var neighbors = new ArrayList<Neighbor>();
    for (Node other : neighbours(node)) {
      neighbors.add(new Neighbor(other.loopback.getAsInt(), node.loopback.getAsInt(), other.as().getAsLong(), families,
          reflects && !reflectors.contains(other), key(node), false, OptionalLong.empty()));
    }
    return config(node, node.as().getAsLong(),
        reflects ? Optional.of(node.loopback.getAsInt()) : Optional.empty(), List.of(), false, neighbors);
  }

  /** The speaker of a VRF towards its CEs, or of an aggregator's towards PEs; empty if no site of it speaks BGP. */
  Optional<BgpConfig> towardsCustomers(Vrf vrf) {
    var neighbors = new ArrayList<Neighbor>();
    for (Site site : vrf.sites) {
      for (End far : customers(site)) {
        OptionalLong origin = site.said.text("site-of-origin").map(VpnNumber::siteOfOrigin)
            .orElse(OptionalLong.empty());
        neighbors.add(new Neighbor(far.address.getAsInt(), site.end.address.getAsInt(), far.node.as().getAsLong(),
            EnumSet.of(Family.IPV4_UNICAST), false, site.said.text("md5"), site.said.flag("as-override"), origin));
      }
    }
    for (End near : vrf.uplinks) {
      near.others().forEach(far -> far.site.filter(site -> site.bgp).ifPresent(site -> neighbors.add(
          new Neighbor(far.address.getAsInt(), near.address.getAsInt(), far.node.as().getAsLong(),
              EnumSet.of(Family.IPV4_UNICAST), false, key(vrf.node, site.said.text("md5")), false,
              OptionalLong.empty()))));
    }
    plan.tunnelsIn(vrf).stream().filter(each -> each.bgp()).forEach(each -> neighbors.add(new Neighbor(
        each.ceAddress(), each.peAddress(), each.ce.node.as().getAsLong(), EnumSet.of(Family.IPV4_UNICAST), false,
        each.said.text("md5"), each.said.flag("as-override"), OptionalLong.empty())));
    return neighbors.isEmpty() ? Optional.empty() : Optional.of(config(vrf.node, vrf.node.as().getAsLong(),
        Optional.empty(), List.of(), true, neighbors));
  }

  private static List<End> customers(Site site) {
    return site.bgp ? site.end.others().stream().filter(end -> end.node.kind == Kind.CE || end.node.kind == Kind.AGG)
        .toList() : List.of();
  }

  /** The speaker of a CE towards the PEs of its sites; empty if none of them speaks BGP. */
  Optional<BgpConfig> towardsProvider(Node ce) {
    var neighbors = new ArrayList<Neighbor>();
    for (End near : ce.ends) {
      for (End far : near.others()) {
        far.site.filter(site -> site.bgp).ifPresent(site -> neighbors.add(new Neighbor(far.address.getAsInt(),
            near.address.getAsInt(), far.node.as().getAsLong(), EnumSet.of(Family.IPV4_UNICAST), false,
            key(ce, site.said.text("md5")), false, OptionalLong.empty())));
      }
    }
    plan.tunnelsOf(ce).stream().filter(each -> each.ce.node == ce && each.bgp()).forEach(each -> neighbors.add(
        new Neighbor(each.peAddress(), each.ceAddress(), each.pe.node.as().getAsLong(), EnumSet.of(Family.IPV4_UNICAST),
        false, key(ce, each.said.text("md5")), false, OptionalLong.empty())));
    return neighbors.isEmpty() ? Optional.empty() : Optional.of(config(ce, ce.as().getAsLong(), Optional.empty(),
        networks(ce), false, neighbors));
  }

  private List<Ipv4Prefix> networks(Node ce) {
    Fields own = ce.settings.fields("bgp");
    if (!own.has("networks")) {
      return lans(ce);
    }
    return own.list("networks").stream().flatMap(item -> Fields.text(item)
        .flatMap(text -> LinksReader.prefix(text, item.at(), plan)).stream()).toList();
  }

  /** The subnets of a CE's links that lead neither to a PE nor to the Internet. */
  static List<Ipv4Prefix> lans(Node ce) {
    return ce.ends.stream().map(end -> end.link)
        .filter(link -> link.ends.stream().noneMatch(end -> end.node.kind.core()) && !link.internet())
        .map((Link link) -> link.subnet.orElseThrow()).distinct().toList();
  }
}
