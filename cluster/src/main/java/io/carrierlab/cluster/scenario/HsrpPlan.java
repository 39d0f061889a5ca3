package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.HsrpConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** The HSRP groups while their file is being read, one member for each interface, in the order of the file. */
final class HsrpPlan {
  /** A group on one interface. @param address where the virtual address is said */
  record Member(End end, HsrpConfig config, Position at, Position address) {}

  private final List<Member> members = new ArrayList<>();

  void add(Member member) {
    members.add(member);
  }

  List<Member> members() {
    return members;
  }

  List<Member> of(End end) {
    return members.stream().filter(member -> member.end == end).toList();
  }

  Optional<Member> of(Node node, String group) {
    return members.stream().filter(member -> member.end.node == node && member.config.name().equals(group)).findFirst();
  }

  SequencedSet<String> names() {
    var names = new LinkedHashSet<String>();
    members.forEach(member -> names.add(member.config.name()));
    return names;
  }

  /** The virtual address of the first group on the link: where stations there should send what is for elsewhere. */
  Optional<Integer> gateway(Link link) {
    return members.stream().filter(member -> member.end.link == link)
        .map(member -> member.config.virtualAddress()).findFirst();
  }

  /** The virtual address behind which this end is, or its own. */
  int nextHop(End end) {
    return of(end).stream().map(member -> member.config.virtualAddress()).findFirst()
        .orElseGet(() -> end.address.getAsInt());
  }
}
