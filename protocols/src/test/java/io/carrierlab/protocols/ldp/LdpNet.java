package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import io.carrierlab.protocols.ldp.LdpEvent.NextHop;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Routers with LDP on links and LANs. Hellos may be lost; connections are reliable octet pipes, cut into pieces at
 * random, that stall while there is no way; an all-knowing IGP gives each router its routes some time after a change.
 */
final class LdpNet {
  static final Duration TCP_DELAY = Duration.ofMillis(5);

  /** A link or LAN. */
  final class Segment {
    final Ipv4Prefix prefix;
    final Map<Router, Integer> addresses = new LinkedHashMap<>();
    final int index;
    /** Frames pass. */
    boolean passes = true;
    /** Interfaces see a carrier. */
    boolean carrier = true;

    Segment(int index) {
      this.index = index;
      this.prefix = Ipv4Prefix.covering(0x0a100000 + (index << 8), 24);
    }
  }

  /** A shell for one machine, with a forwarding plane to look at. */
  final class Router {
    final int lsrId;
    final LdpMachine machine;
    final Map<Integer, LdpAction.IncomingLabel> incoming = new TreeMap<>();
    final Map<Ipv4Prefix, List<Out>> tunnels = new TreeMap<>();
    final Map<Ipv4Prefix, List<NextHop>> routes = new TreeMap<>();
    private final Map<LdpTimer, Object> armed = new HashMap<>();
    private int nextPort = 49_152;

    Router(LdpConfig config) {
      lsrId = config.lsrId();
      machine = new LdpMachine(config);
    }

    void on(LdpEvent event) {
      for (LdpAction action : machine.on(event, world.nowNanos())) {
        trace = trace * 31 + (action instanceof LdpAction.TcpSend send ? Arrays.hashCode(send.octets())
            : action instanceof LdpAction.SendHello hello ? hello.interfaceIndex() : action.hashCode());
        perform(action);
      }
    }

    private void perform(LdpAction action) {
      switch (action) {
        case LdpAction.SendHello hello -> sendHello(this, hello);
        case LdpAction.TcpListen() -> { }
        case LdpAction.TcpConnect(Flow flow) -> connect(this, flow);
        case LdpAction.TcpSend(Flow flow, byte[] octets) -> pipe(flow).ifPresent(pipe -> pipe.write(octets));
        case LdpAction.TcpClose(Flow flow) -> pipe(flow).ifPresent(Pipe::end);
        case LdpAction.Arm(LdpTimer timer, Duration after) -> {
          var token = new Object();
          armed.put(timer, token);
          world.after(after, () -> {
            if (armed.get(timer) == token) {
              armed.remove(timer);
              on(new LdpEvent.TimerFired(timer));
            }
          });
        }
        case LdpAction.Disarm(LdpTimer timer) -> armed.remove(timer);
        case LdpAction.IncomingLabel it -> {
          checkNotStillUsed(it);
          incoming.put(it.label(), it);
        }
        case LdpAction.IncomingLabelGone(int label) -> require(incoming.remove(label) != null, "gone twice");
        case LdpAction.Tunnel(Ipv4Prefix prefix, List<Out> outs) -> tunnels.put(prefix, outs);
        case LdpAction.TunnelGone(Ipv4Prefix prefix) -> require(tunnels.remove(prefix) != null, "gone twice");
      }
    }

    /** No peer may still send packets of another FEC with a label that comes into use. */
    private void checkNotStillUsed(LdpAction.IncomingLabel it) {
      for (LdpView.Session session : machine.sessions()) {
        if (session.state() == LdpView.State.OPERATIONAL) {
          for (LdpView.Binding binding : routers.get(session.lsrId()).machine.bindings()) {
            require(binding.prefix().equals(it.prefix()) || !binding.remote().stream()
                .anyMatch(one -> one.lsrId() == lsrId && one.label() == it.label()),
                "label " + it.label() + " reused while " + Ipv4.format(session.lsrId()) + " has it");
          }
        }
      }
    }

    @Override
    public String toString() {
      return Ipv4.format(lsrId);
    }
  }

