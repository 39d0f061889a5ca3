package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.ios.Section;
import io.carrierlab.cluster.ios.Word;
import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Need;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AccessConfig.AaaData;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Pool;
import io.carrierlab.node.topology.AccessConfig.Redundancy;
import io.carrierlab.node.topology.AccessConfig.UserRule;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes an aggregator of a router whose configuration has a crypto map on an interface. */
final class ConfiguredAccess {
  private final Plan plan;
  private final AccessPlan access;
  private final Function<Aggregator, Boolean> add;

  /** @param add puts a new aggregator among the others; false if it cannot be one */
  ConfiguredAccess(Plan plan, AccessPlan access, Function<Aggregator, Boolean> add) {
    this.plan = plan;
    this.access = access;
    this.add = add;
  }

  void read() {
    for (Node node : List.copyOf(plan.nodes.values())) {
      node.config.ifPresent(config -> config.interfaces().stream().filter(i -> i.cryptoMap().isPresent())
          .forEach(i -> aggregator(node, config, i)));
    }
  }

  private void aggregator(Node node, IosConfig config, IosConfig.Interface on) {
    End end = plan.ends.get(node.name + ":" + on.name());
    if (end == null) {
      return;
    }
    Optional<Aggregator> there = Optional.ofNullable(access.aggregators.get(end.name()));
    var aggregator = there.orElseGet(() -> new Aggregator(end, on.cryptoMap().get().at(), Fields.NONE));
    if (there.isEmpty() && !add.apply(aggregator)) {
      return;
    }
    Word map = on.cryptoMap().get();
    on.redundancy().ifPresent(group -> {
      AccessReader.redundancy(plan, aggregator, group.text(), group.at());
      aggregator.redundancy = Optional.of(new Redundancy(group.text(), true));
    });
    var methods = new ConfiguredAaa(plan, config);
    methods.servers(aggregator);
    profiles(node, config, aggregator, methods, map.text());
    groups(config, aggregator);
    new ConfiguredIke(plan, config).read(aggregator, map);
    users(config, aggregator);
  }

  static List<Section> all(IosConfig config, String head) {
    return config.access().of(head);
  }

  /** The section of this head and name, or an error at the word that names it. */
  static Optional<Section> named(Plan plan, IosConfig config, String head, Word name) {
    Optional<Section> found = config.access().named(head, name.text());
    if (found.isEmpty()) {
      List<String> known = all(config, head).stream().map(s -> s.text("NAME")).distinct().toList();
      plan.problems.error(name.at(), "there is no \"" + head + " " + name.text() + "\"", known.isEmpty() ? ""
          : "one of " + String.join(", ", known), Nearest.to(name.text(), known));
    }
    return found;
  }

  private void profiles(Node node, IosConfig config, Aggregator aggregator, ConfiguredAaa aaa, String map) {
    var ike = new ConfiguredIke(plan, config);
    List<Key> shared = all(config, "crypto isakmp key").stream().flatMap(line -> prefix(line.value("ADDRESS").get(),
        line.value("MASK")).map(prefix -> new Key(prefix, line.text("KEY"))).stream()).toList();
    for (Section section : all(config, "crypto isakmp profile")) {
      Optional<String> vrf = section.line("vrf").map(line -> line.text("VRF"));
      section.line("vrf").flatMap(line -> vpn(line.value("VRF").get())).ifPresent(vpn ->
          access.needs.add(new Need(node, vrf.get(), vpn, section.line("vrf").get().value("VRF").get().at())));
      var matches = new ArrayList<Match>();
      section.lines("match identity group").forEach(line -> matches.add(new Match.Group(line.text("NAME"))));
      section.lines("match identity").forEach(line -> prefix(line.value("ADDRESS").get(), line.value("MASK"))
          .ifPresent(prefix -> matches.add(new Match.Address(prefix))));
      if (matches.isEmpty()) {
        plan.problems.warning(section.at(), "ISAKMP profile " + section.text("NAME") + " matches nobody");
      }
      var keys = new ArrayList<Key>();
      section.lines("keyring").map(line -> line.value("NAME").get())
          .forEach(name -> named(plan, config, "crypto keyring", name).ifPresent(ring -> keys.addAll(keys(ring))));
      if (section.lines("keyring").findAny().isEmpty()) {
        keys.addAll(shared);
      }
      aggregator.profiles.add(new IsakmpProfile(section.text("NAME"), matches, vrf, keys,
          aaa.method(section.line("isakmp authorization list"), "NAME", "aaa authorization network", map,
              "isakmp authorization list"),
          aaa.method(section.line("client authentication list"), "NAME", "aaa authentication login", map,
              "client authentication list"),
          section.line("accounting").isPresent(),
          ike.behind(section.text("NAME"))));
    }
  }

  private List<Key> keys(Section ring) {
    return ring.lines("pre-shared-key address").flatMap(line -> prefix(line.value("ADDRESS").get(), line.value("MASK"))
        .map(prefix -> new Key(prefix, line.text("KEY"))).stream()).toList();
  }

  /** The VPN that a VRF's name stands for: of that name, or one that lists it. */
  private Optional<Vpn> vpn(Word vrf) {
    Optional<Vpn> found = Optional.ofNullable(plan.vpns.get(vrf.text())).or(() -> plan.vpns.values().stream()
        .filter(vpn -> vpn.said.list("vrfs").stream().anyMatch(item -> Fields.text(item).filter(vrf.text()::equals)
            .isPresent())).findFirst());
    if (found.isEmpty()) {
      plan.problems.error(vrf.at(), "VRF " + Problem.quote(vrf.text()) + " belongs to no VPN",
          plan.vpns.isEmpty() ? "a VPN of this name" : "one of " + Plan.some(plan.vpns.keySet()),
          Nearest.to(vrf.text(), plan.vpns.keySet()));
    }
    return found;
  }

