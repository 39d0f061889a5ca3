package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.OspfView.Counters;
import io.carrierlab.protocols.ospf.OspfView.InterfaceView;
import io.carrierlab.protocols.ospf.OspfView.LsaView;
import io.carrierlab.protocols.ospf.OspfView.NeighborView;
import io.carrierlab.protocols.ospf.OspfView.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A router's OSPF process in the backbone area (RFC 2328), without clock, socket or thread: {@code on(event, now)}
 * turns what happens into actions, which the caller performs in order. The caller adds and removes IP headers
 * (protocol 89, TTL 1, precedence internetwork control).
 */
public final class OspfMachine {
  /** The IP protocol number. */
  public static final int IP_PROTOCOL = 89;
  /** 224.0.0.5: every router listens. */
  public static final int ALL_SPF_ROUTERS = 0xe0000005;
  /** 224.0.0.6: the designated router and its backup listen. */
  public static final int ALL_D_ROUTERS = 0xe0000006;

  /**
   * @param helloOffset from an interface's start to its first hello, so that many routers do not all speak at once
   */
  public record Config(int routerId, Timers timers, Duration helloOffset, List<Interface> interfaces) {
    public Config {
      interfaces = List.copyOf(interfaces);
      var indices = new HashSet<Integer>();
      if (routerId == 0 || !interfaces.stream().map(Interface::index).allMatch(indices::add)) {
        throw new IllegalArgumentException("Router ID 0.0.0.0, or two interfaces with the same index");
      }
    }
  }

