package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Site;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.VpnNumber;
import io.carrierlab.node.topology.VpnConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/** Reads {@code vpns}: names, numbers and sites; generators go to {@link VpnGenerator}. */
final class VpnsReader {
  private final Plan plan;
  private final Fields root;
  private final Set<String> usedNumbers = new HashSet<>();
  private int nextNumber = 1;
  /** VRFs of device configurations, once somebody asks. */
  private Optional<Set<String>> configured = Optional.empty();
  private OptionalLong provider = OptionalLong.empty();

  VpnsReader(Plan plan, Fields root) {
    this.plan = plan;
    this.root = root;
  }

  void read(VpnGenerator generator) {
    root.mapping().get("vpns").ifPresent(this::collectNumbers);
    List<Yaml> items = root.mapping().get("vpns")
        .map(yaml -> yaml instanceof Yaml.Sequence list ? list.items() : List.of(yaml)).orElse(List.of());
    for (Yaml item : items) {
      Fields.of(item, plan.problems).ifPresent(said -> {
        if (said.has("count")) {
          generator.generate(said, this);
        } else {
          vpn(said);
        }
      });
    }
    addConfigured();
    addInternet();
    for (Vpn vpn : plan.vpns.values()) {
      for (Yaml other : vpn.said.list("reaches")) {
        Fields.text(other).filter(name -> !plan.vpns.containsKey(name)).ifPresent(name ->
            plan.problems.error(other.at(), "VPN " + Problem.quote(name) + " does not exist",
                "one of " + Plan.some(plan.vpns.keySet()), Nearest.to(name, plan.vpns.keySet())));
      }
    }
  }

  /** Numbers that the file uses, anywhere: none of them may be given out automatically. */
  private void collectNumbers(Yaml yaml) {
    switch (yaml) {
      case Yaml.Mapping mapping -> mapping.entries().values().forEach(entry -> collectNumbers(entry.value()));
      case Yaml.Sequence list -> list.items().forEach(this::collectNumbers);
      case Yaml.Scalar(_, var text, _) -> {
        if (text.indexOf(':') > 0) {
          usedNumbers.add(text);
        }
      }
    }
  }

  private void vpn(Fields said) {
    String name = said.text("name").orElse("");
    if (name.isEmpty()) {
      return;
    }
    if (plan.vpns.containsKey(name)) {
      plan.doubtful.add(name);
      plan.problems.error(said.at("name"), "duplicate VPN name " + Problem.quote(name) + ", first at "
          + plan.vpns.get(name).at);
      return;
    }
    var vpn = new Vpn(name, said.at("name"), said);
    plan.vpns.put(name, vpn);
    Optional<String> rd = said.text("rd");
    vpn.rd = rd.isPresent() ? distinguisher(rd.get(), said.at("rd")) : OptionalLong.empty();
    var shared = targets(said, "targets");
    vpn.imports.putAll(shared);
    vpn.exports.putAll(shared);
    vpn.imports.putAll(targets(said, "import"));
    vpn.exports.putAll(targets(said, "export"));
    boolean silent = !said.has("targets") && !said.has("import") && !said.has("export");
    if (rd.isEmpty() || silent) {
      numbered(vpn, rd.isEmpty(), silent);
    }
    for (Yaml site : said.list("sites")) {
      site(vpn, site);
    }
    boolean elsewhere = configuredSomewhere(name) || name.equals(VpnConfig.INTERNET) || root.has("access")
        || root.has("tunnels");
    if (said.list("sites").isEmpty() && said.list("vrfs").isEmpty() && !elsewhere) {
      plan.problems.warning(said.at(), "VPN " + name + " has no sites");
    }
  }