  /** An address with a mask, by default that of a host; host bits are cut, as IOS does. */
  private Optional<Ipv4Prefix> prefix(Word address, Optional<Word> mask) {
    Optional<Integer> host = address(address);
    Optional<Integer> bits = mask.isEmpty() ? Optional.of(-1) : address(mask.get());
    if (host.isEmpty() || bits.isEmpty()) {
      return Optional.empty();
    }
    int length = Integer.bitCount(bits.get());
    if (bits.get() != Ipv4.mask(length)) {
      plan.problems.error(mask.get().at(), mask.get().text() + " is not a mask", "one such as 255.255.255.255");
      return Optional.empty();
    }
    return Optional.of(Ipv4Prefix.covering(host.get(), length));
  }

  private Optional<Integer> address(Word word) {
    return address(plan, word);
  }

  static Optional<Integer> address(Plan plan, Word word) {
    Optional<Integer> address = NodesReader.address(word.text());
    if (address.isEmpty()) {
      plan.problems.error(word.at(), Problem.quote(word.text()) + " is not an IPv4 address", "one such as 10.0.0.1");
    }
    return address;
  }

  /** {@code crypto isakmp client configuration group}, with their pools. */
  private void groups(IosConfig config, Aggregator aggregator) {
    var policies = new ArrayList<GroupPolicy>();
    var profileOf = new HashMap<Match, IsakmpProfile>();
    aggregator.profiles.forEach(each -> each.matches().forEach(match -> profileOf.putIfAbsent(match, each)));
    var vpnOf = new HashMap<String, Vpn>();
    access.needs.stream().filter(need -> need.node() == aggregator.node())
        .forEach(need -> vpnOf.putIfAbsent(need.vrf(), need.vpn()));
    var ike = new ConfiguredIke(plan, config);
    for (Section section : all(config, "crypto isakmp client configuration group")) {
      String name = section.text("NAME");
      Optional<String> vrf = Optional.ofNullable(profileOf.get(new Match.Group(name))).flatMap(IsakmpProfile::vrf);
      Optional<Word> pool = section.line("pool").flatMap(line -> line.value("NAME"));
      if (vrf.isEmpty()) {
        plan.problems.error(section.at(), "no ISAKMP profile with a vrf matches group " + name,
            "\"match identity group " + name + "\" and \"vrf NAME\" in a profile");
        continue;
      }
      pool.ifPresent(word -> pool(config, aggregator, word, vrf.get()));
      String key = section.line("key").map(line -> line.text("KEY")).orElse("");
      if (key.isEmpty()) {
        plan.problems.error(section.at(), "group " + name + " has no key", "a line \"key KEY\"");
      }
      var policy = new GroupPolicy(name, IkeReader.octets(key), Optional.empty(), pool.map(Word::text),
          servers(section, "dns"), servers(section, "wins"), section.line("domain").map(line -> line.text("NAME")),
          section.line("banner").map(line -> String.join(" ", line.rest().stream().map(Word::text).toList())),
          section.line("acl").flatMap(line -> line.value("NAME")).map(ike::sources).orElse(List.of()),
          section.line("pfs").isPresent());
      AccessReader.checkTold(plan, section.at(), policy);
      policies.add(policy);
      access.groups.putIfAbsent(name, new Group(name, section.at(), Fields.NONE,
          Optional.ofNullable(vpnOf.get(vrf.get())), vrf.get(), false, key, false, Optional.empty(), Optional.empty(),
          policy));
    }
    aggregator.local = new AaaData(policies, aggregator.local.users());
  }

  private List<Integer> servers(Section section, String head) {
    var servers = new ArrayList<Integer>();
    section.line(head).ifPresent(line -> {
      line.value("ADDRESS").flatMap(this::address).ifPresent(servers::add);
      line.value("ADDRESS2").flatMap(this::address).ifPresent(servers::add);
    });
    return servers;
  }

  private void pool(IosConfig config, Aggregator aggregator, Word name, String vrf) {
    named(plan, config, "ip local pool", name).ifPresent(section -> {
      Optional<Integer> first = address(section.value("ADDRESS").get());
      Optional<Integer> last = section.value("ADDRESS2").map(this::address).orElse(first);
      if (first.isPresent() && last.isPresent()
          && aggregator.pools.stream().noneMatch(p -> p.name().equals(name.text()) && p.vrf().equals(vrf))) {
        if (Integer.compareUnsigned(first.get(), last.get()) > 0) {
          plan.problems.error(section.at(), "the pool " + name.text() + " ends before it begins", "a range upwards");
        }
        aggregator.pools.add(new Pool(name.text(), vrf, first.get(), last.get()));
      }
    });
  }

  private void users(IosConfig config, Aggregator aggregator) {
    List<UserRule> users = all(config, "username").stream().map(section -> new UserRule(section.text("NAME"),
        section.text("KEY"), 1, 1, Optional.empty(), Optional.empty(), Duration.ZERO)).toList();
    aggregator.local = new AaaData(aggregator.local.groups(), users);
  }

  static Position at(Section section, String value) {
    return section.value(value).map(Word::at).orElse(section.at());
  }
}
