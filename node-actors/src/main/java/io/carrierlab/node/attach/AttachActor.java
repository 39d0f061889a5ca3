package io.carrierlab.node.attach;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.attach.Outside.Datagram;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.DefaultGateway;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.esp.UdpEncapsulation;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A host of the emulated network that lends its address to real software: real datagrams become packets of it, and
 * packets for it real datagrams. Each packet passes the fabric as every other does.
 */
public final class AttachActor extends ExtensibleBehavior<PortMessage> implements IpStack.Owner {
  private static final int TTL = 64;
  /** Of clients: flow {@code n} has the {@code n}th dynamic port. */
  private static final int FIRST_PORT = 65_536 - Outside.MOST_FLOWS;

  /** What the attachment tells itself. */
  private sealed interface Command extends PortMessage.OfDevice {
    /** A datagram from outside can be taken. Whoever has the socket may have it said. */
    record Waiting() implements Command {}

    record ArpTimer(ArpTable.Timer timer) implements Command {}
  }

  /** An emulated correspondent of a real server. */
  private record Asker(int address, int port) {}

  private final Node node;
  private final AttachConfig config;
  private final TimerScheduler<PortMessage> timers;
  private final Outside outside;
  private final IpStack stack;
  private final IpInterface port;
  /** In whose name protected packets of real clients leave. */
  private final Door clientsDoor;
  private final List<Asker> askers = new ArrayList<>();
  private final Map<Asker, Integer> flows = new TreeMap<>(java.util.Comparator.comparingInt(Asker::address)
      .thenComparingInt(Asker::port));

  /** @param lan it is on a LAN; else on a point-to-point link */
  public static Behavior<PortMessage> create(Node node, AttachConfig config, boolean lan, Outside outside) {
    return Behaviors.setup(context -> Behaviors.withTimers(
        timers -> new AttachActor(node, config, lan, outside, context, timers)));
  }

