package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Site;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.scenario.Plan.Vrf;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.VpnNumber;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/** Finds the VRFs of every PE: from device configurations, and from the sites of the VPNs. */
final class VrfPlan {
  private final Plan plan;
  private final VpnsReader reader;
  private final AccessPlan access;
  private final Map<String, Vpn> vpnOfVrf = new HashMap<>();
  private final Map<Vpn, Vrf> firstOf = new HashMap<>();
  private final Map<End, String> bindings = new HashMap<>();

  VrfPlan(Plan plan, VpnsReader reader, AccessPlan access) {
    this.plan = plan;
    this.access = access;
    this.reader = reader;
  }

  void make() {
    for (Vpn vpn : plan.vpns.values()) {
      vpnOfVrf.putIfAbsent(vpn.name, vpn);
      vpn.said.list("vrfs").forEach(item -> Fields.text(item).ifPresent(name -> vpnOfVrf.put(name, vpn)));
    }
    for (Node node : plan.nodes.values()) {
      node.config.ifPresent(config -> configured(node, config));
    }
    for (Vpn vpn : plan.vpns.values()) {
      for (Site site : vpn.sites) {
        if (binding(site.end).isEmpty()) {
          declared(site);
        }
      }
    }
    plan.vpns.values().forEach(vpn -> vpn.sites.forEach(this::customer));
    reader.checkLinks();
    access.needs.forEach(this::needed);
    checkDistinguishers();
    checkTargets();
    checkSameAs();
  }

  /** An aggregator that is no PE has a VRF behind each site that it is attached to, as the customer's router there. */
  private void customer(Site site) {
    for (End far : site.end.others()) {
      if (far.node.kind == Kind.AGG) {
        Vrf vrf = of(far.node, site.vpn.name, site.vpn, site.at);
        vrf.uplinks.add(far);
        far.lite = Optional.of(vrf);
      }
    }
  }

  private Vrf of(Node node, String name, Vpn vpn, Position at) {
    Vrf known = plan.vrfs.get(key(node, name));
    if (known == null) {
      Optional<Vrf> like = Optional.ofNullable(firstOf.get(vpn));
      boolean perPrefix = vpn.said.text("labels").orElse("").equals("per-prefix");
      var vrf = new Vrf(node, name, vpn, at, vpn.rd.isPresent() ? vpn.rd.getAsLong() : like.map(v -> v.rd).orElse(0L),
          perPrefix);
      if (node.kind == Kind.PE) {
        boolean own = !vpn.imports.isEmpty() || !vpn.exports.isEmpty() || like.isEmpty();
        vrf.imports = own ? vpn.imports : like.get().imports;
        vrf.exports = own ? vpn.exports : like.get().exports;
      }
      add(vrf);
      return vrf;
    }
    return known;
  }

  private void add(Vrf vrf) {
    plan.vrfs.put(key(vrf.node, vrf.name), vrf);
    firstOf.putIfAbsent(vrf.vpn, vrf);
  }

  /** Where remote peers come in, a VRF is needed even if no site of the VPN is there. */
  private void needed(AccessPlan.Need need) {
    Vrf vrf = of(need.node(), need.vrf(), need.vpn(), need.at());
    if (vrf.vpn != need.vpn()) {
      plan.problems.error(need.at(), "VRF " + need.vrf() + " of " + need.node().name + " belongs to VPN "
          + vrf.vpn.name + ", from " + vrf.at, "a VRF of VPN " + need.vpn().name);
    } else if (need.node().kind == Kind.AGG && vrf.uplinks.isEmpty()) {
      plan.problems.error(need.at(), "aggregator " + need.node().name + " has no link to a site of VPN "
          + need.vpn().name, "a link to a PE, and that interface of the PE under sites of " + need.vpn().name);
    }
  }

  /** The VRF that the node's configuration binds this interface to. */
  private Optional<String> binding(End end) {
    return Optional.ofNullable(bindings.get(end));
  }

  static String key(Node node, String vrf) {
    return node.name + " " + vrf;
  }

  private void configured(Node node, IosConfig config) {
    for (IosConfig.Vrf said : config.vrfs()) {
      Vpn vpn = vpnOfVrf.get(said.name());
      boolean perPrefix = vpn.said.text("labels").orElse("").equals("per-prefix");
      var vrf = new Vrf(node, said.name(), vpn, said.at(), said.rd().orElse(0), perPrefix);
      vrf.imports = said.imports();
      vrf.exports = said.exports();
      add(vrf);
    }
    for (IosConfig.Interface said : config.interfaces()) {
      End end = plan.ends.get(node.name + ":" + said.name());
      if (end == null) {
        plan.problems.warning(said.at(), "no link ends at " + node.name + ":" + said.name());
        continue;
      }
      said.vrf().ifPresent(vrf -> bindings.put(end, vrf));
      if (said.vrf().isPresent() && plan.vrfs.containsKey(key(node, said.vrf().get()))) {
        bind(end, plan.vrfs.get(key(node, said.vrf().get())), said.at());
      }
    }
  }

