package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosReader;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.protocols.ip.Ipv4;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code kinds} and {@code nodes}, with their device configurations. */
final class NodesReader {
  private static final Map<Kind, Set<String>> KEYS = new EnumMap<>(Map.ofEntries(
      Map.entry(Kind.P, Set.of("kind", "loopback", "ospf", "ldp", "statics")),
      Map.entry(Kind.PE, Set.of("kind", "as", "loopback", "ospf", "ldp", "bgp", "statics", "config")),
      Map.entry(Kind.RR, Set.of("kind", "as", "loopback", "ospf", "ldp", "bgp", "statics")),
      Map.entry(Kind.CE, Set.of("kind", "as", "loopback", "bgp", "statics", "vpn")),
      Map.entry(Kind.HOST, Set.of("kind", "gateway", "vpn")),
      Map.entry(Kind.ISP, Set.of("kind", "loopback", "statics")),
      Map.entry(Kind.AGG, Set.of("kind", "as", "loopback", "bgp", "statics", "config")),
      Map.entry(Kind.RADIUS, Set.of("kind", "gateway", "vpn", "authentication-port", "accounting-port")),
      Map.entry(Kind.FIREWALL, Set.of("kind", "vpn", "nat")),
      Map.entry(Kind.LAST_MILE, Set.of("kind", "subscribers", "nat")),
      Map.entry(Kind.ATTACH, Set.of("kind", "gateway", "vpn", "to", "listen", "nat-t-port", "authentication-port",
          "accounting-port")),
      Map.entry(Kind.IPSEC_PEER, peerKeys()),
      Map.entry(Kind.SLB, Set.of("kind", "loopback", "statics", "config", "slb")),
      Map.entry(Kind.CLIENT, Set.of())));

  private static Set<String> peerKeys() {
    var keys = new HashSet<>(IkeReader.KEYS);
    keys.addAll(List.of("kind", "vpn", "gateway", "ike", "mode", "key", "identity", "local", "remote", "start", "retry",
        "certificate"));
    return keys;
  }

  private final Plan plan;
  private final Fields root;

  NodesReader(Plan plan, Fields root) {
    this.plan = plan;
    this.root = root;
  }

  void read() {
    Fields kinds = root.fields("kinds");
    for (Kind kind : Kind.values()) {
      Fields defaults = kinds.fields(kind.text());
      checkKeys(kind, defaults);
      checkTimers(defaults);
    }
    root.fields("nodes").mapping().entries().forEach((key, entry) -> {
      Optional<Fields> said = Fields.of(entry.value(), plan.problems);
      Optional<Kind> kind = said.flatMap(s -> s.text("kind")).flatMap(Kind::of);
      if (kind.isEmpty()) {
        plan.doubtful.addAll(plan.expand(key).orElse(List.of()));
      } else {
        checkKeys(kind.get(), said.get());
        checkTimers(said.get());
        names(key, entry.keyAt()).forEach(name -> add(name, kind.get(), entry.keyAt(), said.get()));
      }
    });
  }

  private List<String> names(String key, Position at) {
    Optional<List<String>> names = plan.expand(key);
    if (names.isEmpty()) {
      plan.problems.error(at, "the range in " + Problem.quote(key) + " is not one",
          "a range such as pe[1..50] of at most " + Range.MAX + " names, " + Plan.MAX_EXPANDED + " in all");
    }
    return names.orElse(List.of());
  }

  /** Adds a node with the defaults of its kind under what is said of it. */
  Optional<Node> add(String name, Kind kind, Position at, Fields said) {
    if (plan.nodes.containsKey(name)) {
      plan.problems.error(at, "node " + Problem.quote(name) + " exists already, from " + plan.nodes.get(name).at);
      return Optional.empty();
    }
    if (plan.nodes.size() >= Plan.MAX_NODES) {
      plan.problems.error(at, "more than " + Plan.MAX_NODES + " nodes");
      return Optional.empty();
    }
    Fields defaults = root.fields("kinds").fields(kind.text());
    var settings = defaults == Fields.NONE ? said
        : new Fields((Yaml.Mapping) Yaml.merge(defaults.mapping(), said.mapping(), false), plan.problems);
    var node = new Node(name, kind, at, settings);
    settings.text("loopback").flatMap(NodesReader::address).ifPresent(address -> {
      node.loopback = OptionalInt.of(address);
      if (address >>> 24 == 0 || address >>> 24 == 127 || address >>> 28 >= 0xe) {
        plan.problems.error(settings.at("loopback"), Ipv4.format(address) + " is nobody's address",
            "a unicast address");
      }
    });
    node.vpn = settings.text("vpn").orElse("");
    settings.text("subscribers")
        .ifPresent(text -> node.subscribers = LinksReader.prefix(text, settings.at("subscribers"), plan));
    if (kind == Kind.PE || kind == Kind.AGG || kind == Kind.SLB) {
      settings.text("config").filter(Document::isPath).ifPresent(file -> configure(node, settings.at("config"), file));
    }
    if (kind == Kind.RADIUS && AccessBuild.port(node, "authentication-port") == AccessBuild.port(node,
        "accounting-port")) {
      plan.problems.error(node.at, "radius " + name + " has one port for authentication and accounting", "two ports");
    }
    plan.nodes.put(name, node);
    return Optional.of(node);
  }

  private void configure(Node node, Position at, String file) {
    String base = at.line() == 0 ? root.at().file() : at.file();
    Path path = Path.of(base).resolveSibling(file);
    plan.problems.opened(path.toString());
    node.config = InputFile.read(path, at, plan.problems)
        .map(text -> IosReader.read(path.toString(), text, plan.problems));
  }

  static Optional<Integer> address(String text) {
    try {
      return Optional.of(Ipv4.parse(text));
    } catch (IllegalArgumentException reportedBySchema) {
      return Optional.empty();
    }
  }

  private void checkKeys(Kind kind, Fields said) {
    said.mapping().entries().forEach((key, entry) -> {
      boolean known = KEYS.values().stream().anyMatch(keys -> keys.contains(key));
      if (known && !KEYS.get(kind).contains(key)) {
        plan.problems.error(entry.keyAt(), Problem.quote(key) + " means nothing to a " + kind.text(),
            "one of " + String.join(", ", KEYS.get(kind).stream().sorted().toList()));
      }
    });
  }

  private void checkTimers(Fields said) {
    Fields ospf = said.fields("ospf");
    longer(ospf, "dead", Duration.ofSeconds(40), "hello", Duration.ofSeconds(10));
    Fields ldp = said.fields("ldp");
    longer(ldp, "hold", Duration.ofSeconds(15), "hello", Duration.ofSeconds(5));
    checkBgpTimers(said.fields("bgp"));
  }

  void checkBgpTimers(Fields bgp) {
    longer(bgp, "hold", BgpPlan.HOLD, "keepalive", BgpPlan.KEEPALIVE);
  }

  private void longer(Fields in, String key, Duration usual, String shorter, Duration usualShorter) {
    Duration high = in.duration(key).orElse(usual);
    Duration low = in.duration(shorter).orElse(usualShorter);
    if ((in.has(key) || in.has(shorter)) && high.compareTo(low) <= 0) {
      String at = in.has(shorter) ? shorter : key;
      plan.problems.error(in.at(at), shorter + " is " + Build.text(low) + " and " + key + " is " + Build.text(high),
          key + " longer than " + shorter);
    }
  }
}
