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

  /** A ring of P, PEs on two P each, sites of VPNs v1, v2, ... behind them, and one LAN of several hosts. */
  public static Topology large(int ps, int pes, int sitesPerPe, int vpns) {
    var network = new SampleNetwork();
    for (int p = 1; p <= ps; p++) {
      network.nodes.add(router("p" + p, "p", List.of()));
    }
    for (int p = 1; p <= ps; p++) {
      network.link("p" + p, "p" + (p % ps + 1), "", 2, false);
    }
    network.nodes.add(router("rr1", "rr", List.of()));
    network.nodes.add(router("rr2", "rr", List.of()));
    network.link("rr1", "p1", "", 1, false);
    network.link("rr2", "p" + ps, "", 1, false);
    var policy = new ArrayList<VpnConfig>();
    for (int v = 1; v <= vpns; v++) {
      policy.add(new VpnConfig("v" + v, Set.of()));
    }
    for (int pe = 1; pe <= pes; pe++) {
      network.nodes.add(router("pe" + pe, "pe", List.of()));
      int p = (pe - 1) * ps / pes + 1;
      network.link("pe" + pe, "p" + p, "", 3, false);
      network.link("pe" + pe, "p" + (p % ps + 1), "", 3, false);
      for (int site = 1; site <= sitesPerPe; site++) {
        network.site(pe, site, "v" + ((pe + site) % vpns + 1));
      }
    }
    return new Topology("large", network.nodes, network.links, policy);
  }

  private void site(int pe, int site, String vpn) {
    String ce = "ce" + pe + "-" + site;
    nodes.add(router(ce, "ce", List.of()));
    link(ce, "pe" + pe, vpn, 1, false);
    var stations = new ArrayList<LinkConfig.End>(List.of(end(ce, vpn)));
    for (int host = 1; host <= (pe == 1 && site == 1 ? 3 : 1); host++) {
      String name = "h" + pe + "-" + site + (host == 1 ? "" : "-" + host);
      nodes.add(new HostConfig(name, 0, 24, 0));
      stations.add(end(name, vpn));
    }
    links.add(new LinkConfig("lan" + pe + "-" + site, true, stations, Duration.ofMillis(1), 0, 0, 100));
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
        Optional.empty(), List.of());
    return new RouterConfig(name, kind, 1, List.of(loopback), List.of(), Optional.empty(), Optional.empty(),
        Optional.empty(), vrfs, Optional.empty(), List.of(), Optional.empty());
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
