package io.carrierlab.node.vrf;

import io.carrierlab.node.bgp.BgpAlarm;
import io.carrierlab.node.bgp.BgpShell;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.gre.GreTunnels;
import io.carrierlab.node.gre.TunnelCommand;
import io.carrierlab.node.gre.TunnelDoor;
import io.carrierlab.node.hsrp.HsrpAlarm;
import io.carrierlab.node.hsrp.HsrpShell;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.router.TunnelTable;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.StaticRoute;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.bgp.rib.BgpSpeaker;
import io.carrierlab.protocols.bgp.rib.Routes;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** One VRF: it owns the interfaces towards its CEs, and what comes in there can meet no table but its own. */
public final class VrfActor extends ExtensibleBehavior<PortMessage>
    implements BgpShell.Owner, IpStack.Owner, HsrpShell.Owner, TunnelDoor.Owner {
  private final VrfSetup setup;
  private final ActorRef<PortMessage> self;
  private final TimerScheduler<PortMessage> timers;
  private final IpStack stack;
  private final VrfRouting routing;
  private final BgpShell shell;
  private final List<TunnelDoor> tunnels = new ArrayList<>(0);
  private final Optional<HsrpShell> hsrp;
  /** Next hops of routes from CEs that are on our networks. */
  private final Set<Integer> tracked = new TreeSet<>();
  /** Whose tunnel leads to a prefix. Only looked up; about 80 octets each, for announced ones. */
  private final Map<Ipv4Prefix, Tunnel> reverseRoutes = new HashMap<>();

  public static Behavior<PortMessage> create(VrfSetup setup) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new VrfActor(setup, context, timers)));
  }

  private VrfActor(VrfSetup setup, ActorContext<PortMessage> context, TimerScheduler<PortMessage> timers) {
    this.setup = setup;
    this.self = context.getSelf();
    this.timers = timers;
    Door door = setup.node().fabric().door(setup.config().vpn());
    BgpConfig bgp = bgp(setup.config(), setup.as());
    var speaker = new BgpSpeaker(speaker(setup.config(), setup.loopback(), setup.labels(), bgp));
    routing = new VrfRouting(speaker.view(), door, setup.loopback(), setup.router());
    stack = new IpStack(door, setup.node(), routing, this);
    routing.setStack(stack);
    shell = new BgpShell(setup.node(), setup.config().name(), bgp, setup.loopback(), speaker, this);
    for (IpInterface each : setup.interfaces()) {
      door.own(each.port(), self);
      stack.add(each);
    }
    for (VrfSetup.TunnelPort each : setup.tunnels()) {
      var tunnel = new TunnelDoor(door, each.port(), each.tunnel().mtu(), this);
      tunnels.add(tunnel);
      stack.add(GreTunnels.face(setup.node(), each.tunnel(), each.port()), tunnel);
    }
    shell.on(new SpeakerEvent.Tunnels(TunnelTable.EMPTY));
    hsrp = HsrpShell.of(setup.node(), setup.config().name(), setup.hsrp(), stack, this);
    shell.start();
  }

  /**
   * As {@link VrfSetup} has it.
   *
   * @throws IllegalArgumentException if there can be no such VRF
   */
  public static void check(VrfConfig config, int loopback, long as, SpeakerConfig.Labels labels) {
    BgpConfig bgp = bgp(config, as);
    speaker(config, loopback, labels, bgp);
    BgpShell.check(bgp, loopback);
  }

  private static BgpConfig bgp(VrfConfig config, long as) {
    return config.bgp().orElseGet(() -> silent(as));
  }

  private static BgpConfig silent(long as) {
    return new BgpConfig(as, Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(120), Optional.empty(),
        List.of(), false, List.of());
  }

  private static SpeakerConfig speaker(VrfConfig config, int loopback, SpeakerConfig.Labels labels, BgpConfig bgp) {
    var vrf = new SpeakerConfig.Vrf(config.name(), config.rd(), config.exports(), labels);
    var peers = bgp.neighbors().stream().map(each -> new SpeakerConfig.Peer(each.address(), each.as(),
        BgpShell.families(each.families()), false, false, each.asOverride(), each.siteOfOrigin())).toList();
    return new SpeakerConfig(bgp.as(), loopback, OptionalInt.empty(), loopback, Duration.ZERO, false,
        SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.of(vrf), peers);
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> fromCe(arrival);
      case PortMessage.Carrier(int port, boolean up) -> carrier(port, up);
      case PortMessage.OfDevice command -> on((VrfCommand) command);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(VrfCommand command) {
    switch (command) {
      case VrfCommand.FromCore(List<Frame> packets) -> {
        for (Frame packet : packets) {
          entered(packet, "from the core");
          stack.ipv4(null, packet);
        }
      }
      case VrfCommand.FromPeer(List<Frame> packets) -> {
        for (Frame packet : packets) {
          entered(packet, "from an IPsec tunnel");
          stack.ipv4(null, packet);
        }
      }
      case VrfCommand.FromTunnel(int port, Frame packet) -> {
        entered(packet, stack.at(port).name());
        stack.ipv4(stack.at(port), packet);
      }
      case VrfCommand.TunnelLine(int port, boolean up) -> {
        tunnels.stream().filter(each -> each.port() == port).forEach(each -> each.setUp(up));
        carrier(port, up);
      }
      case VrfCommand.TooBig(Frame packet, int mtu) -> tooBig(packet, mtu);
      case VrfCommand.ReverseRoute route -> reverse(route);
      case VrfCommand.PoolRoute(Ipv4Prefix prefix, boolean up) -> {
        if (up) {
          announce(prefix, 0);
        } else {
          withdraw(prefix);
        }
      }
      case VrfCommand.Tunnels(TunnelTable table) -> {
        routing.setTunnels(table);
        shell.on(new SpeakerEvent.Tunnels(table));
      }
      case VrfCommand.Imported(Routes routes) -> shell.on(new SpeakerEvent.ImportRoutes(routes));
      case VrfCommand.Inspected(Findings into) -> {
        VrfTables.into(into, setup, stack, routing, shell);
        hsrp.ifPresent(each -> each.inspect(into));
        into.done();
      }
      case VrfCommand.Line(String interfaceName, boolean up) ->
          hsrp.ifPresent(each -> each.line(interfaceName, up));
      case VrfCommand.GroupState(String group, HsrpState state) ->
          hsrp.ifPresent(each -> each.leader(group, state));
      case VrfCommand.Preempt(String group) -> hsrp.ifPresent(each -> each.takeOver(group));
      case VrfCommand.HsrpDue(HsrpAlarm alarm) -> hsrp.ifPresent(each -> each.due(alarm));
      case VrfCommand.Fired(BgpAlarm alarm) -> shell.fired(alarm);
      case VrfCommand.ArpTimer(int port, ArpTable.Timer timer) -> stack.arpTimer(port, timer);
      case VrfCommand.Continue() -> shell.on(new SpeakerEvent.Continue());
    }
  }

  @Override
  public void encapsulate(int port, Frame packet) {
    setup.router().tell(new RouterCommand.OfTunnels(new TunnelCommand.Into(port, packet)));
  }

  @Override
  public void tooBig(Frame packet, int mtu) {
    byte[] octets = packet.getPayload().toByteArray();
    stack.error(null, octets, 0, new Icmp.Unreachable(Icmp.Unreachable.FRAGMENTATION_NEEDED, mtu,
        IcmpErrors.quote(octets, 0)));
  }

  @Override
  public void notTaken(Frame packet) {
    stack.drop(Drop.INTERFACE_DOWN, packet);
  }

  /** A label from a customer means nothing here: the interface is an IP interface (RFC 4364 §13.1). */
  private void fromCe(Arrival arrival) {
    for (int i = 0; i < arrival.count(); i++) {
      Frame frame = arrival.frame(i);
      if (frame.getEtherType() == EtherType.MPLS || frame.getLabelsCount() > 0) {
        stack.drop(Drop.LABELLED_ON_UNLABELLED_INTERFACE, frame);
      } else {
        entered(frame, stack.at(arrival.port()).name());
        stack.arrived(arrival.port(), frame);
      }
    }
  }

  /** @param by the interface, or from where */
  private void entered(Frame packet, String by) {
    if (Node.follows(packet)) {
      setup.node().note(packet, PathNote.Kind.VRF, "enters VRF " + setup.config().name() + ", " + by);
    }
  }

  /** With an interface come and go its network, the static routes over it, and the sessions with CEs there. */
  private void carrier(int port, boolean up) {
    stack.setUp(port, up);
    IpInterface changed = stack.at(port);
    if (changed == null || changed.address() == 0) {
      return;
    }
    Ipv4Prefix network = changed.network();
    if (up) {
      announce(network, 0);
    } else {
      withdraw(network);
      shell.interfaceDown(network);
    }
    List.copyOf(tracked).stream().filter(network::contains).forEach(this::tellReach);
    for (StaticRoute route : setup.config().statics()) {
      if (network.contains(route.nextHop()) && up) {
        announce(route.prefix(), route.nextHop());
      } else if (network.contains(route.nextHop())) {
        withdraw(route.prefix());
      }
    }
    setup.node().report(new DeviceEvent.InterfaceLine(changed.name(), up));
    hsrp.ifPresent(each -> {
      each.carrier(port, up);
      each.line(changed.name(), up);
    });
    if (setup.tracked().contains(changed.name())) {
      setup.router().tell(new RouterCommand.Line(setup.config().name(), changed.name(), up));
    }
  }

  /**
   * A next hop that is not the CE itself must be on a network that we share with it (RFC 4271 §5.1.3). Others are no
   * business of this table: the PEs of imported routes are reached by tunnel, clients by theirs.
   */
  private void track(int nextHop) {
    if (stack.towards(nextHop) != null && !routing.isPeer(nextHop)) {
      tracked.add(nextHop);
      tellReach(nextHop);
    }
  }

  private void tellReach(int nextHop) {
    boolean up = stack.carrier(stack.towards(nextHop).port());
    shell.on(new SpeakerEvent.NextHops(List.of(
        new SpeakerEvent.NextHop(nextHop, up ? OptionalLong.of(0) : OptionalLong.empty()))));
  }

  private void reverse(VrfCommand.ReverseRoute route) {
    if (route.up()) {
      routing.addPeer(route.nextHop(), route.tunnel());
      if (route.announced()) {
        reverseRoutes.put(route.prefix(), route.tunnel());
        announce(route.prefix(), route.nextHop());
      }
      return;
    }
    routing.removePeer(route.nextHop(), route.tunnel());
    if (reverseRoutes.remove(route.prefix(), route.tunnel())) {      // else it is another tunnel's by now
      withdraw(route.prefix());
    }
  }

  private void withdraw(Ipv4Prefix prefix) {
    shell.on(new SpeakerEvent.LocalRoutes(Routes.withdraw(Nlri.of(prefix))));
  }

  /** Connected (next hop 0) and static routes: best by weight, and exported. */
  private void announce(Ipv4Prefix prefix, int nextHop) {
    var attributes = PathAttributes.builder().origin(PathAttributes.Origin.INCOMPLETE).asPath(AsPath.EMPTY);
    if (nextHop != 0) {
      attributes.nextHop(nextHop);
    }
    shell.on(new SpeakerEvent.LocalRoutes(Routes.announce(new Announcement(attributes.build(), Nlri.of(prefix)))));
  }

  @Override
  public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    int header = Ipv4Header.headerOctets(octets, offset);
    switch (Ipv4Header.protocol(octets, offset)) {
      case IpProtocol.TCP -> shell.segment(Ipv4Header.source(octets, offset), Ipv4Header.destination(octets, offset),
          Arrays.copyOfRange(octets, offset + header, offset + length));
      case IpProtocol.UDP -> udp(in, octets, offset, header, length);
      default -> stack.drop(Drop.UNKNOWN_PROTOCOL);
    }
  }

  private void udp(IpInterface in, byte[] octets, int offset, int header, int length) {
    int source = Ipv4Header.source(octets, offset);
    try {
      UdpDatagram datagram = UdpDatagram.decode(source, Ipv4Header.destination(octets, offset), octets,
          offset + header, length - header);
      if (hsrp.isEmpty() || !hsrp.get().takes(in, octets, offset, datagram)) {
        stack.error(in, octets, offset,
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, IcmpErrors.quote(octets, offset)));
      }
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  @Override
  public void groupState(String group, HsrpState state, String why) {
    setup.router().tell(new RouterCommand.GroupState(setup.config().name(), group, state, why));
  }

  @Override
  public void arm(HsrpAlarm alarm, Duration after) {
    timers.startSingleTimer(alarm, new VrfCommand.HsrpDue(alarm), after);
  }

  @Override
  public void disarm(HsrpAlarm alarm) {
    timers.cancel(alarm);
  }

  @Override
  public void icmp(int source, int ttl, Icmp message) {
    // A router asks for no echo and reacts to no error.
  }

  @Override
  public void arm(int port, ArpTable.Timer timer, Duration after) {
    timers.startSingleTimer(new VrfCommand.ArpTimer(port, timer), new VrfCommand.ArpTimer(port, timer), after);
  }

  @Override
  public void disarm(int port, ArpTable.Timer timer) {
    timers.cancel(new VrfCommand.ArpTimer(port, timer));
  }

  @Override
  public void send(IpPacket packet) {
    stack.send(packet);
  }

  @Override
  public void arm(BgpAlarm alarm, Duration after) {
    timers.startSingleTimer(alarm, new VrfCommand.Fired(alarm), after);
  }

  @Override
  public void disarm(BgpAlarm alarm) {
    timers.cancel(alarm);
  }

  @Override
  public void perform(SpeakerAction action) {
    switch (action) {
      case SpeakerAction.ExportToVpn(String vrf, Routes routes) ->
          setup.router().tell(new RouterCommand.ExportToVpn(vrf, routes));
      case SpeakerAction.Continue() -> self.tell(new VrfCommand.Continue());
      case SpeakerAction.BestChanged lookedUpInPlace -> { }
      case SpeakerAction.HostRoutesVia(int nextHop, boolean any, int hosts) ->
          setup.node().report(new DeviceEvent.HostRoutesVia(setup.config().name(), nextHop, any, hosts));
      case SpeakerAction.Track(int nextHop) -> track(nextHop);
      case SpeakerAction.Untrack(int nextHop) -> tracked.remove(nextHop);
      case SpeakerAction.ImportToVrf neverOfAVrf -> { }
      case SpeakerAction.SendUpdate performedByShell -> { }
      case SpeakerAction.SendRefresh performedByShell -> { }
      case SpeakerAction.Arm performedByShell -> { }
      case SpeakerAction.Disarm performedByShell -> { }
    }
  }
}
