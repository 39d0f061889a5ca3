package io.carrierlab.node.client;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.ip.Routing;
import io.carrierlab.node.ipsec.TunnelEnd;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.topology.ClientConfig.Life;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.esp.UdpEncapsulation;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Ike1Session;
import io.carrierlab.protocols.ike2.Ike2Session;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A remote-access client: connects when its turn comes, sends what its population sends, leaves, and tries again when
 * it has failed. Its outer stack is its line to the Internet, its inner one the tunnel, which is there while a session
 * is up.
 */
public final class ClientActor extends ExtensibleBehavior<PortMessage> {
  /** Answers that are under way when requests end get this long. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);
  /** Until a session has its first answer, requests follow as a TCP repeats its SYN first (RFC 6298 §2.1). */
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(1);
  private static final String REQUESTS = "requests";
  private static final String INTERNET = "internet";

  private final Node node;
  private final ClientConfig config;
  private final TimerScheduler<PortMessage> timers;
  private final Door companyDoor;
  private final IpStack outer;
  private final IpInterface line;
  final ClientTraffic traffic;
  final ClientStats stats;
  private TunnelEnd tunnel;
  private IpStack inner;
  private InnerConfig assigned;
  private int failuresInRow;
  private boolean leaving;

  /** @param meter adds up the requests of its population */
  public static Behavior<PortMessage> create(Node node, ClientConfig config, RequestMeter meter) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers ->
        new ClientActor(node, config, meter, context, timers)));
  }

  private ClientActor(Node node, ClientConfig config, RequestMeter meter, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.timers = timers;
    stats = new ClientStats(config);
    Door door = node.fabric().door(VpnConfig.INTERNET);
    companyDoor = node.fabric().door(config.population().vpn());
    traffic = new ClientTraffic(config, stats, meter);
    outer = new IpStack(door, node, new Line(), new OuterOwner());
    line = IpInterface.of(node.index(), 0, "eth0", config.address(), 32, false);
    door.own(0, context.getSelf());
    outer.add(line);
    Duration start = config.start().minusNanos(node.clock().nowNanos());
    timers.startSingleTimer("connect", new ClientCommand.Connect(), start.isNegative() ? Duration.ZERO : start);
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          outer.arrived(0, arrival.frame(i));
        }
      }
      case PortMessage.Carrier(int number, boolean up) -> outer.setUp(number, up);
      case Inspect(var into) -> {
        ClientTables.into(into, this);
        into.done();
      }
      case Probe probe -> probe(probe);
      case PortMessage.OfDevice command -> on((ClientCommand) command);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(ClientCommand command) {
    switch (command) {
      case ClientCommand.Connect() -> connect();
      case ClientCommand.Wake() -> {
        if (tunnel != null) {
          tunnel.wake();
        }
      }
      case ClientCommand.Request(boolean internet) -> request(internet);
      case ClientCommand.Wind() -> {
        leaving = true;
        stats.outages.enough(node.clock().nowNanos());
        timers.cancel(REQUESTS);
        timers.cancel(INTERNET);
        timers.startSingleTimer("leave", new ClientCommand.Leave(), LAST_ANSWERS);
      }
      case ClientCommand.Where(long question) -> node.report(new NodeReport.InnerAddress(question,
          inner == null ? OptionalInt.empty() : OptionalInt.of(assigned.address())));
      case ClientCommand.Leave() -> {
        if (tunnel != null) {
          tunnel.on(new IkeEvent.Close());
        }
      }
    }
  }

  private void connect() {
    if (tunnel != null || over()) {
      return;
    }
    stats.attempts++;
    stats.connectingSinceNanos = node.clock().nowNanos();
    stats.outages.connecting(stats.connectingSinceNanos);
    if (stats.firstAttemptNanos < 0) {
      stats.firstAttemptNanos = stats.connectingSinceNanos;
    }
    leaving = false;
    var population = config.population();
    IkeSettings settings = population.settings().since(node.clock().epoch());
    IkeSession session = population.ikeVersion() == 1
        ? Ike1Session.initiator(settings, config.initiator(), node.clock().random())
        : Ike2Session.initiator(settings, config.initiator(), node.clock().random());
    tunnel = new TunnelEnd(session, node, new TunnelOwner());
    tunnel.on(new IkeEvent.Start(new Path(config.address(), Path.IKE, population.gateway(), Path.IKE)));
  }

  private boolean over() {
    Duration stop = config.population().life().stop();
    return !stop.isZero() && node.clock().nowNanos() >= stop.toNanos();
  }

  private void up() {
    stats.sessions++;
    stats.upSinceNanos = node.clock().nowNanos();
    stats.setupNanos = stats.upSinceNanos - stats.connectingSinceNanos;
    stats.outages.up(stats.upSinceNanos);
    failuresInRow = 0;
    traffic.begins();
    inner = new IpStack(companyDoor, node, new Inside(), new InnerOwner());
    inner.add(new IpInterface(IpInterface.NO_PORT, "tun0", assigned.address(), 32, 0, null));
    config.population().traffic().ifPresent(what ->
        timers.startTimerAtFixedRate(REQUESTS, new ClientCommand.Request(false), Duration.ZERO,
            what.every().compareTo(UNTIL_ANSWERED) < 0 ? what.every() : UNTIL_ANSWERED));
    config.population().internet().ifPresent(what ->
        timers.startTimerAtFixedRate(INTERNET, new ClientCommand.Request(true), Duration.ZERO, what.every()));
    Life life = config.population().life();
    Duration left = life.session();
    if (!life.stop().isZero()) {
      Duration untilStop = life.stop().minusNanos(node.clock().nowNanos());
      left = left.isZero() || untilStop.compareTo(left) < 0 ? untilStop : left;
    }
    if (!left.isZero()) {
      timers.startSingleTimer("wind", new ClientCommand.Wind(), left.isNegative() ? Duration.ZERO : left);
    }
    node.report(new DeviceEvent.ClientConnected());
  }

  private void closed(IkeFailure reason) {
    boolean wasUp = inner != null;
    stats.ended(tunnel, wasUp);
    tunnel.close();
    tunnel = null;
    inner = null;
    assigned = null;
    stats.upSinceNanos = -1;
    timers.cancel("wake");
    timers.cancel(REQUESTS);
    timers.cancel(INTERNET);
    timers.cancel("wind");
    timers.cancel("leave");
    Life life = config.population().life();
    if (leaving) {
      stats.outages.left(node.clock().nowNanos());
      node.report(new DeviceEvent.ClientLeft());
      if (!life.pause().isZero() && !over()) {
        timers.startSingleTimer("connect", new ClientCommand.Connect(), life.pause());
      }
      return;
    }
    stats.failed(reason);
    if (wasUp) {
      stats.outages.lost(node.clock().nowNanos());
    } else {
      stats.outages.failed();
    }
    node.report(wasUp ? new DeviceEvent.ClientLost(reason) : new DeviceEvent.ClientFailed(reason));
    timers.startSingleTimer("connect", new ClientCommand.Connect(), backOff(life));
  }

  /** Twice as long each time, and somewhere in the second half of it: thousands shall not come back at once. */
  private Duration backOff(Life life) {
    long first = life.retryFirst().toNanos();
    int doublings = Math.min(failuresInRow++, 20);
    long most = first > life.retryMost().toNanos() >> doublings ? life.retryMost().toNanos() : first << doublings;
    return Duration.ofNanos(most / 2 + node.clock().random().nextLong(most / 2 + 1));
  }

  private void request(boolean internet) {
    if (inner == null || leaving) {
      return;
    }
    if (traffic.ended(internet)) {
      timers.cancel(internet ? INTERNET : REQUESTS);
      if (!internet) {
        stats.outages.enough(node.clock().nowNanos());
      }
      return;
    }
    IpPacket packet = traffic.next(internet, assigned.address(), config.address(), throughTunnel(internet),
        node.clock().nowNanos());
    if (throughTunnel(internet)) {
      inner.send(packet);
    } else {
      outer.send(packet);
    }
  }

  /** As any packet of the client's user: in a session by the split of the tunnel, else in the clear. */
  private void probe(Probe probe) {
    (inner != null && protects(probe.destination()) ? inner : outer).probe(probe);
  }

  /** @param first of its session: the company is there, and requests come at their own intervals from now on */
  private void answered(boolean first) {
    if (first && timers.isTimerActive(REQUESTS)) {
      timers.startTimerAtFixedRate(REQUESTS, new ClientCommand.Request(false),
          Duration.ofNanos(traffic.untilNextNanos(node.clock().nowNanos())),
          config.population().traffic().orElseThrow().every());
    }
  }

  /** Split tunnelling: what is not in the list of networks goes out in the clear. */
  private boolean throughTunnel(boolean internet) {
    return !internet || protects(config.population().internet().orElseThrow().destination());
  }

  private boolean protects(int destination) {
    if (assigned.group().splitTunnel().isEmpty()) {
      return true;
    }
    for (Ipv4Prefix network : assigned.group().splitTunnel()) {
      if (network.contains(destination)) {
        return true;
      }
    }
    return false;
  }

  ClientConfig config() {
    return config;
  }

  TunnelEnd tunnel() {
    return tunnel;
  }

  InnerConfig assigned() {
    return assigned;
  }

  boolean connected() {
    return inner != null;
  }

  IpStack outer() {
    return outer;
  }

  long nowNanos() {
    return node.clock().nowNanos();
  }

  String nodeName() {
    return node.name();
  }

  /** What the session and the SAs want of the client. */
  private final class TunnelOwner implements TunnelEnd.Owner {
    @Override
    public void sendOuter(Frame packet) {
      outer.route(packet);
    }

    @Override
    public void sendUdp(Path path, byte[] payload) {
      outer.send(new IpPacket(path.localAddress(), path.remoteAddress(), IpProtocol.UDP, 64, 0,
          new UdpDatagram(path.localPort(), path.remotePort(), payload)
              .encode(path.localAddress(), path.remoteAddress())));
    }

    @Override
    public void wakeAt(long atNanos) {
      if (atNanos == Long.MAX_VALUE) {
        timers.cancel("wake");
      } else {
        timers.startSingleTimer("wake", new ClientCommand.Wake(),
            Duration.ofNanos(Math.max(0, atNanos - node.clock().nowNanos())));
      }
    }

    @Override
    public void inner(Frame packet) {
      if (inner != null) {
        inner.ipv4(null, packet);
      }
    }

    @Override
    public void tooBig(Frame packet, int mtu) {
      // Its own requests are never that large.
    }

    @Override
    public void installed(io.carrierlab.protocols.ike.ChildSa sa, boolean first) {
      if (first && assigned != null && inner == null) {
        up();
      }
    }

    @Override
    public void removed(io.carrierlab.protocols.ike.ChildSa sa, boolean last) {
      // The session says Closed, or installs another.
    }

    @Override
    public void ask(IkeAction.Question question) {
      throw new IllegalStateException("an initiator asks nobody: " + question);
    }

    @Override
    public void news(IkeAction.News news) {
      switch (news) {
        case IkeAction.Configured(InnerConfig inside) -> assigned = inside;
        case IkeAction.Closed(IkeFailure reason) -> closed(reason);
        case IkeAction.Rejected(IkeFailure reason) -> stats.failed(reason);
        case IkeAction.Authenticated authenticated -> { }
        case IkeAction.Moved moved -> { }
        case IkeAction.Keys keptByTheGateway -> { }
      }
    }
  }

  /** The line: everything goes to its other end. */
  private final class Line implements Routing {
    @Override
    public Hop lookup(int destination) {
      return new Hop.Attached(line);
    }

    @Override
    public String explain(int destination) {
      return inner == null ? "the line, in the clear: there is no session" : "the line";
    }

    @Override
    public boolean sendRemote(Hop.Remote hop, Departure departure) {
      return false;
    }
  }

  /** Inside: everything goes into the tunnel. */
  private final class Inside implements Routing {
    private final Hop into = new Hop.Into(tunnel);

    @Override
    public Hop lookup(int destination) {
      return into;
    }

    @Override
    public String explain(int destination) {
      return assigned.group().splitTunnel().isEmpty() ? "into the IPsec tunnel, as everything"
          : "into the IPsec tunnel, as the group's split tunnel says";
    }

    @Override
    public boolean sendRemote(Hop.Remote hop, Departure departure) {
      return false;
    }
  }

  private abstract class WithoutArp implements IpStack.Owner {
    @Override
    public void arm(int port, ArpTable.Timer timer, Duration after) {
      throw new IllegalStateException("a line has no ARP");
    }

    @Override
    public void disarm(int port, ArpTable.Timer timer) {
      throw new IllegalStateException("a line has no ARP");
    }

    @Override
    public void icmp(int source, int ttl, Icmp message) {
      if (message instanceof Icmp.EchoReply reply) {
        answered(traffic.answered(reply.identifier(), reply.sequence(), node.clock().nowNanos()));
      }
    }
  }

  private final class OuterOwner extends WithoutArp {
    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      if (Ipv4Header.protocol(octets, offset) == IpProtocol.ESP
          || Ipv4Header.protocol(octets, offset) == IpProtocol.AH
          || UdpEncapsulation.spi(octets, offset, length) != 0) {
        if (tunnel != null) {
          tunnel.ipsec(frame);
        }
        return;
      }
      try {
        UdpDatagram datagram = udp(octets, offset, length);
        if (datagram == null) {
          outer.drop(Drop.UNKNOWN_PROTOCOL);
        } else if (datagram.destinationPort() == Path.IKE || datagram.destinationPort() == Path.NAT_TRAVERSAL) {
          if (tunnel != null) {
            tunnel.udp(new Path(config.address(), datagram.destinationPort(), Ipv4Header.source(octets, offset),
                datagram.sourcePort()), datagram.payload(), frame);
          }
        } else {
          answered(traffic.answered(datagram, node.clock().nowNanos()));
        }
      } catch (DecodeException malformed) {
        outer.drop(Drop.MALFORMED_PAYLOAD);
      }
    }
  }

  private static UdpDatagram udp(byte[] octets, int offset, int length) throws DecodeException {
    if (Ipv4Header.protocol(octets, offset) != IpProtocol.UDP || Ipv4Header.isFragment(octets, offset)) {
      return null;
    }
    int header = Ipv4Header.headerOctets(octets, offset);
    return UdpDatagram.decode(Ipv4Header.source(octets, offset), Ipv4Header.destination(octets, offset), octets,
        offset + header, length - header);
  }

  private final class InnerOwner extends WithoutArp {
    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      try {
        UdpDatagram datagram = udp(octets, offset, length);
        if (datagram != null) {
          answered(traffic.answered(datagram, node.clock().nowNanos()));
        } else {
          inner.drop(Drop.UNKNOWN_PROTOCOL);
        }
      } catch (DecodeException malformed) {
        inner.drop(Drop.MALFORMED_PAYLOAD);
      }
    }
  }
}
