package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides whose place every link is (a VPN's or the provider's) and gives every interface its address. Deterministic:
 * pools
 * are used in the order of the file. Reference: docs/scenario.md, "Addresses".
 */
final class Addresses {
  private final Plan plan;
  private final Map<String, AddressPool.Taken> taken = new HashMap<>();
  private final Map<String, AddressPool> lanPools = new HashMap<>();

  Addresses(Plan plan) {
    this.plan = plan;
  }

  /** Spreads VPNs from their sites over the links behind them, up to the provider's routers. */
  void zones() {
    for (Node node : plan.nodes.values()) {
      if (node.kind.edge()) {
        node.ends.stream().filter(end -> end.interfaceName.equals("eth1") && end.link.vpn.isEmpty())
            .forEach(end -> end.link.vpn = node.vpn);
      }
    }
    for (Plan.Vpn vpn : plan.vpns.values()) {
      for (Plan.Site site : vpn.sites) {
        site.end.link.vpn = vpn.name;
      }
    }
    for (Plan.Vpn vpn : plan.vpns.values()) {
      for (Plan.Site site : vpn.sites) {
        spread(site.end, vpn.name);
      }
    }
    for (Node node : plan.nodes.values()) {
      // Without a VPN, an error already, links would stay unmarked and be walked for ever.
      if (node.kind.edge() && !node.vpn.isEmpty()) {
        node.ends.stream().filter(end -> end.interfaceName.equals("eth1")).forEach(end -> spread(end, node.vpn));
      }
    }
    for (Plan.Tunnel tunnel : plan.tunnels) {
      branch(tunnel.ce.node, tunnel.vpn.name);
    }
    for (Link link : plan.links) {
      if (!link.vpn.isEmpty() && !plan.vpns.containsKey(link.vpn) && link.said.has("vpn")) {
        plan.problems.error(link.said.at("vpn"), "VPN \"" + link.vpn + "\" does not exist", "one of "
            + Plan.some(plan.vpns.keySet()), Nearest.to(link.vpn,
            plan.vpns.keySet()));
      }
    }
  }

  /** A site that only a tunnel joins to its VPN. */
  private void branch(Node ce, String vpn) {
    if (ce.vpn.isEmpty()) {
      ce.vpn = vpn;
    }
    for (End end : ce.ends) {
      if (end.link.vpn.isEmpty()) {
        end.link.vpn = vpn;
        spread(end, vpn);
      }
    }
  }

  private void spread(End from, String vpn) {
    var queue = new ArrayDeque<End>(from.others());
    while (!queue.isEmpty()) {
      End reached = queue.poll();
      Node node = reached.node;
      if (node.kind.shared() || node.kind.edge()) {
        continue;
      }
      if (node.vpn.isEmpty()) {
        node.vpn = vpn;
      }
      for (End end : node.ends) {
        if (end.link.vpn.isEmpty()) {
          end.link.vpn = node.vpn;
          queue.addAll(end.others());
        }
      }
    }
  }

  /** Takes over what is said, checks it, and fills in the rest. */
  void assign() {
    plan.nodes.values().forEach(this::fromConfig);
    checkOverlaps();
    for (Link link : plan.links) {
      link.subnet.ifPresent(subnet -> taken(link.vpn).add(subnet));
    }
    plan.pools.forEach(pool -> taken(pool.vpn()).add(pool.prefix()));
    plan.tunnels.forEach(tunnel -> tunnel.subnet.ifPresent(taken(tunnel.vpn.name)::add));
    plan.nodes.values().stream().filter(node -> node.kind == Kind.LAST_MILE && !LastMiles.nat(node))
        .forEach(node -> node.subscribers.ifPresent(taken(VpnConfig.INTERNET)::add));
    plan.balancers.values().forEach(balancer -> balancer.addresses().forEach(address ->
        taken(VpnConfig.INTERNET).add(Ipv4Prefix.host(address))));
    for (Node node : plan.nodes.values()) {
      node.loopback.ifPresent(address -> taken(zone(node)).add(Ipv4Prefix.host(address)));
    }
    var loopbacks = new AddressPool(taken(""), "10.255.255.0/24", "10.254.0.0/16");
    for (Node node : plan.nodes.values()) {
      if ((node.kind.core() || node.kind == Kind.AGG) && node.loopback.isEmpty()) {
        loopback(node, loopbacks);
      }
    }
    // Customers' access links get addresses that are nobody's: shared by all VPNs, they must avoid all of them.
    var everybody = new AddressPool.Taken();
    plan.links.forEach(link -> link.subnet.ifPresent(everybody::add));
    plan.tunnels.forEach(tunnel -> tunnel.subnet.ifPresent(everybody::add));
    var core = new AddressPool(taken(""), "10.255.0.0/17", "10.252.0.0/15", "10.128.0.0/10");
    var access = new AddressPool(everybody, "100.64.0.0/10");
    var internet = new AddressPool(taken(VpnConfig.INTERNET), "198.18.0.0/15");
    subscribers(internet);
    new LastMiles(plan).addresses();
    for (Plan.Tunnel tunnel : plan.tunnels) {
      tunnel.subnet = tunnel.subnet.or(() -> access.take(30));
      if (tunnel.subnet.isEmpty()) {
        plan.problems.error(tunnel.said.at(), "there is no subnet left for tunnel " + tunnel.name, "\"subnet\"");
      }
    }
    for (Link link : plan.links) {
      if (link.line()) {
        continue;
      }
      if (link.subnet.isEmpty()) {
        subnet(link, link.vpn.isEmpty() ? core : link.internet() ? internet : hasSite(link) ? access : lans(link.vpn));
      }
      link.subnet.ifPresent(subnet -> interfaces(link, subnet));
    }
  }

