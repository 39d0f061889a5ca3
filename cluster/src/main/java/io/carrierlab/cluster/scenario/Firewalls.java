package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.node.topology.FirewallConfig;
import java.time.Duration;
import java.util.Optional;

/** Builds nodes of kind {@code firewall}. */
final class Firewalls {
  private static final Duration UDP_TIMEOUT = Duration.ofMinutes(5);
  private static final int MOST_MAPPINGS = 16_384;

  private Firewalls() {}

  static FirewallConfig build(Plan plan, Node node) {
    Optional<End> outside = end(plan, node, "eth0", "a link to the Internet");
    Optional<End> inside = end(plan, node, "eth1", "a link to a PE or router of the VPN");
    if (node.vpn.isEmpty()) {
      plan.problems.error(node.at, "firewall " + node.name + " has no VPN", "\"vpn\"");
    }
    if (outside.isEmpty() || inside.isEmpty()) {
      return new FirewallConfig(node.name, 0, 0, false, 0, 0, 0, false, 0, node.vpn, UDP_TIMEOUT, MOST_MAPPINGS);
    }
    End out = outside.get();
    End in = inside.get();
    Fields nat = node.settings.fields("nat");
    return new FirewallConfig(node.name, out.address.getAsInt(), out.link.subnet.orElseThrow().length(), out.link.lan,
        LastMiles.nextHop(out), in.address.getAsInt(), in.link.subnet.orElseThrow().length(), in.link.lan,
        LastMiles.nextHop(in), node.vpn, nat.duration("udp-timeout").orElse(UDP_TIMEOUT),
        nat.integer("most-mappings").orElse(MOST_MAPPINGS));
  }

  private static Optional<End> end(Plan plan, Node node, String name, String wanted) {
    Optional<End> found = node.ends.stream().filter(end -> end.interfaceName.equals(name)).findFirst();
    if (found.isEmpty()) {
      plan.problems.error(node.at, "firewall " + node.name + " has no link at " + name, wanted);
    }
    return found;
  }
}
