package io.carrierlab.node.router;

import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ip.PrefixTable;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A router's global table: the routes of all sources, the best of each prefix, and the forwarding table that follows
 * from it and from LDP's labels.
 */
final class RoutingTable {
  /** In the order of administrative distance, as Cisco IOS ranks them. */
  enum Source {
    CONNECTED("C", 0), STATIC("S", 1), EBGP("B", 20), OSPF("O", 110), IBGP("B", 200);

    final String code;
    final int distance;

    Source(String code, int distance) {
      this.code = code;
      this.distance = distance;
    }
  }

  /** @param neighbour 0: the interface leads there itself */
  record NextHop(IpInterface out, int neighbour) {}

  /** @param cost the source's own: OSPF's metric */
  record Route(Source source, int cost, List<NextHop> nextHops) {}

  /** The routes to a prefix: 16 octets, and those of its parts. */
  private static final class Destination {
    final EnumMap<Source, Route> bySource = new EnumMap<>(Source.class);
    /** When each next hop of the best route was installed, 24 octets; none of connected and static ones, as in IOS. */
    long[] installed = NO_TIMES;

    Optional<Route> best() {
      return bySource.isEmpty() ? Optional.empty() : Optional.of(bySource.values().iterator().next());
    }

    /**
     * The best route is there anew, where {@code before} was. Of OSPF's, a next hop that had the same cost keeps its
     * time; BGP tells only of paths that are other ones.
     */
    void install(Optional<Route> before, long nowNanos) {
      Route best = best().orElse(null);
      if (best == null || best.source() == Source.CONNECTED || best.source() == Source.STATIC) {
        installed = NO_TIMES;
        return;
      }
      List<NextHop> kept = before.filter(route -> best.source() == Source.OSPF && route.source() == Source.OSPF
          && route.cost() == best.cost()).map(Route::nextHops).orElse(List.of());
      installed = best.nextHops().stream().mapToInt(kept::indexOf).mapToLong(at -> at < 0 ? nowNanos : installed[at])
          .toArray();
    }
  }

  private static final Hop UNREACHABLE = new Hop.Unreachable();
  private static final long[] NO_TIMES = {};
  private final IntFunction<IpInterface> interfaces;
  private final NodeClock clock;
  private final TreeMap<Ipv4Prefix, Destination> routes = new TreeMap<>();
  private final Map<Ipv4Prefix, List<Out>> tunnels = new TreeMap<>();
  private final PrefixTable<Hop> forwarding = new PrefixTable<>();
  private long version;

  /** @param interfaces by port */
  RoutingTable(IntFunction<IpInterface> interfaces, NodeClock clock) {
    this.interfaces = interfaces;
    this.clock = clock;
  }

  /** Sets or replaces a source's route. @return whether the best route of the prefix has changed */
  boolean set(Ipv4Prefix prefix, Route route) {
    Optional<Route> before = best(prefix);
    Destination destination = routes.computeIfAbsent(prefix, any -> new Destination());
    destination.bySource.put(route.source(), route);
    if (destination.best().orElseThrow().source() == route.source()) {
      destination.install(before, clock.nowNanos());
    }
    return changed(prefix, before);
  }

  boolean remove(Ipv4Prefix prefix, Source source) {
    Optional<Route> before = best(prefix);
    Destination destination = routes.get(prefix);
    if (destination != null) {
      destination.bySource.remove(source);
      if (destination.bySource.isEmpty()) {
        routes.remove(prefix);
      } else if (before.orElseThrow().source() == source) {
        destination.install(before, clock.nowNanos());
      }
    }
    return changed(prefix, before);
  }

  private boolean changed(Ipv4Prefix prefix, Optional<Route> before) {
    if (before.equals(best(prefix))) {
      return false;
    }
    install(prefix);
    return true;
  }

  Optional<Route> best(Ipv4Prefix prefix) {
    Destination destination = routes.get(prefix);
    return destination == null ? Optional.empty() : destination.best();
  }

  /** Every prefix with its best route, in order. */
  Map<Ipv4Prefix, Route> all() {
    var all = new TreeMap<Ipv4Prefix, Route>();
    routes.forEach((prefix, destination) -> all.put(prefix, destination.best().orElseThrow()));
    return all;
  }

  /** How long the best route to a prefix has had each of its next hops; empty for connected and static ones. */
  long[] agesNanos(Ipv4Prefix prefix) {
    return Arrays.stream(routes.get(prefix).installed).map(at -> clock.nowNanos() - at).toArray();
  }

  /** Prefixes with a route. */
  int size() {
    return routes.size();
  }

  /** LDP says which labels lead to a prefix. */
  void tunnel(Ipv4Prefix prefix, List<Out> outs) {
    tunnels.put(prefix, outs);
    install(prefix);
  }

