package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Site;
import io.carrierlab.cluster.scenario.Plan.Vrf;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Md5Key;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.InterfaceConfig.OspfInterface;
import io.carrierlab.node.topology.LdpConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.OspfConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns a plan whose addresses are known into the records that devices are built from. */
final class Build {
  private static final int DEFAULT_COST = 10;
  private static final int LOOPBACK_COST = 1;
  private static final int OSPF_KEY_ID = 1;

  private final Plan plan;
  private final BgpPlan bgp;
  private final AccessBuild access;
  private final InternetRoutes internet;
  private final TunnelsBuild tunnels;
  private final Map<Node, List<Vrf>> vrfs = new HashMap<>();
  private final Map<Site, Vrf> vrfOfSite = new HashMap<>();

  Build(Plan plan, BgpPlan bgp, AccessPlan remote) {
    this.plan = plan;
    this.access = new AccessBuild(plan, remote);
    this.internet = new InternetRoutes(plan);
    this.tunnels = new TunnelsBuild(plan);
    this.bgp = bgp;
    plan.vrfs.values().forEach(vrf -> vrfs.computeIfAbsent(vrf.node, _ -> new ArrayList<>()).add(vrf));
    plan.vrfs.values().forEach(vrf -> vrf.sites.forEach(site -> vrfOfSite.put(site, vrf)));
  }

  /** The shortest usual spelling: {@code 10s}, {@code 50ms}. */
  static String text(Duration duration) {
    if (duration.getNano() == 0) {
      return duration.getSeconds() + "s";
    }
    long nanos = duration.toNanos();
    return nanos % 1_000_000L == 0 ? nanos / 1_000_000L + "ms" : nanos % 1_000L == 0 ? nanos / 1_000L + "us" : nanos
            + "ns";
  }

  Topology topology(String name) {
    List<NodeConfig> nodes = new ArrayList<>();
    plan.nodes.values().forEach(node -> checked(node).ifPresent(nodes::add));
    List<VpnConfig> vpns = plan.vpns.values().stream().map(vpn -> {
      var reaches = new LinkedHashSet<String>();
      vpn.said.list("reaches").forEach(item -> Fields.text(item).ifPresent(reaches::add));
      return new VpnConfig(vpn.name, reaches);
    }).toList();
    return new Topology(name, nodes, plan.links.stream().map(Build::link).toList(), vpns);
  }

  /** The node's configuration. What its device would refuse at the start is an error of the file. */
  private Optional<NodeConfig> checked(Node node) {
    int errors = plan.problems.errorCount();
    try {
      NodeConfig config = node.kind == Kind.HOST ? host(node)
          : node.kind.router() ? router(node) : access.station(node);
      if (plan.problems.errorCount() == errors) {
        Devices.check(config);
      }
      return Optional.of(config);
    } catch (IllegalArgumentException | ArithmeticException refused) {
      plan.problems.error(node.at, "node " + node.name + " cannot be built: " + refused.getMessage());
      return Optional.empty();
    }
  }

  private static LinkConfig link(Link link) {
    long bits = link.said.quantity("bandwidth", Quantity.BANDWIDTH).map(BigDecimal::longValue).orElse(0L);
    double loss = link.said.quantity("loss", Quantity.PERCENT).map(BigDecimal::doubleValue).orElse(0.0) / 100;
    int queue = link.said.integer("queue").orElse(1_000);
    var ends = link.ends.stream()
        .map(end -> new LinkConfig.End(end.node.name, end.port, end.interfaceName, link.vpn)).toList();
    return new LinkConfig(link.name, link.lan, ends, link.delay, bits, loss, queue);
  }

  private NodeConfig host(Node node) {
    End end = node.ends.getFirst();
    Ipv4Prefix subnet = end.link.subnet.orElseThrow();
    Optional<Integer> said = node.settings.text("gateway").flatMap(NodesReader::address);
    if (said.isPresent() && !subnet.contains(said.get())) {
      plan.problems.error(node.settings.at("gateway"), "the gateway of " + node.name + " is not in its subnet "
          + subnet,
          "an address of a router there");
    }
    Optional<Integer> gateway = said.or(() -> plan.hsrp.gateway(end.link))
        .or(() -> end.others().stream().filter(e -> !e.node.kind.station())
        .map(e -> e.address.getAsInt()).findFirst());
    if (gateway.isEmpty()) {
      plan.problems.error(node.at, "host " + node.name + " has no router on its link",
          "\"gateway\", or a router there");
    }
    return new HostConfig(node.name, end.address.getAsInt(), subnet.length(), gateway.orElse(0));
  }

