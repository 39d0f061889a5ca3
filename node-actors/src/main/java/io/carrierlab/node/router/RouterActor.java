package io.carrierlab.node.router;

import io.carrierlab.node.bgp.BgpActor;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.hsrp.HsrpAlarm;
import io.carrierlab.node.hsrp.HsrpRelay;
import io.carrierlab.node.hsrp.HsrpShell;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.ip.Routing;
import io.carrierlab.node.ipsec.Aggregator;
import io.carrierlab.node.ipsec.PeerReport;
import io.carrierlab.node.ldp.LdpActor;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.ospf.OspfActor;
import io.carrierlab.node.slb.Slb;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.node.vrf.VrfActor;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.node.vrf.VrfSetup;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.bgp.SessionConfig;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ldp.LdpMachine;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A router: it forwards packets of the global table and labelled ones, and hands packets for itself to the actor
 * whose protocol they carry.
 */
public final class RouterActor extends ExtensibleBehavior<PortMessage>
    implements IpStack.Owner, Routing, HsrpShell.Owner {
  private final Node node;
  private final RouterConfig config;
  private final TimerScheduler<PortMessage> timers;
  private final IpStack stack;
  private final RoutingTable table;
  private final RouteFlow routes;
  private final IncomingLabels incoming = new IncomingLabels();
  private final LabelForwarding labels;
  private final LabelPlan plan;
  private final Parts parts;
  private final Optional<Aggregator> aggregator;
  private final Optional<Slb> slb;
  /** These three are 450 octets of a router that has them empty, and nothing of one that does not have them. */
  private final Optional<SiteTunnels> tunnels;
  private final Optional<HsrpShell> hsrp;
  private final Optional<HsrpRelay> relay;

  /** The actors below. Null where the router does not speak the protocol. */
  record Parts(ActorRef<OspfActor.Command> ospf, ActorRef<LdpActor.Command> ldp, ActorRef<BgpActor.Command> bgp,
      List<ActorRef<VrfCommand>> vrfs) {}

  public static Behavior<PortMessage> create(Node node, RouterConfig config) {
    return Behaviors.setup(context -> Behaviors.withTimers(
        timers -> new RouterActor(node, config, context, timers)));
  }

  private RouterActor(Node node, RouterConfig config, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.timers = timers;
    Door door = node.fabric().door(vpn());
    stack = new IpStack(door, node, this, this);
    table = new RoutingTable(stack::at, node.clock());
    plan = new LabelPlan(config.vrfs());
    parts = spawnParts(context);
    routes = new RouteFlow(table, config, parts);
    labels = new LabelForwarding(node, stack, incoming, plan, parts.vrfs());
    for (int i = 0; i < config.interfaces().size(); i++) {
      if (config.interfaces().get(i).vrf().isEmpty()) {
        addInterface(context, door, i);
      }
    }
    relay = HsrpRelay.of(config, parts.vrfs());
    hsrp = HsrpShell.of(node, "", RouterSetup.hsrp(config, stack.interfaces()), stack, this);
    aggregator = config.access().map(access -> new Aggregator(node, access, config.routerId(), this::findVrf,
        new AggregatorOwner(node, config.routerId(), context, timers, stack)));
    slb = config.slb().map(each -> new Slb(node, each, stack, timers));
    tunnels = config.tunnels().isEmpty() ? Optional.empty()
        : Optional.of(new SiteTunnels(new SiteTunnels.Around(node, config, timers, stack, table, routes, parts,
            this::findVrf, (interfaceName, up) -> line("", interfaceName, up))));
  }

  /** A CE is in its customer's VPN, all of it; a provider's router is in the core. */
  private String vpn() {
    for (int port = 0; port < config.interfaces().size(); port++) {
      InterfaceConfig each = config.interfaces().get(port);
      if (each.vrf().isEmpty() && each.medium() != InterfaceConfig.Medium.LOOPBACK) {
        return node.fabric().vpnAt(port);
      }
    }
    return "";
  }

  /** A loopback is up from now on; other interfaces when the fabric says so. */
  private void addInterface(ActorContext<PortMessage> context, Door door, int index) {
    IpInterface added = RouterSetup.ipInterface(node.index(), config, index);
    if (added.port() != IpInterface.NO_PORT) {
      door.own(added.port(), context.getSelf());
      String there = node.fabric().vpnAt(added.port());
      if (there.equals(vpn())) {
        stack.add(added);
      } else {
        stack.add(added, node.fabric().door(there));
      }
      return;
    }
    stack.add(added);
    routes.connected(added, true);
    if (parts.ospf() != null && config.interfaces().get(index).ospf().isPresent()) {
      parts.ospf().tell(new OspfActor.InterfaceChanged(index, true));
    }
  }

  private Parts spawnParts(ActorContext<PortMessage> context) {
    ActorRef<RouterCommand> self = context.getSelf().narrow();
    var ospf = config.ospf().map(each -> Node.spawn(context, OspfActor.create(node,
        RouterSetup.ospf(config, each, RouterSetup.offset(node)), self), "ospf")).orElse(null);
    var ldp = config.ldp().map(each -> Node.spawn(context, LdpActor.create(node,
        RouterSetup.ldp(config, each, RouterSetup.offset(node)), each.passwords(), self), "ldp")).orElse(null);
    var bgp = config.bgp().map(each ->
        Node.spawn(context, BgpActor.create(RouterSetup.bgp(node, config, each, self)), "bgp")).orElse(null);
    var vrfs = new ArrayList<ActorRef<VrfCommand>>();
    Map<String, List<IpInterface>> interfacesByVrf = RouterSetup.byVrf(node, config);
    Set<String> tracked = HsrpRelay.tracked(config);
    for (int i = 0; i < config.vrfs().size(); i++) {
      VrfConfig vrf = config.vrfs().get(i);
      List<IpInterface> interfaces = interfacesByVrf.getOrDefault(vrf.name(), List.of());
      var setup = new VrfSetup(node, vrf, interfaces, config.routerId(), RouterSetup.providerAs(config),
          plan.of(i), self, RouterSetup.hsrp(config, interfaces), tracked,
          RouterSetup.tunnelsOfVrf(config, vrf.name()));
      vrfs.add(Node.spawn(context, VrfActor.create(setup), "vrf-" + i).narrow());
    }
    for (ActorRef<?> part : Arrays.asList(ospf, ldp, bgp)) {
      if (part != null) {
        context.watch(part);
      }
    }
    vrfs.forEach(context::watch);
    return new Parts(ospf, ldp, bgp, List.copyOf(vrfs));
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> arrived(arrival);
      case PortMessage.Carrier(int port, boolean up) -> carrier(port, up);
      case Inspect(Findings into) -> inspect(into);
      case Probe probe -> stack.probe(probe);
      case PortMessage.OfDevice command -> on((RouterCommand) command);
    }
    tunnels.ifPresent(SiteTunnels::routed);
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return switch (signal) {
      case ChildFailed failure -> throw new IllegalStateException("a part of " + config.name() + " failed",
          failure.cause());
      case Terminated anIpsecPeerIsOver -> Behaviors.same();
      default -> Behaviors.unhandled();
    };
  }

  private void arrived(Arrival arrival) {
    int port = arrival.port();
    boolean mpls = config.interfaces().get(port).mpls();
    for (int i = 0; i < arrival.count(); i++) {
      Frame frame = arrival.frame(i);
      if (frame.getEtherType() != EtherType.MPLS) {
        stack.arrived(port, frame);
      } else if (mpls) {
        labels.arrived(arrival, i);
      } else {
        stack.drop(Drop.LABELLED_ON_UNLABELLED_INTERFACE, frame);
      }
    }
    labels.flush();
  }

  private void carrier(int port, boolean up) {
    stack.setUp(port, up);
    IpInterface changed = stack.at(port);
    routes.connected(changed, up);
    InterfaceConfig configured = config.interfaces().get(port);
    if (parts.ospf() != null && configured.ospf().isPresent()) {
      parts.ospf().tell(new OspfActor.InterfaceChanged(port, up));
    }
    if (parts.ldp() != null && configured.mpls()) {
      parts.ldp().tell(new LdpActor.InterfaceChanged(port, configured.address(), up));
    }
    if (parts.bgp() != null && !up) {
      parts.bgp().tell(new BgpActor.InterfaceDown(changed.network()));
    }
    node.report(new DeviceEvent.InterfaceLine(configured.name(), up));
    hsrp.ifPresent(each -> each.carrier(port, up));
    line("", configured.name(), up);
  }

  private void line(String from, String interfaceName, boolean up) {
    hsrp.ifPresent(each -> each.line(interfaceName, up));
    relay.ifPresent(each -> each.line(from, interfaceName, up));
  }

  /** Of a group of this router, in the global table or in a VRF. */
  private void groupState(String vrf, String group, HsrpState state, String why) {
    if (relay.isPresent() && relay.get().state(vrf, group, state)) {
      aggregator.ifPresent(each -> each.groupChanged(group, state == HsrpState.ACTIVE, why));
    }
  }

  @Override
  public void groupState(String group, HsrpState state, String why) {
    groupState("", group, state, why);
  }

  @Override
  public void arm(HsrpAlarm alarm, Duration after) {
    timers.startSingleTimer(alarm, new RouterCommand.HsrpDue(alarm), after);
  }

  @Override
  public void disarm(HsrpAlarm alarm) {
    timers.cancel(alarm);
  }

  private void on(RouterCommand command) {
    switch (command) {
      case RouterCommand.Send(IpPacket packet) -> stack.send(packet);
      case RouterCommand.SendOn(int port, IpPacket packet) -> stack.sendOn(stack.at(port), packet);
      case RouterCommand.OspfRoutes(var change) -> routes.ospf(change, stack);
      case RouterCommand.BgpRoutes(var change) -> routes.bgp(change, stack);
      case RouterCommand.Labels(var changes) -> routes.labels(changes, incoming);
      case RouterCommand.Track(int nextHop, boolean wanted) -> routes.track(nextHop, wanted);
      case RouterCommand.ImportToVrf(String vrf, var imported) ->
          vrf(vrf).tell(new VrfCommand.Imported(imported));
      case RouterCommand.ExportToVpn(String vrf, var exported) -> {
        if (parts.bgp() != null) {
          parts.bgp().tell(new BgpActor.ForSpeaker(new SpeakerEvent.ExportedRoutes(vrf, exported)));
        }
      }
      case RouterCommand.ToPe(int pe, Departure departure) -> toPe(pe, departure);
      case RouterCommand.Route(Frame packet) -> {
        if (aggregator.isPresent() && aggregator.get().departs(packet)) {
          stack.route(packet);
        }
      }
      case RouterCommand.SendUdp(Path path, byte[] payload) ->
          aggregator.ifPresent(each -> each.transmit(path, payload));
      case RouterCommand.OfPeer(PeerReport report) -> aggregator.ifPresent(each -> each.on(report));
      case RouterCommand.OfTunnels(var ofTunnels) -> tunnels.ifPresent(each -> each.on(ofTunnels));
      case RouterCommand.RadiusDue() -> aggregator.ifPresent(Aggregator::radiusDue);
      case RouterCommand.ProcessorDue() -> aggregator.ifPresent(Aggregator::processorDue);
      case RouterCommand.ClearSas() -> {
        aggregator.ifPresent(Aggregator::clear);
        tunnels.ifPresent(SiteTunnels::clearSas);
      }
      case RouterCommand.Saturate(double share) -> aggregator.ifPresent(each -> each.saturate(share));
      case RouterCommand.SlbDue() -> slb.ifPresent(Slb::due);
      case RouterCommand.GroupState(String vrf, String group, HsrpState state, String why) -> {
        hsrp.ifPresent(each -> each.leader(group, state));
        groupState(vrf, group, state, why);
      }
      case RouterCommand.Line(String vrf, String interfaceName, boolean up) -> line(vrf, interfaceName, up);
      case RouterCommand.Preempt(String group) -> {
        if (hsrp.isEmpty() || !hsrp.get().takeOver(group)) {
          relay.ifPresent(each -> each.takeOver(group));
        }
      }
      case RouterCommand.HsrpDue(HsrpAlarm alarm) -> hsrp.ifPresent(each -> each.due(alarm));
      case RouterCommand.ArpTimer(int port, ArpTable.Timer timer) -> stack.arpTimer(port, timer);
    }
  }

  private ActorRef<VrfCommand> vrf(String name) {
    return findVrf(name).orElseThrow(() -> new IllegalArgumentException("no VRF is named \"" + name + "\""));
  }

  private Optional<ActorRef<VrfCommand>> findVrf(String name) {
    for (int i = 0; i < parts.vrfs().size(); i++) {
      if (config.vrfs().get(i).name().equals(name)) {
        return Optional.of(parts.vrfs().get(i));
      }
    }
    return Optional.empty();
  }

  private void toPe(int pe, Departure departure) {
    if (stack.isOwn(pe)) {
      labels.loopBack(departure);
      return;
    }
    switch (table.tunnelTable().to(pe)) {
      case Hop.Via via -> alongTunnel(departure, via);
      case Hop.Choice choice -> alongTunnel(departure, choice.ways().getFirst());
      case Hop.Attached attached -> stack.drop(Drop.NO_TUNNEL, departure);
      case Hop.Remote remote -> stack.drop(Drop.NO_TUNNEL, departure);
      case Hop.Into into -> stack.drop(Drop.NO_TUNNEL, departure);
      case Hop.Unreachable() -> stack.drop(Drop.NO_TUNNEL, departure);
    }
  }

  private void alongTunnel(Departure departure, Hop.Via via) {
    if (via.label() != Hop.Via.NO_LABEL) {
      IpStack.push(departure.frame(), via.label());
    }
    stack.emit(departure, via.out(), via.nextHop());
  }

  private void inspect(Findings into) {
    RouterTables.into(into, node, config, stack, table, incoming);
    ask(parts.ospf(), new OspfActor.Inspected(into), into);
    ask(parts.ldp(), new LdpActor.Inspected(into), into);
    ask(parts.bgp(), new BgpActor.Inspected(into), into);
    parts.vrfs().forEach(vrf -> ask(vrf, new VrfCommand.Inspected(into), into));
    aggregator.ifPresent(each -> each.inspect(into, config.vrfs().stream().map(VrfConfig::name).toList()));
    slb.ifPresent(each -> each.inspect(into));
    tunnels.ifPresent(each -> each.inspect(into));
    hsrp.ifPresent(each -> each.inspect(into));
    into.done();
  }

  /** @param part null: there is none */
  private <T> void ask(ActorRef<T> part, T question, Findings into) {
    if (part != null) {
      into.part();
      part.tell(question);
    }
  }

  @Override
  public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    if (aggregator.isPresent() && aggregator.get().takesEsp(frame, octets, offset, length)
        || slb.isPresent() && slb.get().takes(in, frame, octets, offset, length)) {
      return;
    }
    int header = Ipv4Header.headerOctets(octets, offset);
    int source = Ipv4Header.source(octets, offset);
    int destination = Ipv4Header.destination(octets, offset);
    byte[] payload = Arrays.copyOfRange(octets, offset + header, offset + length);
    switch (Ipv4Header.protocol(octets, offset)) {
      case IpProtocol.OSPF -> {
        if (parts.ospf() != null && configured(in).flatMap(InterfaceConfig::ospf).isPresent()) {
          parts.ospf().tell(new OspfActor.Packet(in.port(), source, destination, payload));
        } else {
          stack.drop(Drop.UNKNOWN_PROTOCOL);
        }
      }
      case IpProtocol.UDP -> udp(in, frame, octets, offset, payload);
      case IpProtocol.ESP, IpProtocol.AH -> {
        if (aggregator.isPresent() && destination == config.access().orElseThrow().publicAddress()) {
          aggregator.get().ipsec(frame, octets, offset, length);
        } else if (tunnels.isEmpty() || !tunnels.get().takesIpsec(source, destination, frame)) {
          stack.drop(Drop.UNKNOWN_PROTOCOL);
        }
      }
      case IpProtocol.GRE -> {
        if (tunnels.isEmpty() || frame == null) {
          stack.drop(Drop.UNKNOWN_PROTOCOL);
        } else {
          tunnels.get().clear(frame, octets, offset, length);
        }
      }
      case IpProtocol.TCP -> tcp(source, destination, payload);
      default -> stack.drop(Drop.UNKNOWN_PROTOCOL);
    }
  }

  /** What is configured at the interface that a packet came by; nothing at a tunnel's, or if it is our own. */
  private Optional<InterfaceConfig> configured(IpInterface in) {
    return in == null || in.port() >= config.interfaces().size() ? Optional.empty()
        : Optional.of(config.interfaces().get(in.port()));
  }

  private void udp(IpInterface in, Frame frame, byte[] octets, int offset, byte[] payload) {
    int source = Ipv4Header.source(octets, offset);
    int destination = Ipv4Header.destination(octets, offset);
    try {
      UdpDatagram datagram = UdpDatagram.decode(source, destination, payload, 0, payload.length);
      if (datagram.destinationPort() == LdpMachine.PORT && parts.ldp() != null
          && configured(in).filter(InterfaceConfig::mpls).isPresent()) {
        parts.ldp().tell(new LdpActor.Hello(in.port(), source, datagram.payload()));
      } else if (hsrp.isPresent() && hsrp.get().takes(in, octets, offset, datagram)) {
        return;
      } else if (aggregator.isPresent() && aggregator.get().takes(source, destination, datagram, frame)
          || tunnels.isPresent() && tunnels.get().takesUdp(source, destination, datagram, frame)) {
        return;
      } else {
        stack.error(in, octets, offset,
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, IcmpErrors.quote(octets, offset)));
      }
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  private void tcp(int source, int destination, byte[] segment) {
    if (segment.length < 4) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
      return;
    }
    boolean ldp = port(segment, 0) == LdpMachine.PORT || port(segment, 2) == LdpMachine.PORT;
    boolean bgp = port(segment, 0) == SessionConfig.PORT || port(segment, 2) == SessionConfig.PORT;
    if (ldp && parts.ldp() != null) {
      parts.ldp().tell(new LdpActor.Segment(source, destination, segment));
    } else if (bgp && parts.bgp() != null) {
      parts.bgp().tell(new BgpActor.Segment(source, destination, segment));
    } else {
      stack.drop(Drop.UNKNOWN_PROTOCOL);
    }
  }

  private static int port(byte[] segment, int at) {
    return (segment[at] & 0xff) << 8 | segment[at + 1] & 0xff;
  }

  @Override
  public void icmp(int source, int ttl, Icmp message) {
    // A router asks for no echo but its load balancer's probes, and reacts to no error.
    slb.ifPresent(each -> each.icmp(source, message));
  }

  @Override
  public void arm(int port, ArpTable.Timer timer, Duration after) {
    timers.startSingleTimer(new RouterCommand.ArpTimer(port, timer), new RouterCommand.ArpTimer(port, timer), after);
  }

  @Override
  public void disarm(int port, ArpTable.Timer timer) {
    timers.cancel(new RouterCommand.ArpTimer(port, timer));
  }

  @Override
  public Hop lookup(int destination) {
    return table.lookup(destination);
  }

  @Override
  public String explain(int destination) {
    return table.explain(destination);
  }

  @Override
  public boolean sendRemote(Hop.Remote hop, Departure departure) {
    return false;
  }
}