  private void bind(End end, Vrf vrf, Position at) {
    if (end.site.isEmpty()) {
      boolean bgp = end.others().stream().anyMatch(
          e -> (e.node.kind == Kind.CE || e.node.kind == Kind.AGG) && e.node.as().isPresent());
      reader.attach(vrf.vpn, end, at, Fields.NONE, bgp);
    }
    end.site.ifPresent(site -> {
      for (String key : List.of("vrf", "rd", "import", "export")) {
        if (site.said.has(key)) {
          plan.problems.error(site.said.at(key), "the " + key + " of " + end.name() + " is configured already, at "
              + at,
              "no \"" + key + "\" here");
        }
      }
      if (site.vpn != vrf.vpn) {
        plan.problems.error(site.at, end.name() + " is bound to VRF " + vrf.name + " of VPN " + vrf.vpn.name + " at "
            + at
            + " and listed under VPN " + site.vpn.name, "\"vrfs: [" + vrf.name + "]\" in VPN " + site.vpn.name);
      }
      vrf.sites.add(site);
    });
  }

  private void declared(Site site) {
    Vpn vpn = site.vpn;
    Fields said = site.said;
    String name = said.text("vrf").orElse(vpn.name);
    Node node = site.end.node;
    OptionalLong own = said.text("rd").map(text -> reader.distinguisher(text, said.at("rd")))
        .orElse(OptionalLong.empty());
    long rd = own.orElse(vpn.rd.orElse(0));
    boolean perPrefix = said.text("labels").or(() -> vpn.said.text("labels")).orElse("").equals("per-prefix");
    var imports = said.has("import") ? reader.targets(said, "import") : vpn.imports;
    var exports = said.has("export") ? reader.targets(said, "export") : vpn.exports;
    Vrf known = plan.vrfs.get(key(node, name));
    if (known == null) {
      var vrf = new Vrf(node, name, vpn, site.at, rd, perPrefix);
      vrf.imports = imports;
      vrf.exports = exports;
      vrf.sites.add(site);
      add(vrf);
    } else if (known.vpn != vpn) {
      plan.problems.error(said.has("vrf") ? said.at("vrf") : site.at, "VRF " + name + " of " + node.name
          + " belongs to VPN " + known.vpn.name + ", from " + known.at, "a name of its own: \"vrf: NAME\" at the site");
    } else if (differs(known, own, imports, exports, said)) {
      plan.problems.error(site.at, "site " + site.end.name() + " and the site at " + known.at + " share VRF " + name
          + " and differ in rd, import, export or labels", "the same settings, or \"vrf: NAME\" for one of its own");
    } else {
      known.sites.add(site);
    }
  }

  /** A site that says nothing of its own joins the VRF that is there, with that one's settings. */
  private static boolean differs(Vrf known, OptionalLong rd, SequencedMap<Long, Position> imports,
      SequencedMap<Long, Position> exports, Fields said) {
    return rd.isPresent() && rd.getAsLong() != known.rd
        || said.has("import") && !imports.keySet().equals(known.imports.keySet())
        || said.has("export") && !exports.keySet().equals(known.exports.keySet())
        || said.has("labels") && said.text("labels").orElse("").equals("per-prefix") != known.perPrefix;
  }

  private void checkDistinguishers() {
    Map<String, Vrf> first = new HashMap<>();
    for (Vrf vrf : plan.vrfs.values()) {
      Vrf other = first.putIfAbsent(vrf.node.name + " " + vrf.rd, vrf);
      if (other != null) {
        plan.problems.error(vrf.at, "VRF " + vrf.name + " of " + vrf.node.name + " has the route distinguisher "
            + RouteDistinguisher.format(vrf.rd) + " of VRF " + other.name + ", from " + other.at,
            "one of its own: \"rd\" at the site");
      }
    }
  }

  private void checkTargets() {
    var exported = new LinkedHashMap<String, Position>();
    var imported = new HashSet<Long>();
    for (Vrf vrf : plan.vrfs.values()) {
      vrf.exports.forEach((target, at) -> exported.putIfAbsent(VpnNumber.formatTarget(target), at));
      imported.addAll(vrf.imports.keySet());
    }
    for (Vrf vrf : plan.vrfs.values()) {
      vrf.imports.forEach((target, at) -> {
        String text = VpnNumber.formatTarget(target);
        if (!exported.containsKey(text) && !plan.problems.full()) {
          plan.problems.error(at, "nothing exports the route target " + text + " that VRF " + vrf.name + " imports",
              exported.isEmpty() ? "" : "one of " + Plan.some(exported.keySet()),
              Nearest.to(text, exported.keySet()));
        }
      });
      vrf.exports.forEach((target, at) -> {
        if (!imported.contains(target)) {
          plan.problems.warning(at, "nothing imports the route target " + VpnNumber.formatTarget(target)
              + " that VRF " + vrf.name + " exports");
        }
      });
    }
  }

  /** Two CEs of a VPN in one AS refuse each other's routes (their own AS is in the path) unless the PE overrides it. */
  private void checkSameAs() {
    for (Vpn vpn : plan.vpns.values()) {
      Map<Long, Node> first = new HashMap<>();
      Set<Long> told = new HashSet<>();
      for (Site site : vpn.sites) {
        for (End end : site.end.others()) {
          if (site.bgp && end.node.kind == Kind.CE && end.node.as().isPresent()) {
            long as = end.node.as().getAsLong();
            Node other = first.putIfAbsent(as, end.node);
            if (other != null && other != end.node && !site.said.flag("as-override") && told.add(as)) {
              plan.problems.warning(site.at, "CEs " + other.name + " and " + end.node.name + " of VPN " + vpn.name
                  + " are both in AS " + as + ": without \"as-override\" they refuse each other's routes");
            }
          }
        }
      }
    }
  }
}
