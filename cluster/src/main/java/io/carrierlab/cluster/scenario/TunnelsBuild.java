package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.scenario.Plan.Tunnel;
import io.carrierlab.cluster.scenario.Plan.Vrf;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.GreTunnelConfig.Keepalive;
import io.carrierlab.node.topology.GreTunnelConfig.Protection;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.protocols.gre.GrePacket;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns tunnels whose addresses are known into what their two routers are configured with. */
final class TunnelsBuild {
  private static final int PATH_MTU = 1500;
  private static final int IPV4_HEADER = 20;
  /** What leaves room for ESP, as is usually configured ({@code ip mtu 1400}). */
  private static final int PROTECTED_MTU = 1400;

  private final Plan plan;

  TunnelsBuild(Plan plan) {
    this.plan = plan;
  }

  List<GreTunnelConfig> of(Node node) {
    return plan.tunnelsOf(node).stream()
        .map(each -> config(each, each.pe.node == node)).toList();
  }

  private static GreTunnelConfig config(Tunnel tunnel, boolean provider) {
    Fields said = tunnel.said;
    End near = provider ? tunnel.pe : tunnel.ce;
    End far = provider ? tunnel.ce : tunnel.pe;
    OptionalInt key = said.number("key").map(each -> OptionalInt.of(each.intValue())).orElse(OptionalInt.empty());
    boolean checksum = said.flag("checksum");
    boolean sequence = said.flag("sequence");
    Fields keepalive = said.fields("keepalive");
    Optional<Keepalive> alive = !said.has("keepalive") ? Optional.empty()
        : Optional.of(new Keepalive(keepalive.duration("period").orElse(Duration.ofSeconds(10)),
            keepalive.integer("retries").orElse(3)));
    int mtu = said.integer("mtu").orElse(tunnel.settings.isPresent() ? PROTECTED_MTU : room(said));
    return new GreTunnelConfig(tunnel.name, provider ? tunnel.peAddress() : tunnel.ceAddress(),
        tunnel.subnet.orElseThrow().length(), provider ? Optional.of(tunnel.vrf) : Optional.empty(), tunnel.vpn.name,
        near.address.getAsInt(), far.address.getAsInt(), key, checksum, sequence, alive, mtu,
        tunnel.settings.map(settings -> provider ? new Protection.Awaited() : initiated(tunnel, settings)));
  }

  /** The largest packet that fits into one of the path, behind the headers of IPv4 and GRE. */
  static int room(Fields tunnel) {
    return PATH_MTU - IPV4_HEADER
        - GrePacket.headerOctets(tunnel.flag("checksum"), tunnel.has("key"), tunnel.flag("sequence"));
  }

  private static Protection initiated(Tunnel tunnel, IkeSettings settings) {
    Fields said = tunnel.said.fields("ipsec");
    int local = tunnel.ce.address.getAsInt();
    int remote = tunnel.pe.address.getAsInt();
    var initiator = new Initiator(Identity.ofAddress(local), IkeReader.octets(said.text("key").orElse("")),
        Optional.empty(), Optional.empty(), false, false, gre(local), gre(remote));
    return new Protection.Initiated(tunnel.ike, transport(settings), initiator,
        said.duration("start").orElse(Duration.ofSeconds(5)), said.duration("retry").orElse(Duration.ofSeconds(10)));
  }

  private static Selector gre(int address) {
    return new Selector(address, address, IpProtocol.GRE, 0);
  }

  /** The same with transport mode: the two ends of the packets are those of the SA. */
  static IkeSettings transport(IkeSettings settings) {
    ChildPolicy child = settings.child();
    return new IkeSettings(settings.policies(), new ChildPolicy(child.transforms(), true, child.pfs(),
        child.lifetime(), child.lifetimeKilobytes()), settings.timing(), settings.credential(), settings.trust(),
        settings.epoch(), settings.natTraversal());
  }

  /** A keyring entry for each CE that protects a tunnel to this aggregator. */
  List<IsakmpProfile> profiles(Aggregator aggregator) {
    var profiles = new ArrayList<IsakmpProfile>();
    for (Tunnel each : plan.tunnelsOf(aggregator.node())) {
      if (each.pe == aggregator.end && each.settings.isPresent()) {
        Ipv4Prefix peer = Ipv4Prefix.host(each.ce.address.getAsInt());
        String key = each.said.fields("ipsec").text("peer-key").or(() -> each.said.fields("ipsec").text("key"))
            .orElse("");
        profiles.add(new IsakmpProfile(each.name, List.of(new Match.Address(peer)), Optional.empty(),
            List.of(new Key(peer, key)), Optional.empty(), Optional.empty(), false, List.of(), true));
      }
    }
    return profiles;
  }

  /**
   * Of a CE: how it reaches the far ends of its tunnels, and no other public address: a default route would take the
   * site's packets to the Internet in the clear whenever a tunnel is down. And what is behind tunnels without BGP.
   */
  List<StaticRoute> statics(Node node) {
    var routes = new ArrayList<StaticRoute>();
    for (Tunnel each : plan.tunnelsOf(node)) {
      if (each.ce.node == node) {
        int far = each.pe.address.getAsInt();
        boolean attached = each.ce.link.subnet.orElseThrow().contains(far);
        each.ce.others().stream().filter(end -> !attached && end.node.kind == Kind.ISP).findFirst()
            .ifPresent(isp -> routes.add(new StaticRoute(Ipv4Prefix.host(far), isp.address.getAsInt())));
        if (!each.bgp()) {
          routes.add(new StaticRoute(new Ipv4Prefix(0, 0), each.peAddress()));
        }
      }
    }
    return routes;
  }

  /** Of a VRF: what is behind its tunnels without BGP. */
  List<StaticRoute> statics(Vrf vrf) {
    var routes = new ArrayList<StaticRoute>();
    for (Tunnel each : plan.tunnelsIn(vrf)) {
      if (!each.bgp()) {
        List<Ipv4Prefix> behind = !each.said.has("routes") ? BgpPlan.lans(each.ce.node)
            : each.said.list("routes").stream().flatMap(item -> Fields.text(item)
                .flatMap(text -> LinksReader.prefix(text, item.at(), plan)).stream()).toList();
        behind.forEach(prefix -> routes.add(new StaticRoute(prefix, each.ceAddress())));
      }
    }
    return routes;
  }
}
