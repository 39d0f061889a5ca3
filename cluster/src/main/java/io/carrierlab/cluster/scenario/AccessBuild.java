package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Server;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.AaaData;
import io.carrierlab.node.topology.AccessConfig.Cpu;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.AccessConfig.RadiusServerRef;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.AccessConfig.UserRule;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.radius.RadiusServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what was read of remote access into the records that devices are built from, once addresses are known. */
final class AccessBuild {
  static final int AUTHENTICATION_PORT = 1812;
  static final int ACCOUNTING_PORT = 1813;
  private static final int CPU_QUEUE = 1_000;
  private static final int MOST_HALF_OPEN = 10_000;
  private static final int COOKIES_FROM = 1_000;

  private final Plan plan;
  private final AccessPlan access;
  private final ClientBuild clients;
  private final PeersReader peers;
  private final Map<Node, Aggregator> aggregators = new LinkedHashMap<>();

  AccessBuild(Plan plan, AccessPlan access) {
    this.plan = plan;
    this.access = access;
    this.clients = new ClientBuild(plan, access);
    this.peers = new PeersReader(plan, access);
    access.aggregators.values().forEach(aggregator -> aggregators.put(aggregator.node(), aggregator));
  }

  /** Of a node that is no router and no host. */
  NodeConfig station(Node node) {
    return switch (node.kind) {
      case RADIUS -> radius(node);
      case LAST_MILE -> LastMiles.build(node);
      case IPSEC_PEER -> peers.build(node);
      case FIREWALL -> Firewalls.build(plan, node);
      case CLIENT -> clients.build(node);
      case ATTACH -> AttachReader.build(plan, node, access);
      case P, PE, RR, CE, HOST, ISP, AGG, SLB ->
          throw new IllegalStateException(node.name + " is a " + node.kind.text());
    };
  }

  Optional<AccessConfig> aggregator(Node node) {
    return Optional.ofNullable(aggregators.get(node)).map(this::aggregator);
  }

  private AccessConfig aggregator(Aggregator aggregator) {
    Fields said = aggregator.said;
    var profiles = new ArrayList<IsakmpProfile>(new TunnelsBuild(plan).profiles(aggregator));
    profiles.addAll(peers.profiles(aggregator));
    profiles.addAll(ProfilesReader.all(aggregator));
    var servers = new ArrayList<>(aggregator.configured);
    aggregator.servers.stream().map(server -> new RadiusServerRef(
        server.node().ends.getFirst().address.getAsInt(), port(server.node(), "authentication-port"),
        port(server.node(), "accounting-port"), secret(aggregator, server), server.timeout(), server.tries()))
        .forEach(servers::add);
    var pools = new ArrayList<>(aggregator.pools);
    aggregator.groups.forEach(group -> pool(aggregator, group).ifPresent(pools::add));
    AaaData own = data(List.of(aggregator), Method.LOCAL);
    var local = new AaaData(join(aggregator.local.groups(), own.groups()),
        join(aggregator.local.users(), own.users()));
    return new AccessConfig(aggregator.end.port, aggregator.publicAddress(plan),
        certified(aggregator, aggregator.ike1),
        certified(aggregator, aggregator.ike2), profiles, pools, servers, local,
        said.duration("interim").orElse(Duration.ZERO),
        reverseRoutes(aggregator), aggregator.redundancy, cpu(said),
        said.integer("most-half-open").orElse(MOST_HALF_OPEN),
        said.integer("cookies-from").orElse(COOKIES_FROM));
  }

  private static Optional<Cpu> cpu(Fields said) {
    Fields cpu = said.fields("cpu");
    return cpu.quantity("handshakes", Quantity.RATE).map(rate -> new Cpu(rate.doubleValue(),
        cpu.integer("queue").orElse(CPU_QUEUE)));
  }

  /** What is said, else as the configuration has {@code reverse-route} or not. */
  private static ReverseRoutes reverseRoutes(Aggregator aggregator) {
    return switch (aggregator.said.text("rri").orElse("")) {
      case "per-peer" -> ReverseRoutes.PER_PEER;
      case "aggregate" -> ReverseRoutes.AGGREGATE;
      case "off" -> ReverseRoutes.OFF;
      default -> aggregator.reverseRoute ? ReverseRoutes.PER_PEER : ReverseRoutes.OFF;
    };
  }

  private Optional<IkeSettings> certified(Aggregator aggregator, Optional<IkeSettings> settings) {
    return settings.map(own -> aggregator.gre ? TunnelsBuild.transport(own) : own)
        .map(own -> !aggregator.certified ? own : access.authority.certified(own, aggregator.node().name,
        "gateway", Identity.ofAddress(aggregator.publicAddress(plan)),
        aggregator.said.text("certificate").orElse("").equals("expired")));
  }