  private AttachActor(Node node, AttachConfig config, boolean lan, Outside outside,
      ActorContext<PortMessage> context, TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.timers = timers;
    this.outside = outside;
    Door door = node.fabric().door(node.fabric().vpnAt(0));
    clientsDoor = switch (config.role()) {
      case AttachConfig.Clients(int aggregator, String vpn, var listen) -> node.fabric().door(vpn);
      case AttachConfig.Server server -> door;
    };
    port = IpInterface.of(node.index(), 0, "eth0", config.address(), config.prefixLength(), lan);
    stack = new IpStack(door, node, new DefaultGateway(port, config.gateway()), this);
    door.own(0, context.getSelf());
    stack.add(port);
    ActorRef<PortMessage> self = context.getSelf();
    outside.open(() -> self.tell(new Command.Waiting()));
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          stack.arrived(0, arrival.frame(i));
        }
      }
      case PortMessage.Carrier(int number, boolean up) -> stack.setUp(number, up);
      case Inspect(Findings into) -> {
        inspect(into);
        into.done();
      }
      case PortMessage.OfDevice command -> on((Command) command);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(Command command) {
    switch (command) {
      case Command.Waiting() -> outside.take().ifPresent(datagram -> {
        switch (config.role()) {
          case AttachConfig.Clients clients -> fromClient(clients, datagram);
          case AttachConfig.Server server -> fromServer(datagram);
        }
      });
      case Command.ArpTimer(ArpTable.Timer timer) -> stack.arpTimer(0, timer);
    }
  }

  private void fromClient(AttachConfig.Clients clients, Datagram datagram) {
    byte[] octets = datagram.octets();
    byte[] udp = new UdpDatagram(FIRST_PORT + datagram.flow(), datagram.port(), octets)
        .encode(config.address(), clients.aggregator());
    boolean esp = datagram.port() == Path.NAT_TRAVERSAL
        && UdpEncapsulation.of(octets, 0, octets.length) == UdpEncapsulation.ESP;
    if (!esp) {
      stack.send(new IpPacket(config.address(), clients.aggregator(), IpProtocol.UDP, TTL, 0, udp));
      return;
    }
    // What comes out of the tunnel bears the origin of what went into it, which for us is this packet.
    byte[] packet = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(0, false), TTL, IpProtocol.UDP, config.address(),
        clients.aggregator(), udp).encode();
    Frame stamped = clientsDoor.stamp(Frame.newBuilder().setEtherType(EtherType.IPV4)
        .setPayload(UnsafeByteOperations.unsafeWrap(packet)));
    stack.route(stamped.toBuilder().setOrigin(stamped.getOrigin().toBuilder().setSealed(true)).build());
  }

  private void fromServer(Datagram datagram) {
    if (datagram.flow() < askers.size()) {
      Asker to = askers.get(datagram.flow());
      stack.send(new IpPacket(config.address(), to.address(), IpProtocol.UDP, TTL, 0,
          new UdpDatagram(datagram.port(), to.port(), datagram.octets()).encode(config.address(), to.address())));
    }
  }

  @Override
  public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    if (Ipv4Header.protocol(octets, offset) != IpProtocol.UDP || Ipv4Header.isFragment(octets, offset)) {
      stack.drop(Drop.UNKNOWN_PROTOCOL);
      return;
    }
    int source = Ipv4Header.source(octets, offset);
    int header = Ipv4Header.headerOctets(octets, offset);
    try {
      UdpDatagram udp = UdpDatagram.decode(source, config.address(), octets, offset + header, length - header);
      boolean taken = switch (config.role()) {
        case AttachConfig.Clients clients -> toClient(clients, source, udp);
        case AttachConfig.Server server -> toServer(server, source, udp);
      };
      if (!taken) {
        stack.error(in, octets, offset,
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, IcmpErrors.quote(octets, offset)));
      }
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  /** As a NAT that filters by address (RFC 4787 §5): the aggregator may answer, others may not. */
  private boolean toClient(AttachConfig.Clients clients, int source, UdpDatagram udp) {
    boolean known = source == clients.aggregator() && udp.destinationPort() >= FIRST_PORT
        && (udp.sourcePort() == Path.IKE || udp.sourcePort() == Path.NAT_TRAVERSAL);
    if (known) {
      outside.send(new Datagram(udp.destinationPort() - FIRST_PORT, udp.sourcePort(), udp.payload()));
    }
    return known;
  }

  private boolean toServer(AttachConfig.Server server, int source, UdpDatagram udp) {
    if (udp.destinationPort() != server.authenticationPort() && udp.destinationPort() != server.accountingPort()) {
      return false;
    }
    var asker = new Asker(source, udp.sourcePort());
    Integer flow = flows.get(asker);
    if (flow == null) {
      if (askers.size() == Outside.MOST_FLOWS) {
        return false;
      }
      flow = askers.size();
      flows.put(asker, flow);
      askers.add(asker);
    }
    outside.send(new Datagram(flow, udp.destinationPort(), udp.payload()));
    return true;
  }

  private void inspect(Findings into) {
    if (!into.wantsTables()) {
      return;
    }
    Outside.Counters c = outside.counters();
    into.add(new StateTable(node.name(), "attach", "",
        List.of("received", "sent", "queue-full", "no-flow", "unsent"),
        List.of(List.of(c.received(), c.sent(), c.queueFull(), c.noFlow(), c.unsent()))));
    into.add(InterfaceTable.of(node.name(), "", stack, Set.of()));
    into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"), stack.drops().entrySet().stream()
        .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
  }

  @Override
  public void icmp(int source, int ttl, Icmp message) {
    // Real sockets hear of no emulated error: to them it is a loss, and they know what to do about that.
  }

  @Override
  public void arm(int number, ArpTable.Timer timer, Duration after) {
    timers.startSingleTimer(timer, new Command.ArpTimer(timer), after);
  }

  @Override
  public void disarm(int number, ArpTable.Timer timer) {
    timers.cancel(timer);
  }
}