  /**
   * Times of RFC 2328 appendices B and C.
   *
   * @param hello whole seconds, 1 to 65535: on the wire, and all routers of a link must agree
   * @param dead whole seconds, likewise
   * @param retransmit RxmtInterval
   * @param spfDelay from a change to the computation of routes
   * @param spfHold least time from one computation to the next
   * @param lsRefresh LSRefreshTime
   */
  public record Timers(Duration hello, Duration dead, Duration retransmit, Duration spfDelay, Duration spfHold,
      Duration lsRefresh, Duration minLsInterval, Duration minLsArrival) {
    /** The values of RFC 2328 for what is architectural. */
    public static Timers of(Duration hello, Duration dead, Duration retransmit, Duration spfDelay, Duration spfHold) {
      return new Timers(hello, dead, retransmit, spfDelay, spfHold,
          Duration.ofMinutes(30), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    public Timers {
      if (hello.toSeconds() < 1 || hello.toSeconds() > 0xffff || dead.toSeconds() < 1 || dead.toSeconds() > 0xffff) {
        throw new IllegalArgumentException("hello " + hello + " and dead " + dead + " are not in 1..65535 s");
      }
    }
  }

  /** A loopback is announced as a host route, and nothing is sent on it. */
  public enum Network { POINT_TO_POINT, BROADCAST, LOOPBACK }

  /**
   * @param index names it in events, actions and routes; the router's own choice
   * @param address IPv4, network order
   * @param prefixLength 0 to 32
   * @param cost of sending, 0 to 65535
   * @param priority in the election of the designated router, 0 to 255; 0: never
   * @param passive announced, but no packet is sent or accepted
   * @param mtu octets of an IP packet, 68 to 65535
   */
  public record Interface(int index, String name, int address, int prefixLength, Network network, int cost,
      int priority, boolean passive, int mtu, Optional<Md5Key> md5) {
    public Interface {
      Ipv4Prefix.covering(address, prefixLength);
      if (cost >>> 16 != 0 || priority >>> 8 != 0 || mtu < 68 || mtu >>> 16 != 0) {
        throw new IllegalArgumentException(name + ": cost " + cost + ", priority " + priority + ", MTU " + mtu);
      }
    }
  }

  public sealed interface Event {
    /** The interface can send and receive; ignored if it already could. */
    record InterfaceUp(int index) implements Event {}

    /** The line is down: neighbours on it are lost at once. */
    record InterfaceDown(int index) implements Event {}

    /** @param packet the payload of an IP packet; the caller gives the array away */
    record Received(int index, int source, int destination, byte[] packet) implements Event {}

    record TimerFired(Timer timer) implements Event {}
  }

  public sealed interface Action {
    /** @param packet the payload of an IP packet, not to be written to: it can be sent again */
    record Send(int index, int destination, byte[] packet) implements Action {}

    /** Arming a timer that is armed replaces it. */
    record Arm(Timer timer, Duration after) implements Action {}

    record Disarm(Timer timer) implements Action {}

    /** @param changed new routes, and those with other next hops or another cost; both lists ordered by prefix */
    record RoutesChanged(List<Route> changed, List<Ipv4Prefix> withdrawn) implements Action {}
  }

  public sealed interface Timer {
    record Hello(int index) implements Timer {}

    /** Ends the wait for a designated router that is already there (RFC 2328 §9.1). */
    record Wait(int index) implements Timer {}

    record DelayedAck(int index) implements Timer {}

    /** @param neighbor Router ID on point-to-point links, address on broadcast ones */
    record Inactivity(int index, int neighbor) implements Timer {}

    /** One per neighbour that owes something: a description, an LSA, an acknowledgment. */
    record Retransmit(int index, int neighbor) implements Timer {}

    /** Refresh, ageing and originations put off, whichever is next. */
    record Ageing() implements Timer {}

    record Spf() implements Timer {}
  }

  private final Core core;
  private final Adjacencies adjacencies;
  private final Hellos hellos;
  private final Flooding flooding;
  private final Originator originator;
  private final Reception reception;
  private TreeMap<Ipv4Prefix, Route> routes = new TreeMap<>();

  /** Every interface is down at first. */
  public OspfMachine(Config config) {
    this.core = new Core(config);
    this.adjacencies = new Adjacencies(core);
    this.hellos = new Hellos(core, adjacencies);
    this.flooding = new Flooding(core, adjacencies);
    this.originator = flooding.originator();
    this.reception = new Reception(core, hellos, adjacencies, flooding);
  }

  /**
   * What to do about an event; the list is the caller's.
   *
   * @param nowNanos since any start that stays the same for all routers of a run; never less than before
   * @throws IllegalArgumentException if an event of the caller's making names no interface of the configuration
   */
  public List<Action> on(Event event, long nowNanos) {
    core.nowNanos = nowNanos;
    switch (event) {
      case Event.InterfaceUp(int index) -> {
        Link link = core.link(index);
        hellos.fire(link, InterfaceFsm.Event.INTERFACE_UP);
      }
      case Event.InterfaceDown(int index) -> {
        Link link = core.link(index);
        hellos.fire(link, link.config.network() == Network.LOOPBACK
            ? InterfaceFsm.Event.UNLOOP_IND : InterfaceFsm.Event.INTERFACE_DOWN);
      }
      case Event.Received(int index, int source, int destination, byte[] packet) -> {
        if (reception.repeatsHello(core.link(index), source, packet)) {
          return List.of();
        }
        reception.received(core.link(index), source, destination, packet);
      }
      case Event.TimerFired(Timer timer) -> fired(timer);
    }
    settle();
    return core.takeActions();
  }

  private void fired(Timer timer) {
    switch (timer) {
      case Timer.Hello(int index) -> hellos.helloTimerFired(core.link(index));
      case Timer.Wait(int index) -> hellos.fire(core.link(index), InterfaceFsm.Event.WAIT_TIMER);
      case Timer.DelayedAck(int index) -> flooding.delayedAckFired(core.link(index));
      case Timer.Inactivity(int index, int key) -> {
        Neighbor neighbor = core.link(index).neighbors.get(key);
        if (neighbor != null) {
          hellos.inactivityFired(neighbor);
        }
      }
      case Timer.Retransmit(int index, int key) -> {
        Neighbor neighbor = core.link(index).neighbors.get(key);
        if (neighbor != null) {
          neighbor.retransmitArmedNanos = Neighbor.NEVER;
          adjacencies.retransmit(neighbor);
          flooding.retransmit(neighbor);
          core.armRetransmission(neighbor);
        }
      }
      case Timer.Ageing() -> {
        core.ageingFired();
        core.originationDue = true;
        originator.settle();
        flooding.age();
        adjacencies.forgetDescriptions();
      }
      case Timer.Spf() -> computeRoutes();
    }
  }

  /** What an event calls for is done once for all of it, at its end. */
  private void settle() {
    do {
      hellos.settle();
      originator.settle();
      flooding.settle();
      flooding.sweep();
    } while (core.unsettled());
  }

  private void computeRoutes() {
    core.spfFired();
    var old = routes;
    routes = ShortestPaths.routes(core, originator.links());
    var changed = new ArrayList<Route>();
    var withdrawn = new ArrayList<Ipv4Prefix>();
    routes.replaceAll((prefix, route) -> {
      Route before = old.get(prefix);
      // The old object stays where nothing changed: the caller may hold it too.
      return route.equals(before) ? before : route;
    });
    routes.forEach((prefix, route) -> {
      if (!route.attached() && route != old.get(prefix)) {
        changed.add(route);
      }
    });
    old.forEach((prefix, route) -> {
      Route now = routes.get(prefix);
      if (!route.attached() && (now == null || now.attached())) {
        withdrawn.add(prefix);
      }
    });
    if (!changed.isEmpty() || !withdrawn.isEmpty()) {
      core.act(new Action.RoutesChanged(changed, withdrawn));
    }
  }

  /** In the order of their indices. */
  public List<InterfaceView> interfaces() {
    return Views.interfaces(core);
  }

  /** In the order of interfaces; those that went down are among them, with the reason. */
  public List<NeighborView> neighbors() {
    return Views.neighbors(core);
  }

  /** In the order of type, link state id and advertising router. @param nowNanos for the ages */
  public List<LsaView> database(long nowNanos) {
    return Views.database(core, nowNanos);
  }

  /** By prefix, attached networks included. */
  public List<Route> routes() {
    return List.copyOf(routes.values());
  }

  public Counters counters() {
    return Views.counters(core);
  }
}