  void tunnelGone(Ipv4Prefix prefix) {
    tunnels.remove(prefix);
    install(prefix);
  }

  /** The ways to every host prefix that has a route which labels follow: where VPN packets may be sent. */
  TunnelTable tunnelTable() {
    var ways = new TreeMap<Integer, TunnelTable.Way>();
    tunnels.forEach((prefix, outs) -> {
      List<Hop.Via> usable = vias(outs, false);
      Optional<Route> route = best(prefix);
      if (prefix.length() == 32 && !usable.isEmpty() && route.isPresent()) {
        ways.put(prefix.address(), new TunnelTable.Way(one(usable), route.get().cost()));
      }
    });
    return TunnelTable.of(ways);
  }

  Hop lookup(int destination) {
    return forwarding.lookup(destination, UNREACHABLE);
  }

  /** The metric to a BGP next hop; empty if there is no route, or only the default one. */
  OptionalLong metric(int address) {
    return forwarding.match(address).filter(match -> match.prefix().length() > 0)
        .flatMap(match -> best(match.prefix())).map(route -> OptionalLong.of(route.cost()))
        .orElse(OptionalLong.empty());
  }

  String explain(int destination) {
    return forwarding.match(destination).flatMap(match -> best(match.prefix()).map(route ->
        match.prefix() + " (" + route.source() + ") " + describe(match.value()))).orElse("no route");
  }

  static String describe(Hop hop) {
    return switch (hop) {
      case Hop.Attached(IpInterface out) -> "attached to " + out.name();
      case Hop.Via(IpInterface out, int nextHop, int label) -> "via " + Ipv4.format(nextHop) + " on " + out.name()
          + (label == Hop.Via.NO_LABEL ? "" : ", push " + label);
      case Hop.Choice(var ways) -> String.join(" or ", ways.stream().map(RoutingTable::describe).toList());
      case Hop.Remote(int pe, int label) -> "PE " + Ipv4.format(pe) + ", VPN label " + label;
      case Hop.Into(var tunnel) -> "into the tunnel to " + tunnel.name();
      case Hop.Unreachable() -> "unreachable";
    };
  }

  /** The label that packets to a prefix get by this next hop, if any. */
  OptionalInt pushed(Ipv4Prefix prefix, NextHop hop) {
    List<Hop.Via> ways = switch (forwarding.get(prefix).orElse(new Hop.Unreachable())) {
      case Hop.Via via -> List.of(via);
      case Hop.Choice(var several) -> several;
      case Hop.Attached _, Hop.Remote _, Hop.Into _, Hop.Unreachable() -> List.of();
    };
    return ways.stream().filter(via -> via.out() == hop.out() && via.nextHop() == hop.neighbour()
        && via.label() != Hop.Via.NO_LABEL).mapToInt(Hop.Via::label).findFirst();
  }

  /** Another number whenever forwarding has changed. */
  long version() {
    return version;
  }

  private void install(Ipv4Prefix prefix) {
    version++;
    Optional<Route> best = best(prefix);
    if (best.isEmpty()) {
      forwarding.remove(prefix);
      return;
    }
    forwarding.put(prefix, hop(prefix, best.get()));
  }

  private Hop hop(Ipv4Prefix prefix, Route route) {
    if (route.source() == Source.CONNECTED) {
      return new Hop.Attached(route.nextHops().getFirst().out());
    }
    List<Out> outs = tunnels.get(prefix);
    if (outs != null && route.source() != Source.EBGP && route.source() != Source.IBGP) {
      List<Hop.Via> labelled = vias(outs, true);
      if (!labelled.isEmpty()) {
        return one(labelled);
      }
    }
    return one(route.nextHops().stream()
        .map(next -> new Hop.Via(next.out(), next.neighbour(), Hop.Via.NO_LABEL)).toList());
  }

  private static Hop one(List<Hop.Via> ways) {
    return ways.isEmpty() ? UNREACHABLE : ways.size() == 1 ? ways.getFirst() : new Hop.Choice(ways);
  }

  /** @param orUnlabelled also the ways that have no label: IP packets may take them, VPN packets may not */
  private List<Hop.Via> vias(List<Out> outs, boolean orUnlabelled) {
    var vias = new ArrayList<Hop.Via>();
    for (Out out : outs) {
      IpInterface by = interfaces.apply(out.interfaceIndex());
      switch (out) {
        case Out.Labelled(int index, int nextHop, int label) -> vias.add(new Hop.Via(by, nextHop, label));
        case Out.Popped(int index, int nextHop) -> vias.add(new Hop.Via(by, nextHop, Hop.Via.NO_LABEL));
        case Out.Unlabelled(int index, int nextHop) -> {
          if (orUnlabelled) {
            vias.add(new Hop.Via(by, nextHop, Hop.Via.NO_LABEL));
          }
        }
      }
    }
    return vias;
  }
}
