package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.HsrpConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** The HSRP groups while their file is being read, one member for each interface, in the order of the file. */
final class HsrpPlan {
  /** A group on one interface. @param address where the virtual address is said */
  record Member(End end, HsrpConfig config, Position at, Position address) {}

  private final List<Member> members = new ArrayList<>();
  private final Map<End, List<Member>> byEnd = new HashMap<>();
  private final Map<Node, List<Member>> byNode = new HashMap<>();
  private final Map<Link, List<Member>> byLink = new HashMap<>();
  private final SequencedMap<String, List<Member>> byName = new LinkedHashMap<>();
  private final Map<String, Member> byNodeAndName = new HashMap<>();

  void add(Member member) {
    members.add(member);
    End end = member.end;
    byEnd.computeIfAbsent(end, _ -> new ArrayList<>()).add(member);
    byNode.computeIfAbsent(end.node, _ -> new ArrayList<>()).add(member);
    byLink.computeIfAbsent(end.link, _ -> new ArrayList<>()).add(member);
    byName.computeIfAbsent(member.config.name(), _ -> new ArrayList<>()).add(member);
    byNodeAndName.putIfAbsent(end.node.name + " " + member.config.name(), member);
  }

  List<Member> members() {
    return members;
  }

  List<Member> of(End end) {
    return byEnd.getOrDefault(end, List.of());
  }

  Optional<Member> of(Node node, String group) {
    return Optional.ofNullable(byNodeAndName.get(node.name + " " + group));
  }

  SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(byName.sequencedKeySet());
  }

  /** The virtual address of the first group on the link: where stations there should send what is for elsewhere. */
  Optional<Integer> gateway(Link link) {
    return of(link).stream().map(member -> member.config.virtualAddress()).findFirst();
  }

  List<Member> of(Link link) {
    return byLink.getOrDefault(link, List.of());
  }

  List<Member> of(Node node) {
    return byNode.getOrDefault(node, List.of());
  }

  List<Member> named(String group) {
    return byName.getOrDefault(group, List.of());
  }

  /** The virtual address behind which this end is, or its own. */
  int nextHop(End end) {
    return of(end).stream().map(member -> member.config.virtualAddress()).findFirst()
        .orElseGet(() -> end.address.getAsInt());
  }
}