  private static String zone(Node node) {
    return node.kind == Kind.ISP || node.kind == Kind.SLB ? VpnConfig.INTERNET : node.kind.shared() ? "" : node.vpn;
  }

  /** Lines of a last mile without a NAT have public addresses, a block for each last mile. */
  private void subscribers(AddressPool internet) {
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.LAST_MILE && node.subscribers.isEmpty()) {
        int length = 30;
        while (node.ends.size() - 1 > (1L << 32 - length) - 2) {
          length--;
        }
        node.subscribers = LastMiles.nat(node) ? Optional.of(LastMiles.INSIDE) : internet.take(length);
        if (node.subscribers.isEmpty()) {
          plan.problems.error(node.at, "there is no public block left for the lines of " + node.name, "\"nat: true\"");
        }
      }
    }
  }

  private AddressPool.Taken taken(String vpn) {
    return taken.computeIfAbsent(vpn, _ -> new AddressPool.Taken());
  }

  private AddressPool lans(String vpn) {
    return lanPools.computeIfAbsent(vpn, name -> new AddressPool(taken(name), "10.1.0.0/16", "10.2.0.0/15",
        "10.4.0.0/14", "10.8.0.0/13", "10.16.0.0/12", "10.32.0.0/11", "10.64.0.0/10"));
  }

  private static boolean hasSite(Link link) {
    return link.ends.stream().anyMatch(end -> end.site.isPresent());
  }

  private void loopback(Node node, AddressPool pool) {
    // 10.255.255.0 is skipped: a loopback that ends in 0 reads like a network.
    var block = pool.take(32).filter(p -> (p.address() & 0xff) != 0).or(() -> pool.take(32));
    if (block.isEmpty()) {
      plan.problems.error(node.at, "there is no loopback address left for " + node.name, "\"loopback\"");
    } else {
      node.loopback = OptionalInt.of(block.get().address());
    }
  }

  private void subnet(Link link, AddressPool pool) {
    int length = link.lan ? 24 : 30;
    while (link.ends.size() > (1L << 32 - length) - 2) {
      length--;
    }
    link.subnet = pool.take(length);
    if (link.subnet.isEmpty()) {
      plan.problems.error(link.said.at(), "there is no subnet left for link " + link.name, "\"subnet\"");
    }
  }

  /** Addresses of device configurations hold for their end of the link, and say the link's subnet. */
  private void fromConfig(Node node) {
    if (node.config.isEmpty()) {
      return;
    }
    for (IosConfig.Interface said : node.config.get().interfaces()) {
      End end = plan.ends.get(node.name + ":" + said.name());
      if (end == null || said.address().isEmpty()) {
        continue;
      }
      IosConfig.Address address = said.address().get();
      var prefix = Ipv4Prefix.covering(address.address(), address.prefixLength());
      if (end.link.subnet.isEmpty()) {
        end.link.subnet = Optional.of(prefix);
        end.link.subnetAt = address.at();
      } else if (!end.link.subnet.get().equals(prefix)) {
        plan.problems.error(address.at(), end.name() + " is in " + prefix + " and its link in " + end.link.subnet.get()
            + ", from " + end.link.subnetAt, "the same subnet");
        continue;
      }
      end.address = OptionalInt.of(address.address());
    }
  }

  private record Block(Ipv4Prefix prefix, String what, Position at) {}

  /** Within a VPN, and within the provider's network, no two links or loopbacks may overlap. */
  private void checkOverlaps() {
    var blocks = new TreeMap<String, List<Block>>();
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.LAST_MILE && !LastMiles.nat(node)) {
        node.subscribers.ifPresent(prefix -> blocks.computeIfAbsent(VpnConfig.INTERNET, _ -> new ArrayList<>())
            .add(new Block(prefix, "lines of " + node.name, node.settings.at("subscribers"))));
      }
    }
    for (Link link : plan.links) {
      link.subnet.ifPresent(subnet -> blocks.computeIfAbsent(link.vpn, _ -> new ArrayList<>())
          .add(new Block(subnet, "link " + link.name, link.subnetAt)));
    }
    for (Node node : plan.nodes.values()) {
      node.loopback.ifPresent(address -> blocks.computeIfAbsent(zone(node), _ -> new ArrayList<>())
          .add(new Block(Ipv4Prefix.host(address), "loopback of " + node.name, node.settings.at("loopback"))));
    }
    for (Plan.Tunnel tunnel : plan.tunnels) {
      tunnel.subnet.ifPresent(subnet -> blocks.computeIfAbsent(tunnel.vpn.name, _ -> new ArrayList<>())
          .add(new Block(subnet, "tunnel " + tunnel.name, tunnel.said.at("subnet"))));
    }
    for (Plan.PoolBlock pool : plan.pools) {
      blocks.computeIfAbsent(pool.vpn(), _ -> new ArrayList<>()).add(new Block(pool.prefix(), pool.what(), pool.at()));
    }
    blocks.forEach((vpn, list) -> {
      List<Block> sorted = new ArrayList<>(list);
      sorted.sort(Comparator.comparing(Block::prefix));
      Block widest = sorted.getFirst();
      for (Block block : sorted.subList(1, sorted.size())) {
        if (widest.prefix().overlaps(block.prefix())) {
          boolean later = list.indexOf(block) > list.indexOf(widest);
          Block second = later ? block : widest;
          Block first = later ? widest : block;
          plan.problems.error(second.at(), second.prefix() + " of " + second.what() + " overlaps " + first.prefix()
              + " of "
              + first.what() + ", from " + first.at() + ", in " + (vpn.isEmpty() ? "the global table" : "VPN " + vpn),
              "addresses of its own");
        } else {
          widest = block;
        }
      }
    });
  }

  /** Routers first, then hosts, in the order of ends; what is said stays. */
  private void interfaces(Link link, Ipv4Prefix subnet) {
    int first = subnet.length() == 31 ? 0 : 1;
    long last = (1L << 32 - subnet.length()) - 1 - first;
    Set<Integer> used = new HashSet<>();
    for (End end : link.ends) {
      if (end.address.isPresent()) {
        int address = end.address.getAsInt();
        long offset = (address & 0xffff_ffffL) - (subnet.address() & 0xffff_ffffL);
        Position at = end.said.at("address").line() == 0 ? end.at : end.said.at("address");
        if (offset < first || offset > last) {
          plan.problems.error(at, "the address " + Ipv4.format(address) + " of " + end.name() + " is not a host of "
              + subnet, Ipv4.format(subnet.address() + first) + " to " + Ipv4.format((int) (subnet.address() + last)));
        } else if (!used.add(address)) {
          plan.problems.error(at, "the address " + Ipv4.format(address) + " of " + end.name()
              + " is another end's already", "an address of its own");
        }
      }
    }
    plan.hsrp.of(link).forEach(member -> used.add(member.config().virtualAddress()));
    List<End> waiting = new ArrayList<>();
    link.ends.stream().filter(end -> !end.node.kind.station()).forEach(waiting::add);
    link.ends.stream().filter(end -> end.node.kind.station()).forEach(waiting::add);
    long offset = first;
    for (End end : waiting) {
      if (end.address.isPresent()) {
        continue;
      }
      while (offset <= last && used.contains((int) (subnet.address() + offset))) {
        offset++;
      }
      if (offset > last) {
        plan.problems.error(link.subnetAt, "the subnet " + subnet + " has no address for " + end.name(),
            "room for " + link.ends.size() + " ends");
        return;
      }
      end.address = OptionalInt.of((int) (subnet.address() + offset++));
    }
  }
}
