package io.carrierlab.node.router;

import io.carrierlab.node.bgp.BgpActor;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ldp.LdpActor;
import io.carrierlab.node.router.RoutingTable.NextHop;
import io.carrierlab.node.router.RoutingTable.Route;
import io.carrierlab.node.router.RoutingTable.Source;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.bgp.rib.Routes;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction;
import io.carrierlab.protocols.ldp.LdpEvent;
import io.carrierlab.protocols.ospf.OspfMachine;
import io.carrierlab.protocols.ospf.OspfView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a change of one protocol's routes reaches the others: into the global table, from there to LDP as FECs, to BGP
 * as next hops and networks, and to the VRFs and a PE's BGP as tunnels.
 */
final class RouteFlow {
  private final RoutingTable table;
  private final RouterConfig config;
  private final RouterActor.Parts parts;
  private final TreeMap<Integer, OptionalLong> tracked = new TreeMap<>();
  private final TreeSet<Ipv4Prefix> announced = new TreeSet<>();
  private TunnelTable tunnels = TunnelTable.EMPTY;

  RouteFlow(RoutingTable table, RouterConfig config, RouterActor.Parts parts) {
    this.table = table;
    this.config = config;
    this.parts = parts;
  }

  /** An interface's network is there or not, and with it the static routes over it. */
  void connected(IpInterface on, boolean up) {
    if (on.address() == 0) {
      return;
    }
    var changed = new TreeSet<Ipv4Prefix>();
    set(changed, on.network(), up, new Route(Source.CONNECTED, 0, List.of(new NextHop(on, 0))));
    for (StaticRoute route : config.statics()) {
      if (on.port() != IpInterface.NO_PORT && on.network().contains(route.nextHop())) {
        set(changed, route.prefix(), up,
            new Route(Source.STATIC, 0, List.of(new NextHop(on, route.nextHop()))));
      }
    }
    if (parts.ldp() != null) {
      parts.ldp().tell(new LdpActor.LocalPrefix(on.network(), up));
    }
    flow(changed);
  }

  private void set(TreeSet<Ipv4Prefix> changed, Ipv4Prefix prefix, boolean up, Route route) {
    if (up ? table.set(prefix, route) : table.remove(prefix, route.source())) {
      changed.add(prefix);
    }
  }

  void ospf(OspfMachine.Action.RoutesChanged change, IpStack stack) {
    var changed = new TreeSet<Ipv4Prefix>();
    for (Ipv4Prefix prefix : change.withdrawn()) {
      set(changed, prefix, false, new Route(Source.OSPF, 0, List.of()));
    }
    for (OspfView.Route route : change.changed()) {
      List<NextHop> hops = route.attached() ? List.of() : route.nextHops().stream()
          .map(hop -> new NextHop(stack.at(hop.interfaceIndex()), hop.neighborAddress())).toList();
      set(changed, route.prefix(), !hops.isEmpty(), new Route(Source.OSPF, route.cost(), hops));
    }
    flow(changed);
  }

  void bgp(SpeakerAction.BestChanged change, IpStack stack) {
    var changed = new TreeSet<Ipv4Prefix>();
    Nlri withdrawn = change.withdrawn();
    for (int i = 0; i < withdrawn.size(); i++) {
      Ipv4Prefix prefix = withdrawn.prefix(i);
      set(changed, prefix, false, new Route(Source.EBGP, 0, List.of()));
      set(changed, prefix, false, new Route(Source.IBGP, 0, List.of()));
    }
    for (SpeakerAction.Best best : change.changed()) {
      boolean internal = best.source() == SpeakerAction.Source.IBGP;
      boolean learnt = internal || best.source() == SpeakerAction.Source.EBGP;
      Source source = internal ? Source.IBGP : Source.EBGP;
      IpInterface out = learnt ? stack.towards(best.attributes().nextHop().orElse(0)) : null;
      for (int i = 0; i < best.nlri().size(); i++) {
        Ipv4Prefix prefix = best.nlri().prefix(i);
        set(changed, prefix, false, new Route(internal ? Source.EBGP : Source.IBGP, 0, List.of()));
        set(changed, prefix, out != null, new Route(source, 0,
            List.of(new NextHop(out, best.attributes().nextHop().orElse(0)))));
      }
    }
    flow(changed);
  }

