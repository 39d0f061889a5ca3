package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.OspfMachine.Action;
import io.carrierlab.protocols.ospf.OspfMachine.Config;
import io.carrierlab.protocols.ospf.OspfMachine.Event;
import io.carrierlab.protocols.ospf.OspfMachine.Interface;
import io.carrierlab.protocols.ospf.OspfMachine.Network;
import io.carrierlab.protocols.ospf.OspfMachine.Timer;
import io.carrierlab.protocols.ospf.OspfMachine.Timers;
import io.carrierlab.protocols.ospf.OspfView.Route;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Routers on point-to-point links and LANs, in a {@link World}. It carries packets and timers and decides nothing. */
final class OspfNet {
  static final Timers TIMERS = Timers.of(Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(5),
      Duration.ofMillis(50), Duration.ofMillis(200));

  final World world;
  final List<Router> routers = new ArrayList<>();
  final List<Segment> segments = new ArrayList<>();
  double loss;
  private final Map<List<Port>, Long> lastArrival = new HashMap<>();
  BiConsumer<Router, Action.Send> tap = (router, send) -> { };

  /** @param address of the router on the segment; @param cost of leaving by it */
  record Port(Router router, int index, int address, int cost, Optional<Md5Key> md5) {}

  final class Segment {
    final int number;
    final Network network;
    final List<Port> ports = new ArrayList<>();
    /** Interfaces are told when the line goes down; not when it merely swallows packets. */
    boolean lineUp = true;
    boolean passes = true;

    Segment(int number, Network network) {
      this.number = number;
      this.network = network;
    }

    int prefixLength() {
      return network == Network.BROADCAST ? 24 : 30;
    }

    Ipv4Prefix prefix() {
      return Ipv4Prefix.covering(base(number), prefixLength());
    }

    void line(boolean up) {
      lineUp = up;
      for (Port port : ports) {
        port.router.on(up ? new Event.InterfaceUp(port.index) : new Event.InterfaceDown(port.index));
      }
    }
  }

  final class Router {
    final int id;
    final int number;
    final Map<Integer, Segment> attached = new LinkedHashMap<>();
    final TreeMap<Ipv4Prefix, Route> rib = new TreeMap<>();
    OspfMachine machine;
    Timers timers = TIMERS;
    UnaryOperator<Interface> tweak = UnaryOperator.identity();
    private final Map<Timer, Integer> armed = new HashMap<>();
    private int generation;

    Router(int number) {
      this.number = number;
      this.id = 0x01010100 + number;
    }

    Ipv4Prefix loopback() {
      return Ipv4Prefix.host(0xac100000 + number);
    }

    boolean alive() {
      return machine != null;
    }

    void start() {
      var interfaces = new ArrayList<Interface>();
      interfaces.add(new Interface(0, "lo0", loopback().address(), 24, Network.LOOPBACK, 1, 0, false, 65535,
          Optional.empty()));
      attached.forEach((index, segment) -> {
        Port port = segment.ports.stream().filter(p -> p.router == this && p.index == index).findFirst().orElseThrow();
        interfaces.add(tweak.apply(new Interface(index, "ge" + index, port.address, segment.prefixLength(),
            segment.network, port.cost, 1, false, 1500, port.md5)));
      });
      rib.clear();
      machine = new OspfMachine(new Config(id, timers, Duration.ofMillis(number), interfaces));
      on(new Event.InterfaceUp(0));
      attached.forEach((index, segment) -> {
        if (segment.lineUp) {
          on(new Event.InterfaceUp(index));
        }
      });
    }

    /** Without a word to anybody. */
    void crash() {
      machine = null;
      armed.clear();
    }

    void on(Event event) {
      if (alive()) {
        machine.on(event, world.nowNanos()).forEach(this::perform);
      }
    }

    private void perform(Action action) {
      switch (action) {
        case Action.Send send -> {
          tap.accept(this, send);
          transmit(this, send);
        }
        case Action.Arm(Timer timer, Duration after) -> {
          int mine = ++generation;
          armed.put(timer, mine);
          world.after(after, () -> {
            if (alive() && armed.remove(timer, mine)) {
              on(new Event.TimerFired(timer));
            }
          });
        }
        case Action.Disarm(Timer timer) -> armed.remove(timer);
        case Action.RoutesChanged(List<Route> changed, List<Ipv4Prefix> withdrawn) -> {
          changed.forEach(route -> rib.put(route.prefix(), route));
          withdrawn.forEach(rib::remove);
        }
      }
    }

    @Override
    public String toString() {
      return "router " + number;
    }
  }

  OspfNet(World world) {
    this.world = world;
  }

  private static int base(int number) {
    return 0x0a000000 + number * 256;
  }

  Router router() {
    var router = new Router(routers.size() + 1);
    routers.add(router);
    return router;
  }

  Segment segment(Network network) {
    var segment = new Segment(segments.size() + 1, network);
    segments.add(segment);
    return segment;
  }

  void attach(Router router, Segment segment, int cost) {
    attach(router, segment, cost, Optional.empty());
  }

  void attach(Router router, Segment segment, int cost, Optional<Md5Key> md5) {
    int index = router.attached.size() + 1;
    router.attached.put(index, segment);
    segment.ports.add(new Port(router, index, base(segment.number) + segment.ports.size() + 1, cost, md5));
  }

  Segment connect(Router one, int cost, Router other, int otherCost) {
    Segment segment = segment(Network.POINT_TO_POINT);
    attach(one, segment, cost);
    attach(other, segment, otherCost);
    return segment;
  }

  void start() {
    routers.forEach(Router::start);
  }

  void run(Duration span) {
    world.runFor(span, () -> { });
  }

  private void transmit(Router from, Action.Send send) {
    Segment segment = from.attached.get(send.index());
    Port source = segment.ports.stream().filter(p -> p.router == from && p.index == send.index()).findFirst()
        .orElseThrow();
    for (Port port : segment.ports) {
      boolean meant = send.destination() >>> 28 == 0xe || send.destination() == port.address;
      if (port == source || !meant || !segment.lineUp || !segment.passes || world.random.nextDouble() < loss) {
        continue;
      }
      world.after(delay(source, port), () -> {
        if (segment.lineUp && segment.passes) {
          port.router.on(new Event.Received(port.index, source.address, send.destination(), send.packet().clone()));
        }
      });
    }
  }

  /** One to five milliseconds, and in order: a link does not let packets overtake each other. */
  private Duration delay(Port source, Port port) {
    long atNanos = world.nowNanos() + Duration.ofMillis(1 + world.random.nextInt(5)).toNanos();
    atNanos = Math.max(atNanos, lastArrival.getOrDefault(List.of(source, port), 0L));
    lastArrival.put(List.of(source, port), atNanos);
    return Duration.ofNanos(atNanos - world.nowNanos());
  }
}
