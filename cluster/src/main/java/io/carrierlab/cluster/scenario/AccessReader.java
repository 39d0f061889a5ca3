package io.carrierlab.cluster.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Need;
import io.carrierlab.cluster.scenario.AccessPlan.Server;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.Redundancy;
import io.carrierlab.node.topology.AccessConfig.UserRule;
import io.carrierlab.protocols.aaa.NumberedUsers;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code access}: groups of users, and the aggregators that serve them. */
final class AccessReader {
  /** Of a network in Mode Config, and in IKEv2, where it is a traffic selector, too. */
  private static final int SPLIT_OCTETS = 14;
  private static final int SPLIT_OCTETS_IN_2 = 28;
  /** Of an attribute with an address. */
  private static final int ADDRESS_OCTETS = 8;
  /** The rest of 65,507 is for whatever else is in the message. */
  private static final int MOST_TOLD = 60_000;

  private final Plan plan;
  private final Fields said;
  private final AccessPlan access;
  private final ProfilesReader profiles;

  AccessReader(Plan plan, Fields root, AccessPlan access) {
    this.plan = plan;
    this.said = root.fields("access");
    this.access = access;
    this.profiles = new ProfilesReader(plan, access);
  }

  void read() {
    for (Yaml item : said.list("groups")) {
      Fields.of(item, plan.problems).ifPresent(this::group);
    }
    for (Yaml item : said.list("aggregators")) {
      Fields.of(item, plan.problems).ifPresent(this::aggregator);
    }
    new ConfiguredAccess(plan, access, this::add).read();
    if (access.aggregators.isEmpty() && !access.groups.isEmpty() && !said.has("aggregators")) {
      plan.problems.error(said.at(), "access has groups and no aggregator", "\"aggregators: [{ at: ... }]\"");
    }
    checkUsers();
  }

  /** The VPN of this name, or an error. */
  static Optional<Vpn> vpn(Plan plan, Fields said, String key) {
    Optional<String> name = said.text(key);
    if (name.isPresent() && !plan.vpns.containsKey(name.get()) && !plan.doubtful.contains(name.get())) {
      plan.problems.error(said.at(key), "VPN " + Problem.quote(name.get()) + " does not exist",
          plan.vpns.isEmpty() ? "a VPN under vpns" : "one of " + Plan.some(plan.vpns.keySet()),
          Nearest.to(name.get(), plan.vpns.keySet()));
    }
    return name.map(plan.vpns::get);
  }

  private void group(Fields own) {
    String name = own.text("name").orElse("");
    if (name.isEmpty()) {
      return;
    }
    Group earlier = access.groups.get(name);
    if (earlier != null) {
      IkeReader.twice(plan, own.at("name"), "group", name, earlier.at());
      return;
    }
    Optional<Vpn> vpn = vpn(plan, own, "vpn");
    boolean fromRadius = own.text("vrf").orElse("").equals("from-radius");
    String vrf = own.text("vrf").filter(text -> !fromRadius).or(() -> own.text("vpn")).orElse("");
    boolean certificates = own.flag("certificates");
    if (!certificates && !own.has("key")) {
      plan.problems.error(own.at(), "group " + name + " has no key", "\"key\", or \"certificates: true\"");
    }
    String key = own.text("key").orElse("");
    Optional<Ipv4Prefix> pool = own.text("pool").flatMap(text -> LinksReader.prefix(text, own.at("pool"), plan));
    if (pool.isPresent() && pool.get().length() > 30) {
      plan.problems.error(own.at("pool"), "the pool " + pool.get() + " has no room", "a prefix of 30 bits or fewer");
      pool = Optional.empty();
    }
    if (pool.isPresent() && vpn.isPresent()) {
      plan.pools.add(new Plan.PoolBlock(vpn.get().name, pool.get(), "the pool of group " + name, own.at("pool")));
    }
    var policy = new GroupPolicy(name, IkeReader.octets(key), fromRadius ? Optional.of(vrf) : Optional.empty(),
        pool.map(_ -> name), addresses(own, "dns"), addresses(own, "wins"), own.text("domain"), own.text("banner"),
        own.list("split").stream().flatMap(item -> Fields.text(item)
            .flatMap(text -> LinksReader.prefix(text, item.at(), plan)).stream()).toList(), own.flag("pfs"));
    checkTold(plan, own.at(), policy);
    access.groups.put(name, new Group(name, own.at("name"), own, vpn, vrf, fromRadius, key, certificates, pool,
        users(own, name, pool), policy));
  }

