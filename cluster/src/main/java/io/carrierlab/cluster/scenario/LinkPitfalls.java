package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.HsrpPlan.Member;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.InterfaceConfig.Md5Key;
import io.carrierlab.node.topology.OspfConfig;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Ends of a link that would never understand each other, and addresses that nobody has: warnings, and an error. */
final class LinkPitfalls {
  private final Plan plan;
  private final Build build;

  LinkPitfalls(Plan plan, Build build) {
    this.plan = plan;
    this.build = build;
  }

  /** Once addresses are known. */
  void check() {
    for (Link link : plan.links) {
      if (link.allCore()) {
        ospf(link);
        ldp(link);
      }
    }
    plan.nodes.values().forEach(node -> {
      nextHops(node);
      overlaps(node);
    });
    hsrp();
  }

  private void ospf(Link link) {
    alike(link, "OSPF hello and dead interval", "they do not take each other's hellos (RFC 2328 §10.5)", end -> {
      OspfConfig said = Build.ospf(end.node.settings.fields("ospf"));
      return Build.text(said.hello()) + " and " + Build.text(said.dead());
    });
    alike(link, "OSPF key", "they do not take each other's packets (RFC 2328 §D.4)", end ->
        Build.ospfInterface(end, false).md5().map(Md5Key::key).map(key -> "\u0000" + key).orElse("none"));
    if (link.lan && link.ends.stream().allMatch(end -> Build.ospfInterface(end, false).priority() == 0)) {
      plan.problems.warning(link.said.at(), "nobody on LAN " + link.name + " may become its designated router:"
          + " no OSPF adjacency comes up there", "a priority of more than 0 at an end");
    }
  }

  /** Each end compared with the first. Keys, which begin with a NUL, are not shown. */
  private void alike(Link link, String what, String consequence, Function<End, String> value) {
    End first = link.ends.getFirst();
    String expected = value.apply(first);
    for (End end : link.ends) {
      String own = value.apply(end);
      if (!own.equals(expected)) {
        boolean shown = !own.startsWith("\u0000") && !expected.startsWith("\u0000");
        plan.problems.warning(end.at, first.name() + " and " + end.name() + " differ in " + what
            + (shown ? ", " + expected + " and " + own : "") + ": " + consequence, "the same at all ends of a link");
      }
    }
  }

  private void ldp(Link link) {
    if (link.ends.stream().noneMatch(end -> end.node.settings.has("ldp"))) {
      return;
    }
    for (int i = 0; i < link.ends.size(); i++) {
      for (int j = i + 1; j < link.ends.size(); j++) {
        Node one = link.ends.get(i).node;
        Node other = link.ends.get(j).node;
        if (!Build.ldpPassword(one, other).equals(Build.ldpPassword(other, one))) {
          plan.problems.warning(link.ends.get(j).at, one.name + " and " + other.name
              + " have different LDP passwords for each other: their session stays down", "one at both");
        }
      }
    }
  }

  private static boolean somebodys(Plan plan, Link link, int address) {
    return link.ends.stream().anyMatch(end -> end.address.isPresent() && end.address.getAsInt() == address)
        || plan.hsrp.of(link).stream().anyMatch(it -> it.config().virtualAddress() == address);
  }

  /** A next hop on a connected network, which no router there has. */
  private void nextHops(Node node) {
    for (Yaml item : node.settings.list("statics")) {
      Fields.of(item, plan.problems).ifPresent(said -> nobody(node, said, "via"));
    }
    if (node.kind.station()) {
      nobody(node, node.settings, "gateway");
    }
  }

  private void nobody(Node node, Fields said, String key) {
    Optional<Integer> hop = said.text(key).flatMap(NodesReader::address);
    if (hop.isPresent()) {
      List<Link> links = node.ends.stream().filter(end -> end.site.isEmpty()).map(end -> end.link)
          .filter(link -> link.subnet.filter(subnet -> subnet.contains(hop.get())).isPresent()).toList();
      if (!links.isEmpty() && links.stream().noneMatch(link -> somebodys(plan, link, hop.get()))) {
        plan.problems.warning(said.at(key), "nobody on link " + links.getFirst().name + " has the address "
            + Ipv4.format(hop.get()) + ": what " + node.name + " sends there is lost", "a neighbour's address");
      }
    }
  }

  private record Connected(End end, Ipv4Prefix subnet) {}

  /** Two networks of one routing table: each packet could go either way. Of one VPN they are an error already. */
  private void overlaps(Node node) {
    if (!node.kind.router()) {
      return;
    }
    Map<String, List<Connected>> tables = new LinkedHashMap<>();
    node.ends.forEach(end -> tables.computeIfAbsent(build.table(end), _ -> new ArrayList<>())
        .add(new Connected(end, end.link.subnet.orElseThrow())));
    tables.forEach((table, all) -> {
      all.sort(Comparator.comparing(Connected::subnet));
      Connected widest = all.getFirst();
      for (Connected each : all.subList(1, all.size())) {
        if (widest.subnet().overlaps(each.subnet())) {
          Connected first = widest.end().port < each.end().port ? widest : each;
          Connected second = first == each ? widest : each;
          plan.problems.error(second.end().at, second.subnet() + " of " + second.end().name() + " overlaps "
              + first.subnet() + " of " + first.end().name() + ", at " + first.end().at + ", in "
              + (table.isEmpty() ? "the global table" : "VRF " + table), "a network of its own");
        } else {
          widest = each;
        }
      }
    });
  }

  /** Routers that share a group's number on a LAN, whatever they call it, and do not agree on it. */
  private void hsrp() {
    var first = new HashMap<String, Member>();
    var alone = new LinkedHashMap<String, Member>();
    for (Member member : plan.hsrp.members()) {
      HsrpConfig config = member.config();
      String key = member.end().link.name + " " + config.group();
      Member other = first.putIfAbsent(key, member);
      if (other == null) {
        alone.put(key, member);
        continue;
      }
      if (other.end() == member.end()) {
        continue;                                          // one of each version: two groups
      }
      alone.remove(key);
      differ(member, other, "version", HsrpConfig::version, "neither hears the other, and both are active");
      differ(member, other, "virtual address", it -> Ipv4.format(it.virtualAddress()),
          "hosts have the one or the other");
      differ(member, other, "authentication", HsrpConfig::authentication,
          "they drop each other's messages, and both are active");
    }
    alone.values().stream().filter(member -> member.config().follows().isEmpty()).forEach(member ->
        plan.problems.warning(member.at(), "HSRP group " + member.config().name() + " has one router, "
            + member.end().node.name + ": nobody takes over from it", "a second router on " + member.end().link.name));
  }

  private void differ(Member member, Member other, String what, Function<HsrpConfig, Object> value,
      String consequence) {
    if (!Objects.equals(value.apply(member.config()), value.apply(other.config()))) {
      Position at = what.equals("virtual address") ? member.address() : member.at();
      plan.problems.warning(at, other.end().name() + " and " + member.end().name() + " differ in the " + what
          + " of HSRP group " + member.config().group() + ": " + consequence, "the same at all routers of the group");
    }
  }
}
