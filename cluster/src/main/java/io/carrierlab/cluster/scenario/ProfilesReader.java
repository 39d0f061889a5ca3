package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Need;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads ISAKMP profiles that are said one by one, and makes those that follow from the groups. */
final class ProfilesReader {
  private final Plan plan;
  private final AccessPlan access;
  private final IkeReader ike;

  ProfilesReader(Plan plan, AccessPlan access) {
    this.plan = plan;
    this.access = access;
    this.ike = new IkeReader(plan);
  }

  void read(Aggregator aggregator) {
    Map<String, Position> names = new HashMap<>();
    for (Yaml item : aggregator.said.list("profiles")) {
      Fields.of(item, plan.problems).ifPresent(own -> {
        String name = own.text("name").orElse("");
        Position earlier = names.putIfAbsent(name, own.at("name"));
        if (earlier != null) {
          IkeReader.twice(plan, own.at("name"), "profile", name, earlier);
        }
        profile(aggregator, name, own);
      });
    }
  }

  private void profile(Aggregator aggregator, String name, Fields own) {
    var vpn = AccessReader.vpn(plan, own, "vpn");
    Optional<String> vrf = own.text("vrf").or(() -> own.text("vpn"));
    if (vpn.isPresent()) {
      access.needs.add(new Need(aggregator.node(), vrf.orElseThrow(), vpn.get(), own.at("vpn")));
    } else if (own.has("vrf") && !own.has("vpn")) {
      plan.problems.error(own.at("vrf"), "profile " + name + " has a vrf and no vpn", "\"vpn\": whose VRF it is");
    }
    var matches = new ArrayList<Match>();
    for (Yaml item : own.list("match")) {
      Fields.of(item, plan.problems).ifPresentOrElse(each -> {
        each.text("group").ifPresent(group -> matches.add(new Match.Group(group)));
        each.text("address").flatMap(text -> prefix(text, each.at("address")))
            .ifPresent(prefix -> matches.add(new Match.Address(prefix)));
      }, () -> matches.add(new Match.Any()));
    }
    var keys = new ArrayList<Key>();
    for (Yaml item : own.list("keys")) {
      Fields.of(item, plan.problems).ifPresent(each -> each.text("peers")
          .flatMap(text -> prefix(text, each.at("peers")))
          .ifPresent(prefix -> keys.add(new Key(prefix, each.text("key").orElse("")))));
    }
    aggregator.profiles.add(new IsakmpProfile(name, matches, vrf, keys, method(own, "authorization"),
        method(own, "authentication"), own.flag("accounting"), List.of()));
  }

  private Optional<Ipv4Prefix> prefix(String text, Position at) {
    return text.indexOf('/') < 0 ? NodesReader.address(text).map(Ipv4Prefix::host)
        : LinksReader.prefix(text, at, plan);
  }

  private static Optional<Method> method(Fields own, String key) {
    return own.text(key).flatMap(text -> switch (text) {
      case "local" -> Optional.of(Method.LOCAL);
      case "radius" -> Optional.of(Method.RADIUS);
      default -> Optional.empty();
    });
  }

  /** How the aggregator speaks IKE, given who connects to it. */
  void settings(Aggregator aggregator) {
    List<Integer> versions = IkeReader.versions(aggregator.said, List.of(1, 2));
    boolean users = aggregator.groups.stream().anyMatch(group -> group.users().isPresent());
    boolean certificates = aggregator.groups.stream().anyMatch(Group::certificates)
        || aggregator.said.has("certificate")
        || plan.nodes.values().stream().anyMatch(node -> node.kind == Plan.Kind.IPSEC_PEER
            && node.settings.has("certificate")
            && node.settings.text("gateway").orElse("").equals(aggregator.end.name()));
    aggregator.certified = certificates;
    if (versions.contains(1)) {
      var methods = new ArrayList<AuthMethod>();
      if (users) {
        methods.add(AuthMethod.XAUTH_PRE_SHARED_KEY);
      }
      if (users && certificates) {
        methods.add(AuthMethod.XAUTH_CERTIFICATE);
      }
      methods.add(AuthMethod.PRE_SHARED_KEY);
      if (certificates) {
        methods.add(AuthMethod.CERTIFICATE);
      }
      aggregator.ike1 = Optional.of(ike.settings(aggregator.said, 1, methods, false));
    }
    if (versions.contains(2)) {
      var methods = new ArrayList<AuthMethod>();
      if (users) {
        methods.add(AuthMethod.EAP);
      }
      methods.add(AuthMethod.PRE_SHARED_KEY);
      if (certificates) {
        methods.add(AuthMethod.CERTIFICATE);
      }
      aggregator.ike2 = Optional.of(ike.settings(aggregator.said, 2, methods, false));
    }
  }

  /** Those said first, then one for each group, and one for all groups whose VRF RADIUS knows. */
  static List<IsakmpProfile> all(Aggregator aggregator) {
    var profiles = new ArrayList<>(aggregator.profiles);
    Optional<Group> unknown = Optional.empty();
    for (Group group : aggregator.groups) {
      if (group.fromRadius()) {
        unknown = unknown.or(() -> Optional.of(group));
      } else {
        profiles.add(of(aggregator, group, group.name(), new Match.Group(group.name()), Optional.of(group.vrf())));
      }
    }
    unknown.ifPresent(group -> profiles.add(of(aggregator, group, "any", new Match.Any(), Optional.empty())));
    return profiles;
  }

  private static IsakmpProfile of(Aggregator aggregator, Group group, String name, Match match, Optional<String> vrf) {
    Method usual = AccessReader.usual(aggregator);
    return new IsakmpProfile(name, List.of(match), vrf, List.of(),
        group.method("authorization", group.fromRadius() ? Method.RADIUS : usual),
        group.users().isPresent() ? group.method("authentication", usual) : Optional.empty(),
        group.said().has("accounting") ? group.said().flag("accounting") : !aggregator.servers.isEmpty(),
        List.of());
  }
}
