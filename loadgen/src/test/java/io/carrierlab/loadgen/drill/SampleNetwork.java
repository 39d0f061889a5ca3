package io.carrierlab.loadgen.drill;

import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two customers, A and B, with three sites each and the same addresses, over two P, three PE and a reflector. */
public final class SampleNetwork {
  private final List<NodeConfig> nodes = new ArrayList<>();
  private final List<LinkConfig> links = new ArrayList<>();
  private final Map<String, Integer> ports = new HashMap<>();

  private SampleNetwork() {}

  /** As intended. */
  public static Topology healthy() {
    return new SampleNetwork().build(Set.of());
  }

  /** The VRF of A on pe2 imports what B exports. */
  public static Topology leaking() {
    return new SampleNetwork().build(Set.of(target(200)));
  }

  /** A route target 65000:n (RFC 4360 §3.1). */
  static long target(int n) {
    return 0x0002L << 48 | 65000L << 32 | n;
  }

  private Topology build(Set<Long> planted) {
    for (String p : List.of("p1", "p2")) {
      nodes.add(router(p, "p", List.of()));
    }
    nodes.add(router("rr1", "rr", List.of()));
    for (int site = 1; site <= 3; site++) {
      var imports = new HashSet<>(Set.of(target(100)));
      imports.addAll(site == 2 ? planted : Set.of());
      nodes.add(router("pe" + site, "pe", List.of(vrf("A", 100, imports), vrf("B", 200, Set.of(target(200))))));
    }
    link("p1", "p2", "", 2, false);
    link("p1", "rr1", "", 1, false);
    for (int site = 1; site <= 3; site++) {
      link("pe" + site, "p1", "", 1 + site, false);
      link("pe" + site, "p2", "", 3 + site, false);
    }
    for (String vpn : List.of("A", "B")) {
      for (int site = 1; site <= 3; site++) {
        String ce = "ce-" + vpn.toLowerCase(Locale.ROOT) + site;
        String host = vpn.toLowerCase(Locale.ROOT) + site;
        nodes.add(router(ce, "ce", List.of()));
        nodes.add(new HostConfig(host, Ipv4.parse("10." + site + ".0.10"), 24, Ipv4.parse("10." + site + ".0.1")));
        link(ce, "pe" + site, vpn, 1, false);
        link(host, ce, vpn, 1, true);
      }
    }
    return new Topology("two-customers", nodes, links,
        List.of(new VpnConfig("A", Set.of()), new VpnConfig("B", Set.of())));
  }

  private static VrfConfig vrf(String name, int n, Set<Long> imports) {
    return new VrfConfig(name, name, target(n), imports, Set.of(target(n)), VrfConfig.LabelMode.PER_VRF, List.of(),
        Optional.empty());
  }

  private static RouterConfig router(String name, String kind, List<VrfConfig> vrfs) {
    var loopback = new InterfaceConfig("lo0", Ipv4.parse("192.0.2.1"), 32, Medium.LOOPBACK, Optional.empty(), false,
        Optional.empty());
    return new RouterConfig(name, kind, 1, List.of(loopback), List.of(), Optional.empty(), Optional.empty(),
        Optional.empty(), vrfs);
  }

  private void link(String a, String b, String vpn, int millis, boolean lan) {
    // The far side of an access link is the VRF's interface, which is a place of the VPN as well.
    links.add(new LinkConfig(a + "--" + b, lan, List.of(end(a, vpn), end(b, vpn)), Duration.ofMillis(millis),
        vpn.isEmpty() ? 10_000_000_000L : 0, 0, 100));
  }

  private LinkConfig.End end(String node, String vpn) {
    int port = ports.merge(node, 1, Integer::sum) - 1;
    boolean host = nodes.stream().anyMatch(n -> n instanceof HostConfig && n.name().equals(node));
    return new LinkConfig.End(node, port, (host ? "eth" : "ge") + port, vpn);
  }
}
