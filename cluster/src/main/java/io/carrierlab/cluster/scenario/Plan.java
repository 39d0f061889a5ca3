package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/** A network while its file is being read: what is said, then what follows from it, in the order of the file. */
final class Plan {
  static final int MAX_NODES = 250_000;
  static final int MAX_ENDS = 1_000_000;
  static final int MAX_EXPANDED = 2_000_000;

  final Problems problems;
  final SequencedMap<String, Node> nodes = new LinkedHashMap<>();
  final List<Link> links = new ArrayList<>();
  final SequencedMap<String, Link> linksByName = new LinkedHashMap<>();
  final SequencedMap<String, End> ends = new LinkedHashMap<>();
  final SequencedMap<String, Vpn> vpns = new LinkedHashMap<>();
  final SequencedMap<String, Vrf> vrfs = new LinkedHashMap<>();
  final SequencedMap<Node, Balancer> balancers = new LinkedHashMap<>();
  final List<Tunnel> tunnels = new ArrayList<>();
  private final Map<Node, List<Tunnel>> tunnelsOf = new HashMap<>();
  private final Map<String, List<Tunnel>> tunnelsIn = new HashMap<>();
  /** Names of things that were said but are broken: looking for them in vain is no further error. */
  final Set<String> doubtful = new HashSet<>();
  final HsrpPlan hsrp = new HsrpPlan();
  /** Addresses that are given to remote peers, which no link of the VPN may have. */
  final List<PoolBlock> pools = new ArrayList<>();
  private final Set<String> missed = new HashSet<>();
  private long expanded;
  private final Map<String, Integer> parallel = new HashMap<>();

  Plan(Problems problems) {
    this.problems = problems;
  }

  enum Kind {
    P, PE, RR, CE, HOST, ISP, AGG, IPSEC_PEER, FIREWALL, RADIUS, LAST_MILE, ATTACH, CLIENT, SLB;

    /** The provider's: runs OSPF and LDP. */
    boolean core() {
      return this == P || this == PE || this == RR;
    }

    /** Has a global table that is no customer's: a VPN does not spread over it. */
    boolean shared() {
      return core() || this == AGG || this == ISP || this == LAST_MILE || this == SLB;
    }

    /** Has one interface, {@code eth0}, and a default router. */
    boolean station() {
      return this == HOST || this == RADIUS || this == ATTACH;
    }

    /** Between the Internet, {@code eth0}, and a VPN, {@code eth1}. */
    boolean edge() {
      return this == IPSEC_PEER || this == FIREWALL;
    }

    /** A router like any other, with a routing table of its own. */
    boolean router() {
      return core() || this == CE || this == AGG || this == ISP || this == SLB;
    }