  /** Gives the next number of the provider's AS that the file does not use. */
  void numbered(Vpn vpn, boolean rd, boolean targets) {
    if (provider.isEmpty()) {
      provider = OptionalLong.of(plan.nodes.values().stream().filter(n -> n.kind == Kind.PE).findFirst()
          .map(n -> n.as().getAsLong()).orElse(BgpPlan.DEFAULT_AS));
    }
    long as = provider.getAsLong();
    while (usedNumbers.contains(as + ":" + nextNumber)) {
      nextNumber++;
    }
    String number = as + ":" + nextNumber++;
    if (rd) {
      vpn.rd = VpnNumber.routeDistinguisher(number);
    }
    if (targets) {
      VpnNumber.routeTarget(number).ifPresent(target -> {
        vpn.imports.put(target, vpn.at);
        vpn.exports.put(target, vpn.at);
      });
    }
  }

  OptionalLong distinguisher(String text, Position at) {
    return checked(VpnNumber.routeDistinguisher(text), text, at);
  }

  private OptionalLong checked(OptionalLong number, String text, Position at) {
    if (number.isEmpty() && text.matches("[0-9.]+:[0-9]+")) {
      plan.problems.error(at, text + " does not fit 64 bits",
          "an AS up to 65535 with a number up to 4294967295, or a larger AS or an address with one up to 65535");
    }
    return number;
  }

  SequencedMap<Long, Position> targets(Fields said, String key) {
    var targets = new LinkedHashMap<Long, Position>();
    for (Yaml item : said.list(key)) {
      Fields.text(item).ifPresent(text -> checked(VpnNumber.routeTarget(text), text, item.at())
          .ifPresent(target -> targets.putIfAbsent(target, item.at())));
    }
    return targets;
  }

  private void site(Vpn vpn, Yaml item) {
    Fields said = Fields.of(item, plan.problems).orElse(Fields.NONE);
    Position at = said == Fields.NONE ? item.at() : said.at("at");
    Optional<String> text = said == Fields.NONE ? Fields.text(item) : said.text("at");
    if (text.isEmpty() || text.get().indexOf(':') < 1) {
      return;
    }
    said.text("site-of-origin").ifPresent(
        soo -> checked(VpnNumber.siteOfOrigin(soo), soo, said.at("site-of-origin")));
    for (String name : plan.expandEnd(text.get(), at)) {
      boolean bgp = !said.text("routing").orElse("").equals("static");
      plan.end(name, at).ifPresentOrElse(end -> attach(vpn, end, at, said, bgp),
          () -> plan.doubtful.add(said.text("vrf").orElse(vpn.name)));
    }
  }

  /** Makes a site of a PE's end. */
  void attach(Vpn vpn, End end, Position at, Fields said, boolean bgp) {
    if (end.node.kind != Kind.PE) {
      plan.problems.error(at, "site " + end.name() + " is on a " + end.node.kind.text(), "an interface of a PE");
    } else if (end.site.isPresent()) {
      plan.problems.error(at, end.name() + " is a site of VPN " + end.site.get().vpn.name + " already, at "
          + end.site.get().at, "one VPN for an interface");
    } else if (end.link.ends.size() > 1 && end.link.ends.stream().allMatch(e -> e.node.kind.core())) {
      core(end, at);                       // with one end only, the other one is an error of its own
    } else {
      var site = new Site(vpn, end, at, said, bgp && !leadsOut(end, said));
      end.site = Optional.of(site);
      vpn.sites.add(site);
      checkSession(site);
    }
  }

  /** A firewall speaks no BGP: where it is all that is there, and nothing is said, the site is static. */
  private static boolean leadsOut(End end, Fields said) {
    return !said.has("routing") && end.others().stream().anyMatch(far -> far.node.kind == Kind.FIREWALL)
        && end.others().stream().noneMatch(far -> far.node.kind == Kind.CE || far.node.kind == Kind.AGG);
  }

  private void core(End end, Position at) {
    plan.problems.error(at, end.name() + " is on the core link " + end.link.name, "a link to a CE or host");
  }

  /** A LAN may have several PEs, if all of them are there for the customer. Once all sites are known. */
  void checkLinks() {
    for (Vpn vpn : plan.vpns.values()) {
      vpn.sites.stream().filter(site -> site.end.others().stream()
          .anyMatch(other -> other.node.kind.core() && other.site.filter(its -> its.vpn == vpn).isEmpty()))
          .forEach(site -> core(site.end, site.at));
    }
  }

