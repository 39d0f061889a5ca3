package io.carrierlab.node.radius;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.ip.DefaultGateway;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.radius.RadiusServer;
import io.carrierlab.protocols.radius.RadiusServerConfig;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A host that answers RADIUS. */
public final class RadiusActor extends ExtensibleBehavior<PortMessage> implements IpStack.Owner {
  private static final int TTL = 64;
  private static final int MOST_SESSIONS = 200_000;
  private static final int MOST_RECENT = 16_384;

  /** ARP is due. */
  private record ArpTimer(ArpTable.Timer timer) implements PortMessage.OfDevice {}

  private final Node node;
  private final RadiusConfig config;
  private final TimerScheduler<PortMessage> timers;
  private final IpStack stack;
  private final IpInterface port;
  private final RadiusServer server;

  /** @param lan it is on a LAN; else on a point-to-point link */
  public static Behavior<PortMessage> create(Node node, RadiusConfig config, boolean lan) {
    return Behaviors.setup(context -> Behaviors.withTimers(
        timers -> new RadiusActor(node, config, lan, context, timers)));
  }

  private RadiusActor(Node node, RadiusConfig config, boolean lan, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.timers = timers;
    server = server(config, node.clock().random());
    Door door = node.fabric().door(node.fabric().vpnAt(0));
    port = IpInterface.of(node.index(), 0, "eth0", config.address(), config.prefixLength(), lan);
    stack = new IpStack(door, node, new DefaultGateway(port, config.gateway()), this);
    door.own(0, context.getSelf());
    stack.add(port);
  }

  /** @throws IllegalArgumentException if there can be no such server */
  public static void check(RadiusConfig config) {
    server(config, () -> 0);
  }

  private static RadiusServer server(RadiusConfig config, RandomGenerator random) {
    var clients = config.clients().stream().map(each -> new RadiusServerConfig.Client(each.address(),
        each.secret().getBytes(StandardCharsets.UTF_8))).toList();
    return new RadiusServer(new RadiusServerConfig(config.authenticationPort(), config.accountingPort(), clients,
        config.data().accounts(), false, MOST_SESSIONS, MOST_RECENT), random);
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
      case Inspect(var into) -> {
        RadiusTables.into(into, node.name(), server.view(), stack);
        into.done();
      }
      case PortMessage.OfDevice command -> stack.arpTimer(0, ((ArpTimer) command).timer());
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
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
      UdpDatagram asked = UdpDatagram.decode(source, config.address(), octets, offset + header, length - header);
      int to = asked.destinationPort();
      if (to != config.authenticationPort() && to != config.accountingPort()) {
        stack.error(in, octets, offset,
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, IcmpErrors.quote(octets, offset)));
        return;
      }
      server.on(new RadiusServer.Datagram(source, asked.sourcePort(), to, asked.payload()), node.clock().nowNanos())
          .ifPresent(answer -> stack.send(new IpPacket(config.address(), source, IpProtocol.UDP, TTL, 0,
              new UdpDatagram(to, asked.sourcePort(), answer).encode(config.address(), source))));
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  @Override
  public void icmp(int source, int ttl, Icmp message) {
    // A server asks for no echo and reacts to no error.
  }

  @Override
  public void arm(int number, ArpTable.Timer timer, Duration after) {
    timers.startSingleTimer(timer, new ArpTimer(timer), after);
  }

  @Override
  public void disarm(int number, ArpTable.Timer timer) {
    timers.cancel(timer);
  }
}