  /** One direction of a connection. */
  private final class Pipe {
    private final Flow flow;
    private final Router to;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private boolean ended;
    private boolean moving;

    private Pipe(Flow flow, Router to) {
      this.flow = flow;
      this.to = to;
    }

    private void write(byte[] octets) {
      for (int at = 0; at < octets.length;) {
        int next = Math.min(octets.length, at + 1 + world.random.nextInt(200));
        queue.add(Arrays.copyOfRange(octets, at, next));
        at = next;
      }
      move();
    }

    private void end() {
      ended = true;
      move();
    }

    private void move() {
      if (!moving) {
        moving = true;
        world.after(TCP_DELAY, () -> {
          moving = false;
          step();
        });
      }
    }

    private void step() {
      if (pipes.get(flow) != this) {
        return;
      }
      if (!reachable(routers.get(flow.localAddress()), to)) {
        move();
      } else if (!queue.isEmpty()) {
        byte[] octets = queue.poll();
        if (pipes.containsKey(flow.reversed())) {
          to.on(new LdpEvent.TcpReceived(flow.reversed(), octets));
        }
        move();
      } else if (ended) {
        pipes.remove(flow);
        Pipe back = pipes.get(flow.reversed());
        if (back != null && !back.ended) {
          pipes.remove(flow.reversed());
          to.on(new LdpEvent.TcpClosed(flow.reversed(), "closed by the peer"));
        }
      }
    }
  }

  final World world;
  final Map<Integer, Router> routers = new TreeMap<>();
  final List<Segment> segments = new ArrayList<>();
  private final Map<Flow, Pipe> pipes = new LinkedHashMap<>();
  /** No hello is lost any more. */
  boolean calm;
  /** A digest of every action so far. */
  long trace;