  void labels(List<LdpAction> changes, IncomingLabels incoming) {
    for (LdpAction change : changes) {
      switch (change) {
        case LdpAction.IncomingLabel label -> incoming.set(label);
        case LdpAction.IncomingLabelGone(int label) -> incoming.remove(label);
        case LdpAction.Tunnel(Ipv4Prefix prefix, var outs) -> table.tunnel(prefix, outs);
        case LdpAction.TunnelGone(Ipv4Prefix prefix) -> table.tunnelGone(prefix);
        case LdpAction.SendHello performedByItsActor -> { }
        case LdpAction.TcpListen performedByItsActor -> { }
        case LdpAction.TcpConnect performedByItsActor -> { }
        case LdpAction.TcpSend performedByItsActor -> { }
        case LdpAction.TcpClose performedByItsActor -> { }
        case LdpAction.Arm performedByItsActor -> { }
        case LdpAction.Disarm performedByItsActor -> { }
      }
    }
    publishTunnels();
  }

  private void publishTunnels() {
    if (parts.vrfs().isEmpty()) {
      return;
    }
    TunnelTable now = table.tunnelTable();
    if (!now.equals(tunnels)) {
      tunnels = now;
      parts.vrfs().forEach(vrf -> vrf.tell(new VrfCommand.Tunnels(now)));
      if (parts.bgp() != null) {
        parts.bgp().tell(new BgpActor.ForSpeaker(new SpeakerEvent.Tunnels(now)));
      }
    }
  }

  void track(int nextHop, boolean wanted) {
    if (!wanted) {
      tracked.remove(nextHop);
      return;
    }
    OptionalLong metric = table.metric(nextHop);
    tracked.put(nextHop, metric);
    tell(List.of(new SpeakerEvent.NextHop(nextHop, metric)));
  }

  private void tell(List<SpeakerEvent.NextHop> hops) {
    if (!hops.isEmpty()) {
      parts.bgp().tell(new BgpActor.ForSpeaker(new SpeakerEvent.NextHops(hops)));
    }
  }

  /** Everyone who depends on these prefixes hears of their best routes. */
  private void flow(TreeSet<Ipv4Prefix> changed) {
    if (changed.isEmpty()) {
      return;
    }
    toLdp(changed);
    if (parts.bgp() != null) {
      announce(changed);
      var moved = new ArrayList<SpeakerEvent.NextHop>();
      tracked.replaceAll((address, before) -> {
        OptionalLong now = table.metric(address);
        if (!now.equals(before)) {
          moved.add(new SpeakerEvent.NextHop(address, now));
        }
        return now;
      });
      tell(moved);
    }
    publishTunnels();
  }

  private void toLdp(TreeSet<Ipv4Prefix> changed) {
    if (parts.ldp() == null) {
      return;
    }
    var routes = new ArrayList<LdpEvent.Route>();
    var gone = new ArrayList<Ipv4Prefix>();
    for (Ipv4Prefix prefix : changed) {
      Optional<Route> best = table.best(prefix)
          .filter(route -> route.source() == Source.OSPF || route.source() == Source.STATIC);
      best.ifPresentOrElse(route -> routes.add(new LdpEvent.Route(prefix, route.nextHops().stream()
          .map(hop -> new LdpEvent.NextHop(hop.out().port(), hop.neighbour())).toList())), () -> gone.add(prefix));
    }
    parts.ldp().tell(new LdpActor.Routes(routes, gone));
  }

  /** Networks that BGP is configured to announce, as they come and go in the table. */
  private void announce(TreeSet<Ipv4Prefix> changed) {
    BgpConfig bgp = config.bgp().orElseThrow();
    for (Ipv4Prefix prefix : changed) {
      boolean own = table.best(prefix).filter(route -> bgp.networks().contains(prefix)
          && route.source() != Source.EBGP && route.source() != Source.IBGP
          || bgp.redistribute() && (route.source() == Source.CONNECTED || route.source() == Source.STATIC)).isPresent();
      if (own && announced.add(prefix)) {
        var attributes = PathAttributes.builder().origin(PathAttributes.Origin.IGP).asPath(AsPath.EMPTY).build();
        local(Routes.announce(new Announcement(attributes, Nlri.of(prefix))));
      } else if (!own && announced.remove(prefix)) {
        local(Routes.withdraw(Nlri.of(prefix)));
      }
    }
  }

  private void local(Routes routes) {
    parts.bgp().tell(new BgpActor.ForSpeaker(new SpeakerEvent.LocalRoutes(routes)));
  }
}
