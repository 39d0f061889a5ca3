package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Need;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Tunnel;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code tunnels}: GRE between a PE's public interface and a CE's, with IPsec or without. */
final class TunnelsReader {
  private final Plan plan;
  private final Fields root;
  private final AccessPlan access;
  private final Map<String, Tunnel> ofEnds = new HashMap<>();
  private final Map<String, Tunnel> ofName = new HashMap<>();
  private final Map<Node, Tunnel> ofCe = new HashMap<>();

  TunnelsReader(Plan plan, Fields root, AccessPlan access) {
    this.plan = plan;
    this.root = root;
    this.access = access;
  }

  void read() {
    for (Yaml item : root.list("tunnels")) {
      Fields.of(item, plan.problems).ifPresent(this::tunnel);
    }
  }

  private void tunnel(Fields said) {
    Optional<Vpn> vpn = AccessReader.vpn(plan, said, "vpn");
    Optional<List<End>> ends = ends(said);
    if (vpn.isEmpty() || ends.isEmpty()) {
      return;
    }
    End pe = ends.get().getFirst();
    End ce = ends.get().getLast();
    String name = said.text("name").orElse("Tunnel" + plan.tunnels.size());
    var tunnel = new Tunnel(name, said, vpn.get(), said.text("vrf").orElse(vpn.get().name), pe, ce);
    if (!alone(tunnel)) {
      return;
    }
    said.integer("mtu").filter(mtu -> mtu > TunnelsBuild.room(said)).ifPresent(mtu -> plan.problems.error(
        said.at("mtu"), "mtu is " + mtu, "68 to " + TunnelsBuild.room(said) + ", what these headers leave of 1500"));
    said.text("subnet").flatMap(text -> LinksReader.prefix(text, said.at("subnet"), plan)).ifPresent(subnet -> {
      if (subnet.length() > 30) {
        plan.problems.error(said.at("subnet"), "the subnet " + subnet + " has no room for two ends",
            "a prefix of 30 bits or fewer");
      }
      tunnel.subnet = Optional.of(subnet);
    });
    if (tunnel.bgp() && ce.node.as().isEmpty() && !ce.node.settings.has("as")) {
      plan.problems.error(ce.node.at, "CE " + ce.node.name + " has no AS and tunnel " + name + " speaks BGP to it",
          "\"as\", or \"routing: static\" at the tunnel");
    }
    if (tunnel.bgp()) {
      VpnsReader.checkOther(plan, ce.node, pe.node);
    }
    if (tunnel.bgp() && said.has("routes")) {
      plan.problems.error(said.at("routes"), "routes at a tunnel that speaks BGP", "\"routing: static\"");
    }
    access.needs.add(new Need(pe.node, tunnel.vrf, tunnel.vpn, said.at()));
    if (said.has("ipsec")) {
      protect(tunnel);
    }
    plan.addTunnel(tunnel);
  }

  /** The PE's end and the CE's, in whichever order they are said. */
  private Optional<List<End>> ends(Fields said) {
    var ends = new ArrayList<End>();
    for (Yaml item : said.list("ends")) {
      Fields.text(item).filter(text -> text.indexOf(':') > 0).flatMap(text -> plan.end(text, item.at()))
          .ifPresent(ends::add);
    }
    if (ends.size() != 2) {
      return Optional.empty();                             // the schema's to report, or reported
    }
    if (ends.getFirst().node.kind == Kind.CE) {
      ends.add(ends.removeFirst());
    }
    End pe = ends.getFirst();
    End ce = ends.getLast();
    if (pe.node.kind != Kind.PE || ce.node.kind != Kind.CE) {
      plan.problems.error(said.at("ends"), "a tunnel between a " + pe.node.kind.text() + " and a "
          + ce.node.kind.text(), "an interface of a pe and one of a ce");
      return Optional.empty();
    }
    for (End end : ends) {
      if (end.site.isPresent() || end.link.allCore()) {
        plan.problems.error(said.at("ends"), end.name() + " is " + (end.site.isPresent() ? "a site's" : "the core's"),
            "an interface of the global table");
        return Optional.empty();
      }
    }
    return Optional.of(ends);
  }

