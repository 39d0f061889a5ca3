package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Crowd;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Peer;
import io.carrierlab.cluster.scenario.AccessPlan.Server;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Clients, sites and servers of which it is plain that they will not come together: warnings, and an error. */
final class AccessPitfalls {
  /** Headers, proofs and padding around what a client is told. */
  private static final int AROUND = 100;
  /** A certificate and a signature of 2,048 bits, too. */
  private static final int CERTIFICATE = 1_100;

  private final Plan plan;
  private final AccessPlan access;
  private final Duration end;
  /** By the name of their group. */
  private final Map<String, List<Crowd>> crowdsOf = new HashMap<>();

  AccessPitfalls(Plan plan, AccessPlan access, Duration end) {
    this.plan = plan;
    this.access = access;
    this.end = end;
  }

  /** Once addresses are known. */
  void check() {
    access.aggregators.values().forEach(this::users);
    access.crowds.values().forEach(crowd -> {
      crowd.gateway().ifPresent(aggregator -> proposals(aggregator, access.settings.get(crowd.name()), crowd.ike(),
          "clients of " + crowd.name(), crowd.said().at()));
      times(crowd);
      natTimes(crowd);
      natFragments(crowd);
    });
    access.peers.values().forEach(this::peer);
    access.groups.values().forEach(this::pool);
  }

  /** What only the network as it is built can tell. */
  void check(Topology topology) {
    if (access.aggregators.isEmpty()) {
      return;
    }
    var reach = new GlobalReach(topology);
    for (Aggregator aggregator : access.aggregators.values()) {
      aggregator.servers.forEach(server -> way(reach, aggregator, server));
    }
    Map<Crowd, Set<String>> upstream = upstream();
    for (Crowd crowd : access.crowds.values()) {
      int gateway = crowd.gateway().map(it -> it.publicAddress(plan)).orElse(crowd.gatewayAddress());
      upstream.getOrDefault(crowd, Set.of()).stream().flatMap(isp -> reach.stopped(isp, gateway).stream()).findFirst()
          .ifPresent(at -> plan.problems.warning(crowd.said().at(), "clients of " + crowd.name() + " connect to "
              + Ipv4.format(gateway) + ", and " + at + " has no route to it", "an address that they can reach"));
    }
  }

  /** Through whom clients connect, each name once. */
  private Map<Crowd, Set<String>> upstream() {
    var names = new IdentityHashMap<Crowd, Set<String>>();
    access.members.forEach((client, member) -> client.ends.getFirst().others().getFirst().node.ends.getFirst().others()
        .forEach(isp -> names.computeIfAbsent(member.crowd(), any -> new TreeSet<>()).add(isp.node.name)));
    return names;
  }

  private List<Crowd> crowds(Group group) {
    if (crowdsOf.isEmpty()) {
      access.crowds.values().forEach(crowd ->
          crowdsOf.computeIfAbsent(crowd.group().name(), _ -> new ArrayList<>()).add(crowd));
    }
    return crowdsOf.getOrDefault(group.name(), List.of());
  }

  private void way(GlobalReach reach, Aggregator aggregator, Server server) {
    String router = aggregator.node().name;
    String name = server.node().name;
    int there = server.node().ends.getFirst().address.getAsInt();
    Optional<String> lost = reach.stopped(router, there);
    if (lost.isPresent()) {
      plan.problems.warning(server.at(), router + " has no way to its RADIUS server " + name + ": " + lost.get()
          + " has no route to " + Ipv4.format(there) + ", so nobody will be let in",
          "a link of the server to " + router + " or the core, or \"statics\"");
    } else if (aggregator.node().loopback.isPresent()) {
      int here = aggregator.node().loopback.getAsInt();
      reach.stopped(name, here).ifPresent(at -> plan.problems.warning(server.at(), "RADIUS server " + name
          + " has no way back to " + router + ": " + at + " has no route to its loopback " + Ipv4.format(here)
          + ", which it asks from", "\"statics\" at " + at + ", or a link of the server to " + router));
    }
  }

