package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code links}: point-to-point links and LAN segments, with ranges in their ends. */
final class LinksReader {
  private static final int MAX_LAN_ENDS = 2_000;

  private final Plan plan;

  LinksReader(Plan plan) {
    this.plan = plan;
  }

  void read(Fields root) {
    for (Yaml item : root.list("links")) {
      Fields.of(item, plan.problems).ifPresent(this::link);
    }
    for (Node node : plan.nodes.values()) {
      if (node.kind.station() && node.ends.size() > 1) {
        plan.problems.error(node.ends.get(1).at, node.kind.text() + " " + node.name + " has a second interface",
            "one interface, eth0");
      }
    }
  }

  /** One end as written, its ranges expanded. */
  private record Ends(Position at, Fields said, List<String> nodes, List<String> interfaces) {
    int count() {
      return Math.max(nodes.size(), interfaces.size());
    }

    String node(int i) {
      return nodes.get(nodes.size() == 1 ? 0 : i);
    }

    String interfaceName(int i) {
      return interfaces.get(interfaces.size() == 1 ? 0 : i);
    }
  }

  private void link(Fields said) {
    var ends = new ArrayList<Ends>();
    for (Yaml item : said.list("ends")) {
      Fields own = Fields.of(item, plan.problems).orElse(Fields.NONE);
      Position at = own == Fields.NONE ? item.at() : own.at("at");
      Optional<String> text = own == Fields.NONE ? Fields.text(item) : own.text("at");
      Optional<Ends> expanded = text.filter(t -> t.indexOf(':') > 0).flatMap(t -> expand(t, at, own));
      if (expanded.isEmpty()) {
        doubt(said);
        return;
      }
      ends.add(expanded.get());
    }
    Optional<String> lan = said.text("lan");
    boolean several = lan.map(Range::isRange).orElse(ends.stream().anyMatch(e -> e.count() > 1));
    if (several) {
      multiply(said, ends, lan);
    } else {
      one(said, ends, lan, said.text("name"));
    }
  }

  /** A link that cannot be read: its name and those of its ends are known all the same. */
  private void doubt(Fields said) {
    said.text("lan").or(() -> said.text("name")).ifPresent(plan.doubtful::add);
    var nodes = new ArrayList<String>();
    for (Yaml item : said.list("ends")) {
      String text = Fields.text(item).or(() -> Fields.of(item, plan.problems).flatMap(own -> own.text("at")))
          .orElse("");
      List<String> names = plan.expandEnd(text).orElse(List.of());
      plan.doubtful.addAll(names);
      names.stream().limit(2).forEach(name -> nodes.add(name.substring(0, name.indexOf(':'))));
    }
    if (nodes.size() > 1) {
      plan.doubtful.add(nodes.get(0) + "--" + nodes.get(1));
    }
  }

  private Optional<Ends> expand(String text, Position at, Fields own) {
    int colon = text.indexOf(':');
    var nodes = plan.expand(text.substring(0, colon));
    var interfaces = plan.expand(text.substring(colon + 1));
    if (nodes.isEmpty() || interfaces.isEmpty()
        || nodes.get().size() > 1 && interfaces.get().size() > 1 && nodes.get().size() != interfaces.get().size()) {
      plan.problems.error(at, "the ranges in " + Problem.quote(text) + " do not fit",
          "a range such as pe[1..50]:ge0, or two of one length");
      return Optional.empty();
    }
    return Optional.of(new Ends(at, own, nodes.get(), interfaces.get()));
  }

  /** One link for each step of the ranges. */
  private void multiply(Fields said, List<Ends> ends, Optional<String> lan) {
    int count = Math.max(ends.stream().mapToInt(Ends::count).max().orElse(1),
        lan.flatMap(Range::expand).map(List::size).orElse(1));
    for (Ends end : ends) {
      if (end.count() != 1 && end.count() != count) {
        doubt(said);
        plan.problems.error(end.at(), "a range of " + end.count() + " beside one of " + count, "ranges of one length");
        return;
      }
    }
    if (said.has("subnet")) {
      doubt(said);
      plan.problems.error(said.at("subnet"), "one subnet for " + count + " links",
          "no subnet: addresses are then taken from a pool");
      return;
    }
    Optional<List<String>> names = said.text("name").or(() -> lan).map(n -> plan.expand(n).orElse(List.of()));
    if (names.isPresent() && names.get().size() != count) {
      doubt(said);
      plan.problems.error(said.at(lan.isPresent() ? "lan" : "name"), names.get().size() + " names for " + count
          + " links", "a range of " + count + " such as core[1.." + count + "]");
      return;
    }
    for (int i = 0; i < count; i++) {
      int step = i;
      var single = ends.stream().map(e -> new Ends(e.at(), e.said(), List.of(e.node(step)),
          List.of(e.interfaceName(step)))).toList();
      Optional<String> name = names.map(n -> n.get(step));
      one(said, single, lan.isPresent() ? name : Optional.empty(), lan.isPresent() ? Optional.empty() : name);
    }
  }