  private boolean alone(Tunnel tunnel) {
    String ends = tunnel.pe.name() + " " + tunnel.ce.name();
    Tunnel twin = ofEnds.get(ends);
    Tunnel other = twin == null ? ofName.get(tunnel.name) : twin;
    if (other != null) {
      plan.problems.error(tunnel.said.at(twin == null ? "name" : "ends"), twin == null ? "duplicate tunnel name "
          + Problem.quote(tunnel.name) : "a second tunnel between " + tunnel.pe.name() + " and " + tunnel.ce.name(),
          "another than that at " + other.said.at());
      return false;
    }
    Tunnel first = ofCe.getOrDefault(tunnel.ce.node, tunnel);
    if (first.vpn != tunnel.vpn) {
      plan.problems.error(tunnel.said.at("vpn"), "CE " + tunnel.ce.node.name + " is VPN " + first.vpn.name
          + "'s by the tunnel at " + first.said.at(), "VPN " + first.vpn.name, first.vpn.name);
      return false;
    }
    ofEnds.put(ends, tunnel);
    ofName.put(tunnel.name, tunnel);
    ofCe.putIfAbsent(tunnel.ce.node, tunnel);
    return true;
  }

  /** Once addresses are known: a balancer's real servers may be said by address. */
  static void checkAddresses(Plan plan) {
    for (Tunnel each : plan.tunnels) {
      if (each.settings.isPresent()) {
        Balancer.before(plan, each.pe).ifPresent(balancer -> plan.problems.error(each.said.at("ends"),
            "IPsec of tunnel " + each.name + " ends at " + each.pe.name() + ", behind load balancer "
            + balancer.node.name + ": the other real servers do not have the tunnel",
            "an interface with a public address of its own"));
      }
    }
  }

  /** An aggregator of which nothing is said takes whatever its peers offer. */
  private static IkeSettings taking(IkeSettings own, IkeSettings offered) {
    var policies = new LinkedHashSet<>(own.policies());
    policies.addAll(offered.policies());
    var transforms = new LinkedHashSet<>(own.child().transforms());
    transforms.addAll(offered.child().transforms());
    ChildPolicy child = own.child();
    return new IkeSettings(List.copyOf(policies), new ChildPolicy(List.copyOf(transforms), child.transport(),
        child.pfs(), child.lifetime(), child.lifetimeKilobytes()), own.timing(), own.credential(), own.trust(),
        own.epoch(), own.natTraversal());
  }

  /** The CE connects; the PE's interface is an aggregator, said or not. */
  private void protect(Tunnel tunnel) {
    Fields said = tunnel.said.fields("ipsec");
    if (!said.has("key")) {
      plan.problems.error(said.at(), "IPsec of tunnel " + tunnel.name + " has no key", "\"key\"");
    }
    tunnel.ike = said.integer("ike").orElse(2);
    tunnel.settings = Optional.of(new IkeReader(plan).settings(said, tunnel.ike, List.of(AuthMethod.PRE_SHARED_KEY),
        true));
    Aggregator aggregator = access.aggregators.get(tunnel.pe.name());
    if (aggregator == null) {
      Optional<Aggregator> elsewhere = access.aggregatorOf(tunnel.pe.node);
      if (elsewhere.isPresent()) {
        plan.problems.error(tunnel.said.at("ends"), tunnel.pe.node.name + " is an aggregator at "
            + elsewhere.get().end.name() + ", from " + elsewhere.get().at, "that interface",
            Nearest.to(tunnel.pe.name(), List.of(elsewhere.get().end.name())));
        return;
      }
      aggregator = new Aggregator(tunnel.pe, tunnel.said.at("ends"), Fields.NONE);
      access.add(aggregator);
      new ProfilesReader(plan, access).settings(aggregator);
    }
    aggregator.redundancy.ifPresent(group -> plan.problems.error(tunnel.said.at("ends"), "IPsec of tunnel "
        + tunnel.name + " ends at " + tunnel.pe.name() + ", which shares its public address by HSRP group "
        + Problem.quote(group.group()) + ": its stand-in does not have the tunnel",
        "an aggregator without \"redundancy\", and a second tunnel to another PE"));
    aggregator.gre = true;
    if (aggregator.said == Fields.NONE) {
      aggregator.ike1 = aggregator.ike1.map(own -> tunnel.ike == 1 ? taking(own, tunnel.settings.get()) : own);
      aggregator.ike2 = aggregator.ike2.map(own -> tunnel.ike == 2 ? taking(own, tunnel.settings.get()) : own);
    }
    if (tunnel.ike == 1 ? aggregator.ike1.isEmpty() : aggregator.ike2.isEmpty()) {
      plan.problems.error(said.at("ike"), "aggregator " + tunnel.pe.name() + " does not speak IKEv" + tunnel.ike,
          "a version that it speaks");
    }
  }
}