  /** In IKEv2 users are asked by EAP, and who answers for EAP is a RADIUS server. */
  private void users(Aggregator aggregator) {
    List<Integer> versions = IkeReader.versions(aggregator.said, List.of(1, 2));
    for (Group group : aggregator.groups) {
      int networks = group.policy().splitTunnel().size();
      if (versions.contains(2) && networks > GroupPolicy.MOST_SPLIT_IN_IKE_2) {
        plan.problems.warning(group.at(), "group " + group.name() + " has " + networks + " networks in \"split\", and"
            + " by IKEv2 " + aggregator.end.name() + " agrees on the first " + GroupPolicy.MOST_SPLIT_IN_IKE_2,
            "\"ike: 1\" at the aggregator, or fewer networks");
      }
      boolean local = group.users().isPresent() && group.method("authentication", AccessReader.usual(aggregator))
          .filter(method -> method == Method.LOCAL).isPresent();
      Optional<Crowd> asks = crowds(group).stream().filter(crowd -> crowd.ike() == 2
          && crowd.gateway().filter(it -> it.sameOrStandsInFor(aggregator)).isPresent()).findFirst();
      if (local && asks.isPresent()) {
        plan.problems.error(asks.get().said().at(), "clients of " + asks.get().name() + " are users of group "
            + group.name() + " by IKEv2, whom " + aggregator.end.name() + " has to ask by EAP, and no RADIUS server"
            + " answers for them", "\"radius: [NODE]\" at the aggregator, or \"ike: 1\" at the clients");
      } else if (local && versions.contains(2) && aggregator.said.has("ike")) {
        plan.problems.warning(aggregator.at, "users of group " + group.name() + " cannot connect to "
            + aggregator.end.name() + " by IKEv2: EAP needs a RADIUS server",
            "\"radius: [NODE]\" here, or no IKEv2");
      }
    }
  }

  private void peer(Peer peer) {
    peer.aggregator().ifPresent(aggregator -> proposals(aggregator, peer.settings(), peer.ike(), peer.node().name,
        peer.node().at));
    late("start", peer.node().settings, peer.node().at, peer.node().name);
  }

  private void late(String key, Fields said, Position at, String who) {
    said.duration(key).filter(start -> start.compareTo(end) >= 0).ifPresent(start -> plan.problems.warning(
        said.has(key) ? said.at(key) : at, who + " starts at " + Build.text(start) + ", and the run ends at "
        + Build.text(end), "an earlier time"));
  }

  /** An initiator and a responder of whose proposals none are common. */
  private void proposals(Aggregator aggregator, IkeSettings offered, int version, String who, Position at) {
    Optional<IkeSettings> accepted = version == 1 ? aggregator.ike1 : aggregator.ike2;
    if (accepted.isEmpty()) {
      return;
    }
    if (offered.policies().stream().noneMatch(each -> accepted.get().policies().stream().anyMatch(own ->
        agree(each, own, version)))) {
      plan.problems.warning(at, who + " and " + aggregator.end.name() + " have no IKEv" + version
          + " policy in common", "one \"ike-policies\" item that both have");
    } else if (offered.child().transforms().stream().noneMatch(accepted.get().child().transforms()::contains)) {
      plan.problems.warning(at, who + " and " + aggregator.end.name() + " have no transform in common",
          "one under \"transforms\" that both have");
    } else if (version == 1 && accepted.get().child().pfs().isPresent()
        && !accepted.get().child().pfs().equals(offered.child().pfs())) {
      plan.problems.warning(at, who + " and " + aggregator.end.name() + " differ in pfs: "
          + offered.child().pfs().map(group -> "group " + group.number()).orElse("none") + " and group "
          + accepted.get().child().pfs().get().number(), "the same at both");
    }
  }

