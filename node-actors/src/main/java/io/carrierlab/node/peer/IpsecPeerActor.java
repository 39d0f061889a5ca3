package io.carrierlab.node.peer;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.ip.Routing;
import io.carrierlab.node.ipsec.Connector;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A customer's router with a tunnel to the aggregator: what comes from its site goes through it, or nowhere. */
public final class IpsecPeerActor extends ExtensibleBehavior<PortMessage> implements Connector.Owner {
  private static final int PUBLIC = 0;
  private static final int SITE = 1;
  private static final int TTL = 64;

  /** What the router tells itself. */
  private sealed interface Command extends PortMessage.OfDevice {
    record Connect() implements Command {}

    record Wake() implements Command {}

    record ArpTimer(int port, ArpTable.Timer timer) implements Command {}
  }

  private final Node node;
  private final IpsecPeerConfig config;
  private final TimerScheduler<PortMessage> timers;
  private final IpStack outside;
  private final IpStack inside;
  private final Connector connector;

  /** @param publicLan eth0 is on a LAN; else on a point-to-point link */
  public static Behavior<PortMessage> create(Node node, IpsecPeerConfig config, boolean publicLan) {
    return Behaviors.setup(context -> Behaviors.withTimers(
        timers -> new IpsecPeerActor(node, config, publicLan, context, timers)));
  }

  private IpsecPeerActor(Node node, IpsecPeerConfig config, boolean publicLan, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.timers = timers;
    Door publicDoor = node.fabric().door(VpnConfig.INTERNET);
    Door siteDoor = node.fabric().door(config.vpn());
    IpInterface eth0 = IpInterface.of(node.index(), PUBLIC, "eth0", config.address(), config.prefixLength(),
        publicLan);
    IpInterface eth1 = IpInterface.of(node.index(), SITE, "eth1", config.insideAddress(),
        config.insidePrefixLength(), config.insideLan());
    connector = new Connector(node, new Connector.Settings(config.address(), config.gateway(), config.ikeVersion(),
        config.settings(), config.initiator(), config.retry()), this);
    outside = new IpStack(publicDoor, node,
        new Routes(eth0, new Hop.Via(eth0, config.nextHop(), Hop.Via.NO_LABEL)), new Outside());
    inside = new IpStack(siteDoor, node, new Routes(eth1, new Hop.Into(connector)), new Inside());
    publicDoor.own(PUBLIC, context.getSelf());
    siteDoor.own(SITE, context.getSelf());
    outside.add(eth0);
    inside.add(eth1);
    timers.startSingleTimer("connect", new Command.Connect(), config.start());
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          (arrival.port() == PUBLIC ? outside : inside).arrived(arrival.port(), arrival.frame(i));
        }
      }
      case PortMessage.Carrier(int port, boolean up) -> (port == PUBLIC ? outside : inside).setUp(port, up);
      case Inspect(Findings into) -> {
        inspect(into);
        into.done();
      }
      case Probe probe -> inside.probe(probe);
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
      case Command.Connect() -> connector.connect();
      case Command.Wake() -> connector.wake();
      case Command.ArpTimer(int port, ArpTable.Timer timer) ->
          (port == PUBLIC ? outside : inside).arpTimer(port, timer);
    }
  }

  @Override
  public void sendOuter(Frame packet) {
    outside.route(packet);
  }

  @Override
  public void sendUdp(Path path, byte[] payload) {
    outside.send(new IpPacket(path.localAddress(), path.remoteAddress(), IpProtocol.UDP, TTL, 0,
        new UdpDatagram(path.localPort(), path.remotePort(), payload)
            .encode(path.localAddress(), path.remoteAddress())));
  }

  @Override
  public void wakeAt(long atNanos) {
    if (atNanos == Long.MAX_VALUE) {
      timers.cancel("wake");
    } else {
      timers.startSingleTimer("wake", new Command.Wake(),
          Duration.ofNanos(Math.max(0, atNanos - node.clock().nowNanos())));
    }
  }

  @Override
  public void inner(Frame packet) {
    inside.ipv4(null, packet);
  }

  @Override
  public void tooBig(Frame packet, int mtu) {
    byte[] octets = packet.getPayload().toByteArray();
    inside.error(inside.at(SITE), octets, 0, new Icmp.Unreachable(Icmp.Unreachable.FRAGMENTATION_NEEDED, mtu,
        IcmpErrors.quote(octets, 0)));
  }

  @Override
  public void connectIn(Duration after) {
    timers.startSingleTimer("connect", new Command.Connect(), after);
  }

  @Override
  public void notConnected(Frame packet) {
    inside.drop(Drop.NO_TUNNEL, packet);
  }

  @Override
  public void connected(boolean there) {
    // Its site has one way out, whether it leads anywhere or not.
  }

  private void inspect(Findings into) {
    into.count(Countable.SAS, "", connector.sas());
    if (into.wantsHoldings()) {
      connector.inspect(into);
    }
    if (into.wantsTables()) {
      into.add(InterfaceTable.of(node.name(), "", outside, Set.of()));
      into.add(InterfaceTable.of(node.name(), "", inside, Set.of()));
      connector.tables(into);
    }
  }

  private record Routes(IpInterface attached, Hop others) implements Routing {
    @Override
    public Hop lookup(int destination) {
      return attached.network().contains(destination) ? new Hop.Attached(attached) : others;
    }

    @Override
    public String explain(int destination) {
      return attached.network().contains(destination) ? "on " + attached.name()
          : others instanceof Hop.Into ? "into the IPsec tunnel" : "the default route";
    }

    @Override
    public boolean sendRemote(Hop.Remote hop, Departure departure) {
      return false;
    }
  }

  private abstract class StackOwner implements IpStack.Owner {
    @Override
    public void icmp(int source, int ttl, Icmp message) {
      // A router asks for no echo and reacts to no error.
    }

    @Override
    public void arm(int port, ArpTable.Timer timer, Duration after) {
      timers.startSingleTimer(new Command.ArpTimer(port, timer), new Command.ArpTimer(port, timer), after);
    }

    @Override
    public void disarm(int port, ArpTable.Timer timer) {
      timers.cancel(new Command.ArpTimer(port, timer));
    }
  }

  private final class Outside extends StackOwner {
    private void taken(boolean byTheTunnel) {
      if (!byTheTunnel) {
        outside.drop(Drop.NO_TUNNEL);
      }
    }

    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      int protocol = Ipv4Header.protocol(octets, offset);
      if (protocol == IpProtocol.ESP || protocol == IpProtocol.AH) {
        taken(connector.ipsec(frame));
      } else if (protocol == IpProtocol.UDP && !Ipv4Header.isFragment(octets, offset)) {
        int header = Ipv4Header.headerOctets(octets, offset);
        int source = Ipv4Header.source(octets, offset);
        try {
          UdpDatagram datagram = UdpDatagram.decode(source, config.address(), octets, offset + header,
              length - header);
          if (datagram.destinationPort() != Path.IKE && datagram.destinationPort() != Path.NAT_TRAVERSAL) {
            outside.drop(Drop.UNKNOWN_PROTOCOL);
            return;
          }
          taken(connector.udp(new Path(config.address(), datagram.destinationPort(), source, datagram.sourcePort()),
              datagram.payload(), frame));
        } catch (DecodeException malformed) {
          outside.drop(Drop.MALFORMED_PAYLOAD);
        }
      } else {
        outside.drop(Drop.UNKNOWN_PROTOCOL);
      }
    }
  }

  private final class Inside extends StackOwner {
    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      inside.drop(Drop.UNKNOWN_PROTOCOL);
    }
  }
}
