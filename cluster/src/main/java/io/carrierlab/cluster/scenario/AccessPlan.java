package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.AccessConfig.AaaData;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.AccessConfig.RadiusServerRef;
import io.carrierlab.node.topology.AccessConfig.Redundancy;
import io.carrierlab.node.topology.AccessConfig.UserRule;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** What remote access is while its file is being read: groups, aggregators, and who connects to them. */
final class AccessPlan {
  final SequencedMap<String, Group> groups = new LinkedHashMap<>();
  /** By the name of their public interface. */
  final SequencedMap<String, Aggregator> aggregators = new LinkedHashMap<>();
  private final Map<Node, Aggregator> aggregatorOf = new HashMap<>();
  final List<Need> needs = new ArrayList<>();
  /** Populations by name. */
  final SequencedMap<String, Crowd> crowds = new LinkedHashMap<>();
  /** Whether there are populations, good or bad. */
  boolean clientsSaid;
  final Map<String, IkeSettings> settings = new HashMap<>();
  final SequencedMap<Node, Member> members = new LinkedHashMap<>();
  final SequencedMap<Node, Peer> peers = new LinkedHashMap<>();
  final LabAuthority authority = new LabAuthority();

  /** A VRF that an aggregator must have, whether a site of the VPN is there or not. */
  record Need(Node node, String vrf, Vpn vpn, Position at) {}

  /**
   * A group of remote-access users.
   *
   * @param vrf on the aggregators
   * @param fromRadius the VRF is in what RADIUS says of the group, not in the ISAKMP profile
   * @param users empty: its clients have the group's key and nothing else
   */
  record Group(String name, Position at, Fields said, Optional<Vpn> vpn, String vrf, boolean fromRadius, String key,
      boolean certificates, Optional<Ipv4Prefix> pool, Optional<UserRule> users, GroupPolicy policy) {
    /** What is said under {@code key}. */
    Optional<Method> method(String key, Method usual) {
      return Optional.of(switch (said.text(key).orElse("")) {
        case "local" -> Method.LOCAL;
        case "radius" -> Method.RADIUS;
        default -> usual;
      });
    }
  }

  /**
   * Clients that share everything but their number.
   *
   * @param gateway whose address they connect to; empty: {@code gatewayAddress}
   * @param firstUser the number of the first one
   */
  record Crowd(String name, Fields said, Group group, Optional<Aggregator> gateway, int gatewayAddress, int ike,
      int count, int firstUser) {}

  /** A client's place in its population. @param number of its user */
  record Member(Crowd crowd, int number) {}

  /** A site's IPsec router. @param aggregator empty: it connects to an address that nobody here listens to */
  record Peer(Node node, Optional<Aggregator> aggregator, int gatewayAddress, Vpn vpn, int ike, IkeSettings settings) {}

  /** A RADIUS server as an aggregator names it. */
  record Server(Node node, Optional<String> secret, Duration timeout, int tries, Position at) {}

  /** A router's public interface, and what is spoken there. */
  static final class Aggregator {
    final End end;
    final Position at;
    final Fields said;
    final List<Group> groups = new ArrayList<>();
    final List<Server> servers = new ArrayList<>();
    /** Said one by one, before those that follow from groups and peers. */
    final List<IsakmpProfile> profiles = new ArrayList<>();
    /** RADIUS servers from the router's configuration. */
    final List<RadiusServerRef> configured = new ArrayList<>();
    final List<Pool> pools = new ArrayList<>();
    /** From the router's configuration. */
    AaaData local = AaaData.NONE;
    /** Tunnels of GRE end there, in transport mode. */
    boolean gre;
    /** Where nothing is said, routes to peers are injected: not if there is a configuration and it does not say so. */
    boolean reverseRoute = true;
    /** It has a certificate. */
    boolean certified;
    /** Its public address is that of an HSRP group. */
    Optional<Redundancy> redundancy = Optional.empty();
    Optional<IkeSettings> ike1 = Optional.empty();
    Optional<IkeSettings> ike2 = Optional.empty();

    Aggregator(End end, Position at, Fields said) {
      this.end = end;
      this.at = at;
      this.said = said;
    }

    Node node() {
      return end.node;
    }

    /** They are of one HSRP group. */
    boolean standsInFor(Aggregator other) {
      return redundancy.isPresent()
          && redundancy.map(Redundancy::group).equals(other.redundancy.map(Redundancy::group));
    }

    boolean sameOrStandsInFor(Aggregator other) {
      return this == other || standsInFor(other);
    }

    /** What peers connect to, once addresses are known. */
    int publicAddress(Plan plan) {
      return redundancy.flatMap(it -> plan.hsrp.of(end.node, it.group())).map(it -> it.config().virtualAddress())
          .orElseGet(() -> Balancer.publicAddress(plan, end));
    }
  }

  void add(Aggregator aggregator) {
    aggregators.put(aggregator.end.name(), aggregator);
    aggregatorOf.put(aggregator.node(), aggregator);
  }

  /** A node has one public interface at most. */
  Optional<Aggregator> aggregatorOf(Node node) {
    return Optional.ofNullable(aggregatorOf.get(node));
  }

  /** An aggregator of which it is said what its processor can do: else it has all time that it wants. */
  boolean hasProcessor(Node node) {
    return aggregatorOf(node).filter(each -> each.said.has("cpu")).isPresent();
  }

  /** By the name of its end, or the first one of the HSRP group of this name. */
  Optional<Aggregator> aggregator(String name) {
    return Optional.ofNullable(aggregators.get(name)).or(() -> aggregators.values().stream()
        .filter(each -> each.redundancy.filter(it -> it.group().equals(name)).isPresent()).findFirst());
  }

  /** The aggregators that serve a group, in order. */
  List<Aggregator> serving(Group group) {
    return aggregators.values().stream().filter(aggregator -> aggregator.groups.contains(group)).toList();
  }

  /**
   * Who shares a group's pool, in order: an aggregator, or all aggregators of an HSRP group, by the first of them.
   * Those have the same addresses: one of them gives them out at a time.
   */
  List<Aggregator> sharers(Group group) {
    var sharers = new ArrayList<Aggregator>();
    serving(group).stream().filter(each -> sharers.stream().noneMatch(each::standsInFor)).forEach(sharers::add);
    return sharers;
  }
}