  private NodeConfig router(Node node) {
    var interfaces = new ArrayList<InterfaceConfig>();
    node.ends.forEach(end -> interfaces.add(port(end)));
    node.loopback.ifPresent(address -> interfaces.add(new InterfaceConfig("lo0", address, 32, Medium.LOOPBACK,
        Optional.empty(), false, node.kind.core() ? Optional.of(new OspfInterface(loopbackCost(node), 0, true,
        Optional.empty())) : Optional.empty(), List.of())));
    int number = 1;
    for (int address : virtualAddresses(node)) {
      interfaces.add(new InterfaceConfig("lo" + number++, address, 32, Medium.LOOPBACK, Optional.empty(), false,
          Optional.empty(), List.of()));
    }
    Balancer balancer = plan.balancers.get(node);
    if (balancer != null) {
      balancer.check(plan);
    }
    boolean core = node.kind.core();
    return new RouterConfig(node.name, node.kind.text(), routerId(node), interfaces, statics(node),
        core ? Optional.of(ospf(node.settings.fields("ospf"))) : Optional.empty(),
        core ? Optional.of(ldp(node)) : Optional.empty(), switch (node.kind) {
          case PE, RR -> Optional.of(bgp.internal(node));
          case CE -> bgp.towardsProvider(node);
          case P, HOST, ISP, AGG, IPSEC_PEER, FIREWALL, RADIUS, LAST_MILE, ATTACH, CLIENT, SLB -> Optional.empty();
        }, vrfs.getOrDefault(node, List.of()).stream().map(this::vrf).toList(), access.aggregator(node),
        tunnels.of(node),
        Optional.ofNullable(balancer).filter(_ -> !plan.problems.anyErrors()).map(Balancer::build));
  }

  /** RFC 2328 §12.4.1 announces it at cost 0; IOS at that of the interface, which is 1. */
  private static int loopbackCost(Node node) {
    return node.settings.fields("ospf").integer("loopback-cost").orElse(LOOPBACK_COST);
  }

  /** Of load balancers: a balancer's own, and those of the balancer before a real server. */
  private Set<Integer> virtualAddresses(Node node) {
    var all = new LinkedHashSet<Integer>();
    Optional.ofNullable(plan.balancers.get(node)).ifPresent(balancer -> all.addAll(balancer.addresses()));
    node.ends.forEach(end -> all.addAll(Balancer.virtualAddresses(plan, end)));
    return all;
  }

  /** As IOS chooses: a loopback, or the highest address. */
  private int routerId(Node node) {
    if (node.loopback.isPresent()) {
      return node.loopback.getAsInt();
    }
    if (node.ends.isEmpty()) {
      plan.problems.error(node.at, node.name + " has no link and no loopback, so no router id",
          "a link that ends there, or \"loopback\"");
    }
    return node.ends.stream().map(end -> end.address.getAsInt()).max(Integer::compareUnsigned).orElse(0);
  }

  /** The VRF that an interface is in; empty: the global table. */
  String table(End end) {
    return end.site.map(vrfOfSite::get).or(() -> end.lite).map(vrf -> vrf.name).orElse("");
  }

  private InterfaceConfig port(End end) {
    Optional<String> vrf = Optional.of(table(end)).filter(name -> !name.isEmpty());
    boolean core = end.node.kind.core() && end.site.isEmpty() && !end.link.internet();
    boolean between = core && end.link.allCore();
    Optional<OspfInterface> ospf = core ? Optional.of(ospfInterface(end, !between)) : Optional.empty();
    return new InterfaceConfig(end.interfaceName, end.address.getAsInt(), end.link.subnet.orElseThrow().length(),
        end.link.lan ? Medium.LAN : Medium.POINT_TO_POINT, vrf, between, ospf,
        plan.hsrp.of(end).stream().map(HsrpPlan.Member::config).toList());
  }

  /** Of the end, else of the link, else of the node. */
  static OspfInterface ospfInterface(End end, boolean passive) {
    int cost = end.said.integer("cost").or(() -> end.link.said.integer("cost"))
        .orElse(DEFAULT_COST);
    int priority = end.said.integer("priority").orElse(1);
    Optional<Md5Key> md5 = end.said.text("md5").or(() -> end.link.said.text("md5"))
        .or(() -> end.node.settings.fields("ospf").text("md5")).map(key -> new Md5Key(OSPF_KEY_ID, key));
    return new OspfInterface(cost, priority, passive, md5);
  }

  static OspfConfig ospf(Fields said) {
    OspfConfig usual = OspfConfig.DEFAULT;
    return new OspfConfig(said.duration("hello").orElse(usual.hello()), said.duration("dead").orElse(usual.dead()),
        said.duration("retransmit").orElse(usual.retransmit()), said.duration("spf-delay").orElse(usual.spfDelay()),
        said.duration("spf-hold").orElse(usual.spfHold()));
  }

  /** What {@code node} has as the password of its session with {@code neighbour}. */
  static Optional<String> ldpPassword(Node node, Node neighbour) {
    Fields said = node.settings.fields("ldp");
    return said.fields("passwords").text(neighbour.name).or(() -> said.text("password"));
  }