  /** A client is told all of it in one message, whoever says it: a datagram of UDP. */
  static void checkTold(Plan plan, Position at, GroupPolicy policy) {
    int octets = told(policy, 1);
    if (octets > MOST_TOLD) {
      plan.problems.error(at,
          "clients of group " + policy.name() + " are told networks and servers in " + octets + " octets",
          "at most " + MOST_TOLD + ", which one message has room for");
    }
  }

  /** Octets of what a client is told of its group, which are most of a long message; IKEv2 has no banner. */
  static int told(GroupPolicy policy, int ike) {
    int networks = policy.splitTunnel().size();
    return ADDRESS_OCTETS * (policy.dnsServers().size() + policy.winsServers().size())
        + (ike == 2 ? SPLIT_OCTETS_IN_2 * networks
        : SPLIT_OCTETS * networks + policy.banner().map(text -> text.getBytes(UTF_8).length).orElse(0));
  }

  private static List<Integer> addresses(Fields own, String key) {
    return own.list(key).stream().flatMap(item -> Fields.text(item).flatMap(NodesReader::address).stream()).toList();
  }

  private Optional<UserRule> users(Fields own, String group, Optional<Ipv4Prefix> pool) {
    if (!own.has("users")) {
      return Optional.empty();
    }
    Fields users = own.fields("users");
    int count = users.integer("count").orElse(1);
    int first = users.integer("first").orElse(1);
    String name = users.text("name").orElse(group + "-#");
    if (count > 1 && !name.contains("#")) {
      plan.problems.error(users.at("name"), count + " users have the name " + Problem.quote(name),
          "a \"#\" in it, where the number goes");
    }
    if (pool.isPresent() && count > (1L << 32 - pool.get().length()) - 2) {
      plan.problems.warning(own.at("pool"), "the pool " + pool.get() + " of group " + group + " has "
          + ((1L << 32 - pool.get().length()) - 2) + " addresses for " + count + " users");
    }
    checkNames(users, name, first, count);
    return Optional.of(new UserRule(name, users.text("password").orElse("pw-#"), first, first + count - 1,
        Optional.empty(), Optional.empty(), own.duration("interim").orElse(Duration.ZERO)));
  }

  private void checkNames(Fields users, String name, int first, int count) {
    try {
      if (name.contains("#")) {
        new NumberedUsers(name, "", first, count, UserPolicy.PLAIN);
      }
    } catch (IllegalArgumentException refused) {
      plan.problems.error(users.at(users.has("name") ? "name" : "count"), refused.getMessage(),
          "one \"#\", or as many together as the last number has digits");
    }
  }

  /** A user's name alone says who it is, on a RADIUS server as in a local table. */
  private void checkUsers() {
    Map<String, Group> first = new HashMap<>();
    for (Group group : access.groups.values()) {
      group.users().ifPresent(users -> {
        Group other = first.putIfAbsent(users.name(), group);
        if (other != null) {
          plan.problems.error(group.said().fields("users").at("name"), "users of group " + group.name()
              + " have the names of those of group " + other.name() + ", from " + other.at(),
              "names of their own such as \"" + group.name() + "-#\"");
        }
      });
    }
  }

  private void aggregator(Fields own) {
    Optional<End> found = own.text("at").filter(text -> text.indexOf(':') > 0)
        .flatMap(text -> plan.end(text, own.at("at")));
    if (found.isEmpty()) {
      own.text("at").ifPresent(plan.doubtful::add);
      return;
    }
    var aggregator = new Aggregator(found.get(), own.at("at"), own);
    if (!add(aggregator)) {
      return;
    }
    redundancy(aggregator);
    servers(aggregator);
    serve(aggregator);
    profiles.read(aggregator);
    profiles.settings(aggregator);
  }

  /** {@code redundancy}: the HSRP group of its interface, whose virtual address is the public one. */
  private void redundancy(Aggregator aggregator) {
    Fields own = aggregator.said.fields("redundancy");
    Position at = own == Fields.NONE ? aggregator.said.at("redundancy") : own.at("group");
    (own == Fields.NONE ? aggregator.said.text("redundancy") : own.text("group")).ifPresent(group -> {
      redundancy(plan, aggregator, group, at);
      aggregator.redundancy = Optional.of(new Redundancy(group, !own.has("cleanup") || own.flag("cleanup")));
    });
  }

  static void redundancy(Plan plan, Aggregator aggregator, String group, Position at) {
    List<String> known = plan.hsrp.of(aggregator.end).stream().map(member -> member.config().name()).toList();
    if (!known.contains(group) && !plan.doubtful.contains(group)) {
      plan.problems.error(at, aggregator.end.name() + " has no HSRP group " + Problem.quote(group), known.isEmpty()
          ? "a group under hsrp with a router \"at: " + aggregator.end.name() + "\"" : "one of " + Plan.some(known),
          Nearest.to(group, known));
    }
  }

