package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LastMileConfig.Nat;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where subscribers' lines end: addresses of the lines, and the records of the nodes. */
final class LastMiles {
  /** Behind every NAT the same, as behind real ones. */
  static final Ipv4Prefix INSIDE = Ipv4Prefix.parse("192.168.0.0/16");
  static final Duration UDP_TIMEOUT = Duration.ofSeconds(120);
  /** As many ports as a NAT gives out for a protocol. */
  private static final int MOST_MAPPINGS = 16_384;
  private static final int MAX_MAPPINGS = 3 * MOST_MAPPINGS;

  private final Plan plan;

  LastMiles(Plan plan) {
    this.plan = plan;
  }

  /** Whether a last mile rewrites addresses: unless it says {@code nat: false}. */
  static boolean nat(Node node) {
    return nat(node.settings);
  }

  static boolean nat(Fields said) {
    return !said.has("nat") || said.fields("nat") != Fields.NONE || said.flag("nat");
  }

  /** What can be seen before addresses are known. */
  void check() {
    for (Node node : plan.nodes.values()) {
      if (node.kind != Kind.LAST_MILE) {
        continue;
      }
      if (node.ends.isEmpty() || node.ends.getFirst().others().stream().noneMatch(LastMiles::upstream)) {
        plan.problems.error(node.ends.isEmpty() ? node.at : node.ends.getFirst().at,
            "the first link of last-mile " + node.name + " does not lead to the Internet",
            "its uplink first: a link to an isp, or to a router's public interface");
      }
      for (End line : node.ends.subList(Math.min(1, node.ends.size()), node.ends.size())) {
        line(node, line);
      }
      if (node.subscribers.isPresent()
          && node.ends.size() - 1 > (1L << 32 - node.subscribers.get().length()) - 2) {
        plan.problems.error(node.settings.at("subscribers"), node.subscribers.get() + " has no room for "
            + (node.ends.size() - 1) + " lines of " + node.name, "a shorter prefix");
      }
    }
  }

  private static boolean upstream(End end) {
    return end.node.kind == Kind.ISP || end.node.kind.core() || end.node.kind == Kind.AGG;
  }

  private void line(Node node, End line) {
    for (End far : line.others()) {
      boolean subscriber = far.node.kind == Kind.CLIENT || far.node.kind == Kind.HOST
          || far.node.kind == Kind.IPSEC_PEER && far.port == 0;
      if (!subscriber || line.link.lan) {
        plan.problems.error(line.at, "the line " + line.name() + " ends at " + (line.link.lan ? "the LAN "
            + line.link.name : far.name() + ", a " + far.node.kind.text()),
            "a point-to-point link to a host or to eth0 of an ipsec-peer");
      }
    }
    if (line.link.said.has("subnet")) {
      plan.problems.error(line.link.said.at("subnet"), "the subnet of a line of " + node.name,
          "\"subscribers\" at " + Problem.quote(node.name) + ": addresses of all its lines");
    }
  }

  /** The {@code n}th line has the {@code n}th address. */
  void addresses() {
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.LAST_MILE && node.subscribers.isPresent()) {
        Ipv4Prefix lines = node.subscribers.get();
        for (End line : node.ends.subList(1, node.ends.size())) {
          line.link.subnet = Optional.of(lines);
          line.address = OptionalInt.of(lines.address());
          line.others().forEach(far -> far.address = OptionalInt.of(lines.address() + line.port));
        }
      }
    }
  }

  static LastMileConfig build(Node node) {
    End uplink = node.ends.getFirst();
    Fields said = node.settings.fields("nat");
    Optional<Nat> nat = nat(node) ? Optional.of(new Nat(said.duration("udp-timeout").orElse(UDP_TIMEOUT),
        said.integer("most-mappings").orElse(MOST_MAPPINGS),
        said.duration("rebind-every").orElse(Duration.ZERO))) : Optional.empty();
    return new LastMileConfig(node.name, uplink.address.getAsInt(), uplink.link.subnet.orElseThrow().length(),
        nextHop(uplink), node.subscribers.orElseThrow(), nat);
  }

  /** The first router at the other side. */
  static int nextHop(End end) {
    return end.others().stream().filter(far -> !far.node.kind.station()).findFirst()
        .map(far -> far.address.getAsInt()).orElse(0);
  }
}