    /** The kind of this name in files; clients are made by number only, and have none. */
    static Optional<Kind> of(String text) {
      for (Kind kind : values()) {
        if (kind != CLIENT && kind.text().equals(text)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  record PoolBlock(String vpn, Ipv4Prefix prefix, String what, Position at) {}

  static final class Node {
    final String name;
    final Kind kind;
    final Position at;
    final Fields settings;
    final List<End> ends = new ArrayList<>();
    Optional<IosConfig> config = Optional.empty();
    OptionalInt loopback = OptionalInt.empty();
    String vpn = "";
    /** Of a last mile: addresses of the lines behind it, the first line's one above the network's. */
    Optional<Ipv4Prefix> subscribers = Optional.empty();
    /** Of an attachment: its item in the list {@code attach}, before what the node says itself. */
    Optional<Fields> attached = Optional.empty();
    private int nextInterface;

    Node(String name, Kind kind, Position at, Fields settings) {
      this.name = name;
      this.kind = kind;
      this.at = at;
      this.settings = settings;
    }

    /** Of a PE or reflector; of a CE that has one. */
    OptionalLong as() {
      Optional<Long> said = settings.number("as");
      return said.isPresent() ? OptionalLong.of(said.get())
          : kind == Kind.PE || kind == Kind.RR ? OptionalLong.of(BgpPlan.DEFAULT_AS) : OptionalLong.empty();
    }
  }

  static final class Link {
    final String name;
    final boolean lan;
    final Fields said;
    final List<End> ends = new ArrayList<>();
    Duration delay = Duration.ofMillis(1);
    Optional<Ipv4Prefix> subnet = Optional.empty();
    Position subnetAt;
    String vpn = "";

    Link(String name, boolean lan, Fields said) {
      this.name = name;
      this.lan = lan;
      this.said = said;
      this.subnetAt = said.at("subnet");
    }

    boolean allCore() {
      return !internet() && ends.stream().allMatch(end -> end.node.kind.core());
    }

    /** A place of the public Internet. */
    boolean internet() {
      return vpn.equals(VpnConfig.INTERNET);
    }

    /** A subscriber's line: its one address is the last mile's to give, and repeats behind every NAT. */
    boolean line() {
      return ends.stream().anyMatch(end -> end.node.kind == Kind.LAST_MILE && end.port > 0);
    }
  }

  static final class End {
    final Node node;
    final String interfaceName;
    final Position at;
    final Link link;
    final Fields said;
    final int port;
    OptionalInt address = OptionalInt.empty();
    Optional<Site> site = Optional.empty();
    /** The VRF of an aggregator that is no PE, towards the PE. */
    Optional<Vrf> lite = Optional.empty();

    End(Node node, String interfaceName, Position at, Link link, Fields said) {
      this.node = node;
      this.interfaceName = interfaceName;
      this.at = at;
      this.link = link;
      this.said = said;
      // An IPsec peer's two interfaces are what they are called, whichever link comes first.
      this.port = !node.kind.edge() ? node.ends.size() : interfaceName.equals("eth1") ? 1 : 0;
    }

    String name() {
      return node.name + ":" + interfaceName;
    }

    List<End> others() {
      return link.ends.stream().filter(end -> end != this).toList();
    }
  }

  static final class Vpn {
    final String name;
    final Position at;
    final Fields said;
    final List<Site> sites = new ArrayList<>();
    OptionalLong rd = OptionalLong.empty();
    SequencedMap<Long, Position> imports = new LinkedHashMap<>();
    SequencedMap<Long, Position> exports = new LinkedHashMap<>();

    Vpn(String name, Position at, Fields said) {
      this.name = name;
      this.at = at;
      this.said = said;
    }
  }

  /** A PE's interface towards a customer. */
  static final class Site {
    final Vpn vpn;
    final End end;
    final Position at;
    final Fields said;
    final boolean bgp;

    Site(Vpn vpn, End end, Position at, Fields said, boolean bgp) {
      this.vpn = vpn;
      this.end = end;
      this.at = at;
      this.said = said;
      this.bgp = bgp;
    }
  }

  /** GRE between two public interfaces. */
  static final class Tunnel {
    final String name;
    final Fields said;
    final Vpn vpn;
    /** Name of the PE's VRF. */
    final String vrf;
    final End pe;
    final End ce;
    Optional<Ipv4Prefix> subnet = Optional.empty();
    int ike;
    /** Of the CE, which connects; empty: no IPsec. */
    Optional<IkeSettings> settings = Optional.empty();

    Tunnel(String name, Fields said, Vpn vpn, String vrf, End pe, End ce) {
      this.name = name;
      this.said = said;
      this.vpn = vpn;
      this.vrf = vrf;
      this.pe = pe;
      this.ce = ce;
    }

    boolean bgp() {
      return !said.text("routing").orElse("").equals("static");
    }

    int peAddress() {
      return subnet.orElseThrow().address() + 1;
    }

    int ceAddress() {
      return subnet.orElseThrow().address() + 2;
    }
  }

  static final class Vrf {
    final Node node;
    final String name;
    final Vpn vpn;
    final Position at;
    final long rd;
    final boolean perPrefix;
    final List<Site> sites = new ArrayList<>();
    /** Of an aggregator that is no PE: its ends towards PEs, to whom it is the customer's router. */
    final List<End> uplinks = new ArrayList<>();
    SequencedMap<Long, Position> imports = new LinkedHashMap<>();
    SequencedMap<Long, Position> exports = new LinkedHashMap<>();

    Vrf(Node node, String name, Vpn vpn, Position at, long rd, boolean perPrefix) {
      this.node = node;
      this.name = name;
      this.vpn = vpn;
      this.at = at;
      this.rd = rd;
      this.perPrefix = perPrefix;
    }
  }

  /** As {@link Range#expand}, within what all ranges of a file together may make. */
  Optional<List<String>> expand(String text) {
    int count = Range.count(text);
    expanded += count;
    return count > 1 && expanded > MAX_EXPANDED ? Optional.empty() : Range.expand(text);
  }

  /** The names {@code node:interface} of an end with ranges, or an error at {@code at}. */
  List<String> expandEnd(String text, Position at) {
    Optional<List<String>> names = expandEnd(text);
    if (names.isEmpty()) {
      problems.error(at, "the ranges in " + Problem.quote(text) + " do not fit",
          "a range such as pe[1..50]:ge1, or two of one length; at most " + MAX_EXPANDED + " names in all");
    }
    return names.orElse(List.of());
  }

  /** Empty if the ranges of node and interface do not fit. */
  Optional<List<String>> expandEnd(String text) {
    int colon = text.indexOf(':');
    var nodeNames = colon < 1 ? Optional.<List<String>>empty() : expand(text.substring(0, colon));
    var interfaces = expand(text.substring(colon + 1));
    int nodeCount = nodeNames.map(List::size).orElse(0);
    int interfaceCount = interfaces.map(List::size).orElse(0);
    int count = Math.max(nodeCount, interfaceCount);
    if (nodeCount == 0 || interfaceCount == 0 || nodeCount != 1 && interfaceCount != 1 && nodeCount != interfaceCount) {
      return Optional.empty();
    }
    var names = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      names.add(nodeNames.get().get(nodeCount == 1 ? 0 : i) + ":" + interfaces.get().get(interfaceCount == 1 ? 0 : i));
    }
    return Optional.of(names);
  }

  /** An undefined name is worth a search for what was meant, unless so much is wrong already that nobody reads it. */
  private boolean unknown(Object found, String name, Position at) {
    return found == null && !doubtful.contains(name) && !problems.full() && missed.add(at + " " + name);
  }

  Optional<Node> node(String name, Position at, String role) {
    Node node = nodes.get(name);
    if (unknown(node, name, at)) {
      problems.error(at, role + Problem.quote(name) + " is not a node", "a name under nodes",
          Nearest.to(name, nodes.keySet()));
    }
    return Optional.ofNullable(node);
  }

  /** The end {@code node:interface} of a link, or an error at {@code at}. */
  Optional<End> end(String name, Position at) {
    End end = ends.get(name);
    if (unknown(end, name, at)) {
      int colon = name.indexOf(':');
      node(name.substring(0, colon), at, "").ifPresent(node -> {
        SequencedSet<String> known = new LinkedHashSet<>();
        node.ends.forEach(e -> known.add(e.name()));
        problems.error(at, Problem.quote(name) + " is not an end of a link", known.isEmpty()
            ? "a link that ends there" : "one of " + some(known), Nearest.to(name, known));
      });
    }
    return Optional.ofNullable(end);
  }

  Optional<Link> link(String name, Position at) {
    Link link = linksByName.get(name);
    int dashes = name.indexOf("--");
    if (link == null && dashes > 0) {
      link = linksByName.get(name.substring(dashes + 2) + "--" + name.substring(0, dashes));
    }
    if (unknown(link, name, at)) {
      problems.error(at, Problem.quote(name) + " is not a link", linksByName.isEmpty() ? "a link under links"
          : "one of " + some(linksByName.keySet()), Nearest.to(name, linksByName.keySet()));
    }
    return Optional.ofNullable(link);
  }

  /** The first few of many names. */
  static String some(Collection<String> names) {
    String list = String.join(", ", names.stream().limit(12).toList());
    return names.size() > 12 ? list + ", ..." : list;
  }

  String freeInterface(Node node) {
    while (ends.containsKey(node.name + ":ge" + node.nextInterface)) {
      node.nextInterface++;
    }
    return "ge" + node.nextInterface;
  }

  /** Adds an end to a link and its node; false if it is in use or there are too many. */
  boolean addEnd(Link link, Node node, String interfaceName, Position at, Fields said) {
    var end = new End(node, interfaceName, at, link, said);
    End earlier = ends.get(end.name());
    if (earlier != null) {
      problems.error(at, "the end " + Problem.quote(end.name()) + " is in use by link " + earlier.link.name
          + " at " + earlier.at, "another interface");
      return false;
    }
    if (ends.size() >= MAX_ENDS) {
      problems.error(at, "more than " + MAX_ENDS + " ends of links");
      return false;
    }
    ends.put(end.name(), end);
    node.ends.add(end);
    link.ends.add(end);
    return true;
  }

  void addTunnel(Tunnel tunnel) {
    tunnels.add(tunnel);
    tunnelsOf.computeIfAbsent(tunnel.pe.node, _ -> new ArrayList<>()).add(tunnel);
    tunnelsOf.computeIfAbsent(tunnel.ce.node, _ -> new ArrayList<>()).add(tunnel);
    tunnelsIn.computeIfAbsent(VrfPlan.key(tunnel.pe.node, tunnel.vrf), _ -> new ArrayList<>()).add(tunnel);
  }

  /** Those that end at a node, in the order of the file. */
  List<Tunnel> tunnelsOf(Node node) {
    return tunnelsOf.getOrDefault(node, List.of());
  }

  /** Those whose interface is in a VRF, in the order of the file. */
  List<Tunnel> tunnelsIn(Vrf vrf) {
    return tunnelsIn.getOrDefault(VrfPlan.key(vrf.node, vrf.name), List.of());
  }

  /** A free link name: this one, or with {@code #2}, {@code #3}, ... after it where links are parallel. */
  String freeLinkName(String name) {
    String free = name;
    while (linksByName.containsKey(free)) {
      free = name + "#" + (1 + parallel.merge(name, 1, Integer::sum));
    }
    return free;
  }

  void addLink(Link link) {
    links.add(link);
    linksByName.put(link.name, link);
  }
}