  /** False if there can be no aggregator. */
  private boolean add(Aggregator aggregator) {
    End end = aggregator.end;
    Position at = aggregator.at;
    if (end.node.kind != Kind.PE && end.node.kind != Kind.AGG) {
      plan.problems.error(at, "aggregator " + end.name() + " is on a " + end.node.kind.text(),
          "an interface of a pe or agg");
    } else if (!end.link.internet()) {
      plan.problems.error(at, end.name() + " is no public interface",
          "a link to an isp, or one with \"vpn: internet\"");
    } else {
      Optional<Aggregator> other = access.aggregatorOf(end.node);
      if (other.isPresent()) {
        plan.problems.error(at, end.node.name + " is an aggregator already, at " + other.get().at,
            "one public interface for all VPNs");
        return false;
      }
      access.add(aggregator);
      return true;
    }
    plan.doubtful.add(end.name());
    return false;
  }

  private void servers(Aggregator aggregator) {
    Fields shared = said.fields("radius");
    for (Yaml item : aggregator.said.list("radius")) {
      Fields own = Fields.of(item, plan.problems).orElse(Fields.NONE);
      Position at = own == Fields.NONE ? item.at() : own.at("server");
      String name = (own == Fields.NONE ? Fields.text(item) : own.text("server")).orElse("");
      Node node = plan.nodes.get(name);
      if (node == null || !answers(node)) {
        var known = plan.nodes.values().stream().filter(AccessReader::answers).map(n -> n.name).toList();
        plan.problems.error(at, Problem.quote(name) + (node == null ? " is not a RADIUS server"
            : " is a " + node.kind.text()), "a node of kind radius", Nearest.to(name, known));
        continue;
      }
      if (aggregator.servers.stream().anyMatch(server -> server.node() == node)) {
        plan.problems.error(at, "RADIUS server " + name + " is named twice", "each server once");
        continue;
      }
      aggregator.servers.add(new Server(node, own.text("secret").or(() -> shared.text("secret")),
          own.duration("timeout").or(() -> shared.duration("timeout")).orElse(Duration.ofSeconds(2)),
          own.integer("tries").or(() -> shared.integer("tries")).orElse(3), at));
    }
  }

  /** Whether it answers RADIUS: itself, or for a real server outside. */
  private static boolean answers(Node node) {
    return node.kind == Kind.RADIUS || node.kind == Kind.ATTACH && AttachReader.server(node);
  }

  private void serve(Aggregator aggregator) {
    if (aggregator.said.has("groups")) {
      for (Yaml item : aggregator.said.list("groups")) {
        Fields.text(item).ifPresent(name -> group(access, plan, name, item.at()).ifPresent(aggregator.groups::add));
      }
    } else {
      aggregator.groups.addAll(access.groups.values());
    }
    var asked = new ArrayList<String>();
    for (Group group : aggregator.groups) {
      group.vpn().ifPresent(vpn -> access.needs.add(new Need(aggregator.node(), group.vrf(), vpn, group.at())));
      for (String key : List.of("authorization", "authentication")) {
        if (group.said().text(key).orElse("").equals("radius") && aggregator.servers.isEmpty()) {
          asked.add(group.name() + "'s " + key);
        }
      }
      if (group.fromRadius() && aggregator.servers.isEmpty()) {
        asked.add(group.name() + "'s vrf");
      }
    }
    if (!asked.isEmpty()) {
      plan.problems.error(aggregator.at, "aggregator " + aggregator.end.name() + " has no RADIUS server to ask for "
          + String.join(", ", asked), "\"radius: [NODE]\"");
    }
  }

  /** The group of this name, or an error. */
  static Optional<Group> group(AccessPlan access, Plan plan, String name, Position at) {
    Group group = access.groups.get(name);
    if (group == null) {
      plan.problems.error(at, Problem.quote(name) + " is not a group", access.groups.isEmpty()
          ? "a group under access.groups" : "one of " + Plan.some(access.groups.keySet()),
          Nearest.to(name, access.groups.keySet()));
    }
    return Optional.ofNullable(group);
  }

  /** Who answers for a group, where nothing is said: RADIUS if there is a server. */
  static Method usual(Aggregator aggregator) {
    return aggregator.servers.isEmpty() ? Method.LOCAL : Method.RADIUS;
  }

  /** Match of a profile by a name or an address. */
  static Match match(String identity) {
    return NodesReader.address(identity).<Match>map(address -> new Match.Address(Ipv4Prefix.host(address)))
        .orElseGet(() -> new Match.Group(identity));
  }
}