  private void checkSession(Site site) {
    List<Plan.Node> customers = site.end.others().stream().map(e -> e.node)
        .filter(n -> n.kind == Kind.CE || n.kind == Kind.AGG || n.kind == Kind.FIREWALL).toList();
    if (site.bgp) {
      for (Plan.Node ce : customers) {
        if (ce.kind == Kind.FIREWALL) {
          plan.problems.error(site.at, "site " + site.end.name() + " speaks BGP and firewall " + ce.name
              + " there does not", "\"routing: static\", or a link of its own for the firewall");
        } else if (ce.as().isEmpty() && !ce.settings.has("as")) {
          plan.problems.error(ce.at, ce.kind.text().toUpperCase(Locale.ROOT) + " " + ce.name + " has no AS and site "
              + site.end.name() + " speaks BGP to it",
              "\"as\", or \"routing: static\" at the site");
        }
        checkOther(plan, ce, site.end.node);
      }
      if (site.said.has("routes")) {
        plan.problems.error(site.said.at("routes"), "routes at a site that speaks BGP", "\"routing: static\"");
      }
    }
    if (customers.isEmpty() && (site.said.has("routing") || site.said.has("md5"))) {
      plan.problems.error(site.at, "site " + site.end.name() + " has no CE to route to", "a link to a CE");
    }
  }

  /** A CE in its PE's AS would be an iBGP neighbour, and a PE tells those nothing that it has from others of its AS. */
  static void checkOther(Plan plan, Plan.Node ce, Plan.Node pe) {
    if (ce.as().isPresent() && ce.as().equals(pe.as())) {
      plan.problems.error(ce.settings.at("as"), ce.kind.text().toUpperCase(Locale.ROOT) + " " + ce.name
          + " is in AS " + ce.as().getAsLong() + ", as its PE " + pe.name + ": iBGP between them (RFC 6368) is not"
          + " emulated", "an AS of its own, or \"routing: static\"");
    }
  }

  private boolean configuredSomewhere(String vrf) {
    if (configured.isEmpty()) {
      configured = Optional.of(Set.copyOf(configuredNames()));
    }
    return configured.get().contains(vrf);
  }

  /** The Internet is a VPN, the public's, wherever something is of it. */
  private void addInternet() {
    boolean there = root.has("access") || root.fields("load").has("clients")
        || plan.links.stream().anyMatch(Plan.Link::internet);
    if (there && !plan.vpns.containsKey(VpnConfig.INTERNET)) {
      plan.vpns.put(VpnConfig.INTERNET, new Vpn(VpnConfig.INTERNET, root.at(), Fields.NONE));
    }
  }

  /** VRFs of device configurations that no VPN of the file claims are VPNs of their own name. */
  private void addConfigured() {
    Set<String> claimed = new HashSet<>();
    for (Vpn vpn : plan.vpns.values()) {
      for (Yaml item : vpn.said.list("vrfs")) {
        Fields.text(item).ifPresent(name -> {
          if (!configuredSomewhere(name)) {
            plan.problems.error(item.at(), "no device configuration has a VRF " + Problem.quote(name),
                "an existing VRF",
                Nearest.to(name, configuredNames()));
          } else if (!claimed.add(name)) {
            plan.problems.error(item.at(), "VRF " + Problem.quote(name) + " belongs to another VPN already");
          }
        });
      }
    }
    for (var node : new ArrayList<>(plan.nodes.values())) {
      node.config.ifPresent(config -> config.vrfs().forEach(vrf -> {
        if (!claimed.contains(vrf.name()) && !plan.vpns.containsKey(vrf.name())) {
          plan.vpns.put(vrf.name(), new Vpn(vrf.name(), vrf.at(), Fields.NONE));
        }
      }));
    }
  }

  private List<String> configuredNames() {
    return plan.nodes.values().stream().flatMap(n -> n.config.stream()).flatMap(c -> c.vrfs().stream())
        .map(v -> v.name()).distinct().toList();
  }
}