  LdpNet(World world) {
    this.world = world;
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  void add(LdpConfig config) {
    routers.put(config.lsrId(), new Router(config));
  }

  void join(Router... members) {
    var segment = new Segment(segments.size());
    segments.add(segment);
    for (Router member : members) {
      segment.addresses.put(member, segment.prefix.address() + 1 + segment.addresses.size());
    }
  }

  void start() {
    for (Router router : routers.values()) {
      router.on(new LdpEvent.LocalPrefix(Ipv4Prefix.host(router.lsrId), true));
    }
    segments.forEach(this::interfacesUp);
    converge();
  }

  private void interfacesUp(Segment segment) {
    segment.addresses.forEach((router, address) -> {
      router.on(new LdpEvent.InterfaceUp(segment.index, address));
      router.on(new LdpEvent.LocalPrefix(segment.prefix, true));
    });
  }

  /** @param seen whether the interfaces notice; if not, only timers do */
  void cut(Segment segment, boolean seen) {
    segment.passes = false;
    if (seen && segment.carrier) {
      segment.carrier = false;
      segment.addresses.forEach((router, _) -> {
        router.on(new LdpEvent.InterfaceDown(segment.index));
        router.on(new LdpEvent.LocalPrefix(segment.prefix, false));
      });
    }
    converge();
  }

  void restore(Segment segment) {
    segment.passes = true;
    if (!segment.carrier) {
      segment.carrier = true;
      interfacesUp(segment);
    }
    converge();
  }

  /** Breaks a connection at both ends, picked at random. */
  void reset() {
    if (!pipes.isEmpty()) {
      Flow flow = List.copyOf(pipes.keySet()).get(world.random.nextInt(pipes.size()));
      pipes.remove(flow);
      routers.get(flow.localAddress()).on(new LdpEvent.TcpClosed(flow, "connection reset by peer"));
      if (pipes.remove(flow.reversed()) != null) {
        routers.get(flow.remoteAddress()).on(new LdpEvent.TcpClosed(flow.reversed(), "connection reset by peer"));
      }
    }
  }

  private void sendHello(Router from, LdpAction.SendHello hello) {
    Segment segment = segments.get(hello.interfaceIndex());
    int source = segment.addresses.get(from);
    for (Router to : segment.addresses.keySet()) {
      if (to != from && segment.passes) {
        Runnable delivery = () -> {
          if (segment.passes) {
            to.on(new LdpEvent.HelloReceived(segment.index, source, hello.udpPayload()));
          }
        };
        if (calm) {
          world.after(World.SLOWEST, delivery);
        } else {
          world.send(delivery);
        }
      }
    }
  }

  private Optional<Pipe> pipe(Flow flow) {
    return Optional.ofNullable(pipes.get(flow));
  }

  private void connect(Router from, Flow asked) {
    Router to = routers.get(asked.remoteAddress());
    var flow = new Flow(asked.localAddress(), from.nextPort++, asked.remoteAddress(), asked.remotePort());
    attempt(from, to, asked, flow, 200);
  }

  private void attempt(Router from, Router to, Flow asked, Flow flow, int tries) {
    world.after(Duration.ofMillis(100), () -> {
      if (reachable(from, to)) {
        pipes.put(flow, new Pipe(flow, to));
        pipes.put(flow.reversed(), new Pipe(flow.reversed(), from));
        to.on(new LdpEvent.TcpConnected(flow.reversed(), true));
        from.on(new LdpEvent.TcpConnected(flow, false));
      } else if (tries > 0) {
        attempt(from, to, asked, flow, tries - 1);
      } else {
        from.on(new LdpEvent.TcpClosed(asked, "timed out"));
      }
    });
  }

  boolean reachable(Router from, Router to) {
    return distances(List.of(to)).containsKey(from);
  }

  /** Each router hears of the change in its own time. */
  private void converge() {
    for (Router router : routers.values()) {
      world.after(Duration.ofMillis(world.random.nextInt(3_000)), () -> reroute(router));
    }
  }

  private void reroute(Router router) {
    Map<Ipv4Prefix, List<NextHop>> wanted = wantedRoutes(router);
    var withdrawn = new ArrayList<Ipv4Prefix>(router.routes.keySet());
    withdrawn.removeAll(wanted.keySet());
    var changed = new ArrayList<LdpEvent.Route>();
    wanted.forEach((prefix, hops) -> {
      if (!hops.equals(router.routes.get(prefix))) {
        changed.add(new LdpEvent.Route(prefix, hops));
      }
    });
    router.routes.clear();
    router.routes.putAll(wanted);
    router.on(new LdpEvent.RoutesChanged(changed, withdrawn));
  }

  private Map<Ipv4Prefix, List<NextHop>> wantedRoutes(Router router) {
    var wanted = new TreeMap<Ipv4Prefix, List<NextHop>>();
    egresses().forEach((prefix, owners) -> {
      Map<Router, Integer> distance = distances(owners);
      int own = distance.getOrDefault(router, 0);
      var hops = new ArrayList<NextHop>();
      for (Segment segment : segments) {
        if (own > 0 && segment.passes && segment.addresses.containsKey(router)) {
          segment.addresses.forEach((other, address) -> {
            if (distance.getOrDefault(other, own) == own - 1) {
              hops.add(new NextHop(segment.index, address));
            }
          });
        }
      }
      if (!hops.isEmpty()) {
        wanted.put(prefix, hops);
      }
    });
    return wanted;
  }

  /** Who is connected to each prefix. */
  Map<Ipv4Prefix, List<Router>> egresses() {
    var egresses = new TreeMap<Ipv4Prefix, List<Router>>();
    routers.values().forEach(router -> egresses.put(Ipv4Prefix.host(router.lsrId), List.of(router)));
    segments.stream().filter(one -> one.carrier)
        .forEach(one -> egresses.put(one.prefix, List.copyOf(one.addresses.keySet())));
    return egresses;
  }

  private Map<Router, Integer> distances(Collection<Router> targets) {
    var distance = new HashMap<Router, Integer>();
    var queue = new ArrayDeque<>(targets);
    targets.forEach(target -> distance.put(target, 0));
    while (!queue.isEmpty()) {
      Router near = queue.poll();
      for (Segment segment : segments) {
        if (segment.passes && segment.addresses.containsKey(near)) {
          segment.addresses.keySet().forEach(next -> {
            if (distance.putIfAbsent(next, distance.get(near) + 1) == null) {
              queue.add(next);
            }
          });
        }
      }
    }
    return distance;
  }
}