  private static <T> List<T> join(List<T> first, List<T> then) {
    var all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  static int port(Node server, String key) {
    return server.settings.integer(key)
        .orElse(key.equals("accounting-port") ? ACCOUNTING_PORT : AUTHENTICATION_PORT);
  }

  /** What is said, or one of the pair's own. */
  private static String secret(Aggregator aggregator, Server server) {
    return server.secret().orElse(aggregator.node().name + "-" + server.node().name);
  }

  /** An aggregator's share of a group's pool: equal blocks, as many as aggregators, up to a power of 2. */
  private Optional<Pool> pool(Aggregator aggregator, Group group) {
    if (group.pool().isEmpty()) {
      return Optional.empty();
    }
    Ipv4Prefix whole = group.pool().get();
    List<Aggregator> serving = access.sharers(group);
    int bits = 32 - Integer.numberOfLeadingZeros(serving.size() - 1);
    int length = whole.length() + bits;
    if (length > 30) {
      plan.problems.error(group.said().at("pool"), "the pool " + whole + " has no room for a share for each of "
          + serving.size() + " aggregators", "a shorter prefix");
      return Optional.empty();
    }
    int size = 1 << 32 - length;
    int share = 0;
    while (!serving.get(share).sameOrStandsInFor(aggregator)) {
      share++;
    }
    int first = whole.address() + share * size;
    return Optional.of(new Pool(group.name(), group.vrf(), first + 1, first + size - 2));
  }

  /** The prefixes of all pools of a VPN at an aggregator: what lies behind it. */
  List<Ipv4Prefix> behind(Node node, Vpn vpn) {
    Aggregator aggregator = aggregators.get(node);
    return aggregator == null ? List.of() : aggregator.groups.stream()
        .filter(group -> group.vpn().filter(vpn::equals).isPresent()).flatMap(group -> group.pool().stream()).toList();
  }

  /** Groups and users that these aggregators ask for by this method. */
  private static AaaData data(List<Aggregator> asking, Method method) {
    var groups = new LinkedHashSet<GroupPolicy>();
    var users = new LinkedHashSet<UserRule>();
    for (Aggregator aggregator : asking) {
      Method usual = AccessReader.usual(aggregator);
      for (Group group : aggregator.groups) {
        Method authorization = group.method("authorization", group.fromRadius() ? Method.RADIUS : usual).orElseThrow();
        if (authorization == method) {
          groups.add(group.policy());
        }
        if (group.method("authentication", usual).orElseThrow() == method) {
          group.users().ifPresent(users::add);
        }
      }
    }
    return new AaaData(List.copyOf(groups), List.copyOf(users));
  }

  private RadiusConfig radius(Node node) {
    End end = node.ends.getFirst();
    var asking = access.aggregators.values().stream()
        .filter(aggregator -> aggregator.servers.stream().anyMatch(server -> server.node() == node)
            || aggregator.configured.stream().anyMatch(ref -> ref.address() == end.address.getAsInt())).toList();
    var own = new ArrayList<RadiusConfig.Client>();
    for (Aggregator aggregator : asking) {
      aggregator.servers.stream().filter(server -> server.node() == node).findFirst().ifPresent(server ->
          own.add(new RadiusConfig.Client(source(aggregator.node()), secret(aggregator, server))));
      aggregator.configured.stream().filter(ref -> ref.address() == end.address.getAsInt()).findFirst()
          .ifPresent(ref -> own.add(new RadiusConfig.Client(source(aggregator.node()), ref.secret())));
    }
    AaaData data = data(asking, Method.RADIUS);
    data.groups().forEach(this::checkFits);
    return new RadiusConfig(node.name, end.address.getAsInt(), end.link.subnet.orElseThrow().length(),
        node.settings.text("gateway").flatMap(NodesReader::address).or(() -> plan.hsrp.gateway(end.link))
            .orElseGet(() -> LastMiles.nextHop(end)),
        port(node, "authentication-port"), port(node, "accounting-port"), own, data);
  }

  /** What RADIUS says of a group is one packet. */
  private void checkFits(GroupPolicy policy) {
    try {
      RadiusServer.acceptOctets(policy.attributes());
    } catch (IllegalArgumentException tooMuch) {
      Group group = access.groups.get(policy.name());
      plan.problems.error(group.at(), "what RADIUS says of group " + group.name() + " does not fit: "
          + tooMuch.getMessage(), "fewer networks in \"split\", or servers in \"dns\" and \"wins\"");
    }
  }

  /** A router asks from its loopback, which is its router id too. */
  private static int source(Node node) {
    return node.loopback.orElseThrow();
  }
}
