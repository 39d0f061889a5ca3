package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Need;
import io.carrierlab.cluster.scenario.AccessPlan.Peer;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Vpn;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads nodes of kind {@code ipsec-peer}, and builds them and the profiles that aggregators need for them. */
final class PeersReader {
  private final Plan plan;
  private final AccessPlan access;

  PeersReader(Plan plan, AccessPlan access) {
    this.plan = plan;
    this.access = access;
  }

  void read() {
    for (Node node : plan.nodes.values()) {
      if (node.kind == Kind.IPSEC_PEER) {
        peer(node);
      }
    }
  }

  private void peer(Node node) {
    Fields said = node.settings;
    for (String key : List.of("vpn", "gateway")) {
      if (!said.has(key)) {
        plan.problems.error(node.at, "ipsec-peer " + node.name + " has no " + key, "\"" + key + "\"");
      }
    }
    for (String name : List.of("eth0", "eth1")) {
      if (!plan.ends.containsKey(node.name + ":" + name)) {
        plan.problems.error(node.at, "ipsec-peer " + node.name + " has no link at " + name,
            name.equals("eth0") ? "a link to the Internet" : "a link inside the site");
      }
    }
    boolean certificate = said.has("certificate");
    if (!certificate && !said.has("key")) {
      plan.problems.error(node.at, "ipsec-peer " + node.name + " has no key", "\"key\", or \"certificate: valid\"");
    }
    Optional<Vpn> vpn = AccessReader.vpn(plan, said, "vpn");
    Optional<Integer> address = said.text("gateway").flatMap(NodesReader::address);
    Optional<Aggregator> aggregator = said.text("gateway").filter(_ -> address.isEmpty())
        .flatMap(text -> aggregator(text, said));
    Optional<Vpn> known = address.isPresent() || aggregator.isPresent() ? vpn : Optional.empty();
    if (known.isEmpty()) {
      return;
    }
    int ike = said.integer("ike").orElse(1);
    var settings = new IkeReader(plan).settings(said, ike,
        List.of(certificate ? AuthMethod.CERTIFICATE : AuthMethod.PRE_SHARED_KEY), true);
    aggregator.flatMap(a -> Balancer.before(plan, a.end)).ifPresent(balancer -> plan.problems.error(
        said.at("gateway"), "the aggregator " + said.text("gateway").get() + " is behind the load balancer "
        + balancer.node.name, "an aggregator of its own: load balancing is for remote-access clients"));
    access.aggregators.values().stream().filter(a -> aggregator.filter(a::sameOrStandsInFor).isPresent())
        .forEach(a -> access.needs.add(new Need(a.node(), known.get().name, known.get(), node.at)));
    access.peers.put(node, new Peer(node, aggregator, address.orElse(0), known.get(), ike, settings));
  }

  private Optional<Aggregator> aggregator(String text, Fields said) {
    Aggregator found = access.aggregator(text).orElse(null);
    if (found == null && !plan.doubtful.contains(text)) {
      plan.problems.error(said.at("gateway"), Problem.quote(text) + " is not an aggregator",
          access.aggregators.isEmpty() ? "an end under access.aggregators, or an address"
          : "one of " + Plan.some(access.aggregators.keySet()), Nearest.to(text, access.aggregators.keySet()));
    }
    return Optional.ofNullable(found);
  }

  private End end(Node node, String name) {
    return plan.ends.get(node.name + ":" + name);
  }

  private static Identity identity(Node node, End outside) {
    Optional<String> said = node.settings.text("identity");
    return said.isEmpty() ? Identity.ofAddress(outside.address.getAsInt())
        : LabAuthority.identity(said.get());
  }

  IpsecPeerConfig build(Node node) {
    Peer peer = access.peers.get(node);
    End outside = end(node, "eth0");
    End inside = end(node, "eth1");
    Ipv4Prefix lan = inside.link.subnet.orElseThrow();
    Fields said = node.settings;
    boolean main = !said.text("mode").orElse("").equals("aggressive");
    var initiator = new Initiator(identity(node, outside), IkeReader.octets(said.text("key").orElse("")),
        Optional.empty(), Optional.empty(), peer.ike() == 1 && !main, false,
        selector(said, "local").orElseGet(() -> of(lan)), selector(said, "remote").orElse(Selector.ANY));
    int gateway = peer.aggregator().map(a -> a.publicAddress(plan)).orElse(peer.gatewayAddress());
    var settings = said.has("certificate") ? access.authority.certified(peer.settings(), node.name, "sites",
        identity(node, outside), said.text("certificate").orElse("").equals("expired")) : peer.settings();
    return new IpsecPeerConfig(node.name, outside.address.getAsInt(), outside.link.subnet.orElseThrow().length(),
        LastMiles.nextHop(outside), inside.address.getAsInt(), lan.length(), inside.link.lan, peer.vpn().name, gateway,
        peer.ike(), settings, initiator, said.duration("start").orElse(Duration.ofSeconds(10)),
        said.duration("retry").orElse(Duration.ofSeconds(10)));
  }

  private Optional<Selector> selector(Fields said, String key) {
    return said.text(key).flatMap(text -> LinksReader.prefix(text, said.at(key), plan)).map(PeersReader::of);
  }

  static Selector of(Ipv4Prefix prefix) {
    return new Selector(prefix.address(), prefix.address() | ~(int) (0xffff_ffffL << 32 - prefix.length()), 0, 0);
  }

  /** What is behind it: as it says itself, or the network at its inside. */
  private Ipv4Prefix behind(Node node) {
    return node.settings.text("local").flatMap(text -> LinksReader.prefix(text, node.settings.at("local"), plan))
        .orElseGet(() -> end(node, "eth1").link.subnet.orElseThrow());
  }

  /** The profiles of an aggregator for peers that no profile of its own matches. */
  List<IsakmpProfile> profiles(Aggregator aggregator) {
    var profiles = new ArrayList<IsakmpProfile>();
    for (Peer peer : access.peers.values()) {
      if (peer.aggregator().filter(aggregator::sameOrStandsInFor).isEmpty()) {
        continue;
      }
      End outside = end(peer.node(), "eth0");
      Identity identity = identity(peer.node(), outside);
      if (aggregator.profiles.stream().noneMatch(profile -> matches(profile, identity))) {
        List<Key> keys = peer.node().settings.text("key")
            .map(key -> List.of(new Key(Ipv4Prefix.host(seen(outside)), key))).orElse(List.of());
        profiles.add(new IsakmpProfile(peer.node().name, List.of(AccessReader.match(identity.text())),
            Optional.of(peer.vpn().name), keys, Optional.empty(), Optional.empty(), false,
            List.of(behind(peer.node()))));
      }
    }
    return profiles;
  }

  private static boolean matches(IsakmpProfile profile, Identity identity) {
    return profile.matches().stream().anyMatch(match -> switch (match) {
      case Match.Address(var prefix) -> NodesReader.address(identity.text()).filter(prefix::contains).isPresent();
      case Match.Group(var name) -> name.equals(identity.text());
      case Match.Any _ -> true;
    });
  }

  /** The address that an aggregator sees: behind a NAT, that of the last mile. */
  private static int seen(End outside) {
    return outside.others().stream().map(far -> far.node)
        .filter(node -> node.kind == Kind.LAST_MILE && LastMiles.nat(node)).findFirst()
        .map(node -> node.ends.getFirst()).orElse(outside).address.getAsInt();
  }
}