  private void one(Fields said, List<Ends> ends, Optional<String> lan, Optional<String> name) {
    int count = ends.stream().mapToInt(Ends::count).sum();
    if (count < 2 || lan.isEmpty() && count > 2) {
      doubt(said);
      if (said.has("ends")) {
        plan.problems.error(said.at("ends"), "a link with " + (count == 1 ? "one end" : count + " ends"),
            count < 2 ? "two ends" : "two ends, or \"lan: NAME\" for a LAN segment");
      }
      return;
    }
    if (count > MAX_LAN_ENDS) {
      doubt(said);
      plan.problems.error(said.at("ends"), "a LAN segment with " + count + " ends", "at most " + MAX_LAN_ENDS);
      return;
    }
    Optional<String> given = lan.or(() -> name);
    if (given.isPresent() && plan.linksByName.containsKey(given.get())) {
      doubt(said);
      plan.problems.error(said.at(lan.isPresent() ? "lan" : "name"), "duplicate link name "
          + Problem.quote(given.get()) + ", first at " + plan.linksByName.get(given.get()).said.at());
      return;
    }
    var link = new Link(given.orElseGet(() -> plan.freeLinkName(ends.get(0).node(0) + "--" + ends.get(1).node(0))),
        lan.isPresent(), said);
    said.duration("delay").filter(d -> !d.isZero()).ifPresent(d -> link.delay = d);
    link.vpn = said.text("vpn").orElse("");
    said.text("subnet").ifPresent(text -> subnet(link, text));
    boolean whole = true;
    for (Ends end : ends) {
      for (int i = 0; i < end.count(); i++) {
        whole &= end(link, end, i);
      }
    }
    boolean outside = link.ends.stream().anyMatch(e -> e.node.kind == Kind.ISP || e.node.kind == Kind.LAST_MILE
        || e.node.kind == Kind.SLB);
    if (outside && !said.has("vpn")) {
      link.vpn = VpnConfig.INTERNET;
    }
    if (whole || given.isPresent()) {
      plan.addLink(link);
    } else {
      doubt(said);
    }
  }

  private boolean end(Link link, Ends end, int i) {
    var node = plan.node(end.node(i), end.at(), "link end ");
    if (node.isEmpty()) {
      return false;
    }
    String name = end.interfaceName(i);
    if (node.get().kind.station() && !name.equals("eth0")) {
      plan.problems.error(end.at(), node.get().kind.text() + " " + node.get().name + " has no interface "
          + Problem.quote(name), "its one interface", node.get().name + ":eth0");
      return false;
    }
    if (node.get().kind.edge() && !name.equals("eth0") && !name.equals("eth1")) {
      plan.problems.error(end.at(), node.get().kind.text() + " " + node.get().name + " has no interface "
          + Problem.quote(name), "eth0, its public interface, or eth1, its inside", node.get().name + ":eth0");
      return false;
    }
    if (link.ends.stream().anyMatch(e -> e.node == node.get())) {
      plan.problems.error(end.at(), "link " + link.name + " has two ends at " + node.get().name, "different nodes");
      return false;
    }
    if (!plan.addEnd(link, node.get(), name, end.at(), end.said())) {
      return false;
    }
    if (end.said().has("address") && end.count() > 1) {
      plan.problems.error(end.said().at("address"), "one address for " + end.count() + " ends", "no range here");
    }
    end.said().text("address").flatMap(NodesReader::address)
        .ifPresent(a -> link.ends.getLast().address = OptionalInt.of(a));
    return true;
  }

  private void subnet(Link link, String text) {
    Optional<Ipv4Prefix> prefix = prefix(text, link.said.at("subnet"), plan);
    if (prefix.isPresent() && prefix.get().length() == 32) {
      plan.problems.error(link.said.at("subnet"), "the subnet " + text + " has one address", "room for every end");
    } else {
      link.subnet = prefix;
    }
  }

  /** Reads a prefix; host bits are an error with the prefix that was meant, other forms are the schema's to report. */
  static Optional<Ipv4Prefix> prefix(String text, Position at, Plan plan) {
    try {
      int slash = text.indexOf('/');
      int address = Ipv4.parse(text.substring(0, Math.max(0, slash)));
      int length = Integer.parseInt(text.substring(slash + 1));
      if (length < 0 || length > 32) {
        return Optional.empty();
      }
      Ipv4Prefix prefix = Ipv4Prefix.covering(address, length);
      if (prefix.address() != address) {
        plan.problems.error(at, "the prefix " + text + " has host bits", "a prefix such as 10.1.0.0/16",
            prefix.toString());
        return Optional.empty();
      }
      return Optional.of(prefix);
    } catch (IllegalArgumentException reportedBySchema) {
      return Optional.empty();
    }
  }
}
