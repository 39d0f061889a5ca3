package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.slb.SlbConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A load balancer while its file is being read. Whoever is behind it follows from its farms' real servers. */
final class Balancer {
  final Node node;
  final List<SlbConfig.Probe> probes = new ArrayList<>();
  final List<Farm> farms = new ArrayList<>();
  final List<Virtual> servers = new ArrayList<>();
  int mostConnections = SlbConfig.USUAL_MOST_CONNECTIONS;

  /** @param end empty: {@code address} is said. @param at where it is said */
  record Real(Optional<End> end, int address, Position at, int weight, OptionalInt maxConnections,
      boolean inService) {
    /** Of the server itself; 0 before addresses are given out, where none is said. */
    int known() {
      return end.isEmpty() ? address : end.get().address.orElse(0);
    }

    boolean is(End other) {
      return end.isPresent() ? end.get() == other
          : other.address.isPresent() && other.address.getAsInt() == address && other.link.internet();
    }
  }

  record Farm(String name, List<Real> reals, List<String> probes, boolean purge) {}

  record Virtual(SlbConfig.VirtualServer server, Position at) {}

  Balancer(Node node) {
    this.node = node;
  }

  /** The virtual addresses, in the order of the file. */
  Set<Integer> addresses() {
    var all = new LinkedHashSet<Integer>();
    servers.forEach(each -> all.add(each.server().address()));
    return all;
  }

  private Set<Integer> addressesOf(End end) {
    var all = new LinkedHashSet<Integer>();
    for (Virtual each : servers) {
      farms.stream().filter(farm -> farm.name().equals(each.server().farm()))
          .filter(farm -> farm.reals().stream().anyMatch(real -> real.is(end)))
          .forEach(_ -> all.add(each.server().address()));
    }
    return all;
  }

  /** The virtual addresses that a real server at this end owns too. */
  static Set<Integer> virtualAddresses(Plan plan, End end) {
    var all = new LinkedHashSet<Integer>();
    plan.balancers.values().forEach(balancer -> all.addAll(balancer.addressesOf(end)));
    return all;
  }

  /** What peers connect to at this end: its address, or the virtual one of the load balancer before it. */
  static int publicAddress(Plan plan, End end) {
    return virtualAddresses(plan, end).stream().findFirst().orElseGet(() -> end.address.getAsInt());
  }

  /** The load balancer before this end, if any. */
  static Optional<Balancer> before(Plan plan, End end) {
    return plan.balancers.values().stream().filter(balancer -> !balancer.addressesOf(end).isEmpty()).findFirst();
  }

  /** Public networks that are reached through this node: virtual addresses, and where the real servers are. */
  static List<Ipv4Prefix> behind(Plan plan, Node node) {
    Balancer balancer = plan.balancers.get(node);
    var all = new ArrayList<Ipv4Prefix>();
    if (balancer != null) {
      balancer.addresses().forEach(address -> all.add(Ipv4Prefix.host(address)));
      node.ends.stream().filter(end -> end.link.internet()
          && end.link.ends.stream().noneMatch(far -> far.node.kind == Plan.Kind.ISP))
          .forEach(end -> end.link.subnet.ifPresent(all::add));
    }
    return all;
  }

  /** Servers whose packets would have to go through another router; errors, where subnets are known. */
  void checkLinks(Plan plan) {
    boolean known = node.ends.stream().allMatch(end -> end.link.subnet.isPresent());
    for (Farm farm : farms) {
      for (Real real : farm.reals()) {
        if (known && real.known() != 0 && node.ends.stream().noneMatch(end ->
            end.link.subnet.orElseThrow().contains(real.known()))) {
          plan.problems.error(real.at(), "no link of " + node.name + " leads to the real server "
              + Ipv4.format(real.known()), "a server on a link of its own: packets go to its MAC address");
        }
      }
    }
  }

  private void checkPublic(Plan plan, Real real) {
    plan.ends.values().stream().filter(real::is).findFirst().ifPresent(end -> {
      Set<Integer> all = virtualAddresses(plan, end);
      if (all.size() > 1) {
        plan.problems.error(real.at(), end.name() + " is behind " + all.size() + " virtual addresses: "
            + String.join(", ", all.stream().map(Ipv4::format).toList()), "one public address for all VPNs");
      }
    });
  }

  /** What can be seen only once addresses are known; errors. */
  void check(Plan plan) {
    checkLinks(plan);
    farms.forEach(farm -> farm.reals().forEach(real -> checkPublic(plan, real)));
    Map<Integer, String> ends = new LinkedHashMap<>();
    plan.ends.values().stream().filter(end -> end.link.internet() && !end.link.line())
        .forEach(end -> end.address.ifPresent(address -> ends.put(address, end.name())));
    for (Virtual each : servers) {
      int address = each.server().address();
      if (ends.containsKey(address)) {
        plan.problems.error(each.at(), "the virtual address " + Ipv4.format(address) + " is that of "
            + ends.get(address), "an address of its own");
      }
      plan.balancers.values().stream().filter(other -> other != this && other.addresses().contains(address))
          .findFirst().ifPresent(other -> plan.problems.error(each.at(), "the virtual address "
              + Ipv4.format(address) + " is that of " + other.node.name + ", too", "an address of its own"));
    }
  }

  SlbConfig build() {
    return new SlbConfig(probes, farms.stream().map(farm -> new SlbConfig.Farm(farm.name(),
        farm.reals().stream().map(real -> new SlbConfig.Real(real.known(), real.weight(), real.maxConnections(),
            real.inService())).toList(), farm.probes(), farm.purge())).toList(),
        servers.stream().map(Virtual::server).toList(), mostConnections);
  }
}