  private LdpConfig ldp(Node node) {
    Fields said = node.settings.fields("ldp");
    LdpConfig usual = LdpConfig.DEFAULT;
    var passwords = new TreeMap<Integer, String>();
    for (End end : node.ends) {
      if (end.link.allCore()) {
        end.others().forEach(far -> ldpPassword(node, far.node).ifPresent(password ->
            passwords.put(far.node.loopback.getAsInt(), password)));
      }
    }
    return new LdpConfig(said.duration("hello").orElse(usual.hello()), said.duration("hold").orElse(usual.hold()),
        said.duration("keepalive").orElse(usual.keepalive()), passwords);
  }

  /** What is said, and on a CE without BGP a default route to each PE. */
  private List<StaticRoute> statics(Node node) {
    var routes = new ArrayList<StaticRoute>();
    for (Yaml item : node.settings.list("statics")) {
      Fields.of(item, plan.problems).ifPresent(said -> {
        var to = said.text("to").flatMap(text -> LinksReader.prefix(text, said.at("to"), plan));
        var via = said.text("via").flatMap(NodesReader::address);
        if (to.isPresent() && via.isPresent()) {
          if (node.ends.stream().noneMatch(e -> e.site.isEmpty() && e.link.subnet.orElseThrow().contains(via.get()))) {
            plan.problems.error(said.at("via"), said.text("via").get() + " is on no link of " + node.name,
                "a neighbour's address");
          }
          routes.add(new StaticRoute(to.get(), via.get()));
        }
      });
    }
    if (node.kind == Kind.CE && bgp.towardsProvider(node).isEmpty()) {
      node.ends.forEach(near -> near.others().stream().filter(far -> far.site.isPresent())
          .map(plan.hsrp::nextHop).distinct()
          .forEach(nextHop -> routes.add(new StaticRoute(new Ipv4Prefix(0, 0), nextHop))));
    }
    routes.addAll(tunnels.statics(node));
    routes.addAll(internet.of(node, routes));
    return routes;
  }

  private VrfConfig vrf(Vrf vrf) {
    var statics = new ArrayList<StaticRoute>();
    vrf.sites.stream().filter(site -> !site.bgp).forEach(site -> statics.addAll(staticSite(site)));
    statics.addAll(tunnels.statics(vrf));
    for (End near : vrf.uplinks) {
      near.others().stream().filter(far -> far.site.filter(site -> !site.bgp).isPresent())
          .map(plan.hsrp::nextHop).distinct()
          .forEach(nextHop -> statics.add(new StaticRoute(new Ipv4Prefix(0, 0), nextHop)));
    }
    return new VrfConfig(vrf.name, vrf.vpn.name, vrf.rd, vrf.imports.keySet(), vrf.exports.sequencedKeySet(),
        vrf.perPrefix ? VrfConfig.LabelMode.PER_PREFIX : VrfConfig.LabelMode.PER_VRF, statics,
        bgp.towardsCustomers(vrf));
  }

  private List<Ipv4Prefix> behind(Node far, Site site) {
    return switch (far.kind) {
      case CE -> BgpPlan.lans(far);
      case FIREWALL -> List.of(new Ipv4Prefix(0, 0));
      case P, PE, RR, HOST, ISP, AGG, IPSEC_PEER, RADIUS, LAST_MILE, ATTACH, CLIENT, SLB ->
          access.behind(far, site.vpn);
    };
  }

  private Set<StaticRoute> staticSite(Site site) {
    var routes = new LinkedHashSet<StaticRoute>();
    for (End far : site.end.others()) {
      if (far.node.kind == Kind.CE || far.node.kind == Kind.AGG || far.node.kind == Kind.FIREWALL) {
        List<Ipv4Prefix> prefixes = !site.said.has("routes")
            ? behind(far.node, site)
            : site.said.list("routes").stream()
            .flatMap(item -> Fields.text(item).flatMap(text -> LinksReader.prefix(text, item.at(), plan)).stream())
            .toList();
        prefixes.stream().map(prefix -> new StaticRoute(prefix, plan.hsrp.nextHop(far))).forEach(routes::add);
      }
    }
    return routes;
  }

  /** Said of files without other errors: a link that was refused may have been the one. */
  void checkLinks() {
    plan.nodes.values().stream().filter(node -> node.ends.isEmpty())
        .filter(node -> node.kind == Kind.HOST || node.kind == Kind.RADIUS).forEach(node ->
            plan.problems.error(node.at, node.kind.text() + " " + node.name + " has no link",
                "a link that ends at " + node.name + ":eth0"));
  }

  /** What can be seen only once neighbours are known. */
  void check() {
    for (Node node : plan.nodes.values()) {
      var neighbours = new LinkedHashSet<String>();
      node.ends.stream().filter(end -> end.link.allCore()).forEach(end ->
          end.others().forEach(far -> neighbours.add(far.node.name)));
      node.settings.fields("ldp").fields("passwords").mapping().entries().forEach((name, entry) -> {
        if (node.kind.core() && !neighbours.contains(name) && !plan.nodes.containsKey(name)) {
          plan.problems.error(entry.keyAt(), "the LDP neighbour " + Problem.quote(name) + " is not a node",
              "one of " + Plan.some(neighbours), Nearest.to(name, neighbours));
        }
      });
    }
  }
}