  /** IKEv2 does not negotiate how one authenticates. */
  private static boolean agree(IkePolicy one, IkePolicy other, int version) {
    return one.cipher() == other.cipher() && one.digest() == other.digest() && one.group() == other.group()
        && (version == 2 || one.authentication() == other.authentication());
  }

  private void times(Crowd crowd) {
    Fields said = crowd.said();
    Duration first = said.duration("start").orElse(ClientBuild.USUAL_START);
    Duration last = first.plus(ClientBuild.every(said).multipliedBy(crowd.count() - 1L));
    if (last.compareTo(end) >= 0) {
      plan.problems.warning(said.at(said.has("arrival") ? "arrival" : "count"), "the "
          + (first.compareTo(end) >= 0 ? "first" : "last") + " client of " + crowd.name() + " connects at "
          + Build.text(first.compareTo(end) >= 0 ? first : last) + ", and the run ends at " + Build.text(end),
          "a higher \"arrival\", an earlier \"start\" or a longer run");
    }
  }

  private void natTimes(Crowd crowd) {
    Fields nat = crowd.said().fields("nat");
    Duration kept = access.settings.get(crowd.name()).timing().natKeepalive();
    Duration timeout = nat.duration("udp-timeout").orElse(LastMiles.UDP_TIMEOUT);
    if (LastMiles.nat(crowd.said()) && kept.compareTo(timeout) >= 0) {
      plan.problems.warning(nat == Fields.NONE ? crowd.said().at() : nat.at("udp-timeout"),
          "the NAT forgets a mapping after " + Build.text(timeout) + " without packets, and clients of "
          + crowd.name() + " keep theirs alive every " + Build.text(kept),
          "a shorter \"nat-keepalive\" at the clients");
    }
  }

  /** A NAT drops later fragments: they have no ports (RFC 7383 §1). */
  private void natFragments(Crowd crowd) {
    int octets = AccessReader.told(crowd.group().policy(), crowd.ike()) + AROUND
        + (crowd.ike() == 2 && crowd.group().certificates() ? CERTIFICATE : 0);
    if (LastMiles.nat(crowd.said()) && octets > IpStack.MTU) {
      plan.problems.warning(crowd.said().at(crowd.said().has("nat") ? "nat" : "group"), "clients of "
          + crowd.name() + " are told some " + octets + " octets in one message,"
          + " and a NAT drops all of its fragments but the first",
          "fewer networks in \"split\" of group " + crowd.group().name() + ", or \"nat: false\"");
    }
  }

  /** Shares are equal, so clients that come by all aggregators have all of them. */
  private void pool(Group group) {
    long users = group.users().map(rule -> (long) rule.last() - rule.first() + 1).orElse(0L);
    List<Crowd> crowds = crowds(group).stream().filter(crowd -> !crowd.said().has("session")).toList();
    if (group.pool().isEmpty() || crowds.isEmpty()) {
      return;
    }
    int shares = Math.max(1, access.sharers(group).size());
    long whole = (1L << 32 - group.pool().get().length()) - 2;
    if (users > whole) {
      return;                                              // told already
    }
    long share = (1L << 32 - group.pool().get().length() - (32 - Integer.numberOfLeadingZeros(shares - 1))) - 2;
    var told = new HashSet<Aggregator>();
    for (Crowd crowd : crowds) {
      crowd.gateway().filter(aggregator -> Balancer.before(plan, aggregator.end).isEmpty() && told.add(aggregator))
          .ifPresent(aggregator -> {
            long clients = crowds.stream().filter(other -> other.gateway().filter(it ->
                it.sameOrStandsInFor(aggregator)).isPresent()).mapToLong(Crowd::count).sum();
            if (clients > share) {
              plan.problems.warning(group.said().at("pool"), aggregator.end.name() + " has " + share
                  + " addresses of the pool " + group.pool().get() + " of group " + group.name() + " for " + clients
                  + " clients", "a larger pool");
            }
          });
    }
  }
}
