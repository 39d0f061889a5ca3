package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Makes VPNs by number. Site {@code s} of VPN {@code v} has CE {@code ce-v-s} in AS 64511 + s (from site 400 on
 * 4200000000
 * + s), LAN 10.(s / 256).(s mod 256).0/24 and host {@code host-v-s}; PEs are taken in turn, so that the sites of a
 * VPN are
 * on different ones as long as there are enough.
 */
final class VpnGenerator {
  private static final int MAX_SITES = 40_000;

  private final Plan plan;
  private final NodesReader nodes;

  VpnGenerator(Plan plan, NodesReader nodes) {
    this.plan = plan;
    this.nodes = nodes;
  }

  void generate(Fields said, VpnsReader reader) {
    int count = said.integer("count").orElse(0);
    int sites = said.integer("sites").orElse(2);
    List<Node> edge = plan.nodes.values().stream().filter(n -> n.kind == Kind.PE).toList();
    if (edge.isEmpty()) {
      plan.problems.error(said.at("count"), "there is no PE for the sites of these VPNs",
          "a pe under nodes or topology");
      return;
    }
    if ((long) count * sites > MAX_SITES) {
      plan.problems.error(said.at("count"), count + " VPNs of " + sites + " sites are " + (long) count * sites
          + " sites",
          "at most " + MAX_SITES);
      return;
    }
    String prefix = said.text("name").orElse("vpn");
    for (int v = 1; v <= count; v++) {
      if (plan.vpns.containsKey(prefix + v)) {
        plan.problems.error(said.at("count"), "VPN " + prefix + v + " exists already, from "
            + plan.vpns.get(prefix + v).at, "another \"name\" for the generator");
        return;
      }
      var vpn = new Vpn(prefix + v, said.at("count"), said);
      plan.vpns.put(vpn.name, vpn);
      reader.numbered(vpn, true, true);
      for (int s = 1; s <= sites; s++) {
        Node pe = edge.get((int) (((long) (v - 1) * sites + s - 1) % edge.size()));
        site(said, reader, vpn, s, pe);
      }
    }
  }

  private void site(Fields said, VpnsReader reader, Vpn vpn, int s, Node pe) {
    Position at = said.at("count");
    String suffix = vpn.name + "-" + s;
    Optional<Node> ce = nodes.add("ce-" + suffix, Kind.CE, at, withAs(at, s));
    Optional<Node> host = nodes.add("host-" + suffix, Kind.HOST, at, Fields.NONE);
    if (ce.isEmpty() || host.isEmpty()) {
      return;
    }
    var access = new Link(plan.freeLinkName(pe.name + "--" + ce.get().name), false, Fields.NONE);
    said.duration("delay").ifPresent(d -> access.delay = d);
    var lan = new Link("lan-" + suffix, true, Fields.NONE);
    lan.subnet = Optional.of(new Ipv4Prefix(10 << 24 | s << 8, 24));
    lan.subnetAt = at;
    if (plan.linksByName.containsKey(lan.name)) {
      plan.problems.error(at, "link " + lan.name + " exists already");
      return;
    }
    if (plan.addEnd(access, pe, plan.freeInterface(pe), at, Fields.NONE)
        && plan.addEnd(access, ce.get(), "ge0", at, Fields.NONE)
        && plan.addEnd(lan, ce.get(), "lan0", at, Fields.NONE)
        && plan.addEnd(lan, host.get(), "eth0", at, Fields.NONE)) {
      plan.addLink(access);
      plan.addLink(lan);
      reader.attach(vpn, access.ends.getFirst(), at, Fields.NONE,
          !said.text("routing").orElse("").equals("static"));
    }
  }

  private Fields withAs(Position at, int s) {
    long as = s < 400 ? 64_511L + s : 4_200_000_000L + s;
    var entries = new LinkedHashMap<String, Yaml.Entry>();
    entries.put("as", new Yaml.Entry(at, new Yaml.Scalar(at, Long.toString(as), Yaml.Type.NUMBER)));
    return new Fields(new Yaml.Mapping(at, entries), plan.problems);
  }
}
