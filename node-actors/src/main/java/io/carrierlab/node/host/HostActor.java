package io.carrierlab.node.host;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.host.HostCommand.Service;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.DefaultGateway;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A host on a LAN, or on a point-to-point link, with a default gateway. */
public final class HostActor extends ExtensibleBehavior<PortMessage> implements IpStack.Owner {
  private static final int TTL = 64;
  private static final int FIRST_FLOW_PORT = 49_152;
  /** Where traceroute's probes go: nobody listens there. */
  private static final int FIRST_PROBE_PORT = 33_434;
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(1);
  private static final byte[] ECHO_DATA = "carrierlab echo request, 56 octets of data as ping sends".getBytes(
      java.nio.charset.StandardCharsets.US_ASCII);

  /** A flow under way. */
  private static final class Flow {
    final HostCommand.StartFlow order;
    final long endNanos;
    int sequence;

    Flow(HostCommand.StartFlow order, long endNanos) {
      this.order = order;
      this.endNanos = endNanos;
    }
  }

  private final Node node;
  private final HostConfig config;
  private final HostObserver observer;
  private final TimerScheduler<PortMessage> timers;
  private final IpStack stack;
  private final IpInterface port;
  private final Map<Integer, Flow> flows = new HashMap<>(1);
  private HostCommand.Traceroute tracing;
  private int probeTtl;

  /** @param lan it is on a LAN; else on a point-to-point link */
  public static Behavior<PortMessage> create(Node node, HostConfig config, boolean lan, HostObserver observer) {
    return Behaviors.setup(context -> Behaviors.withTimers(
        timers -> new HostActor(node, config, lan, observer, context, timers)));
  }

  private HostActor(Node node, HostConfig config, boolean lan, HostObserver observer,
      ActorContext<PortMessage> context, TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    this.observer = observer;
    this.timers = timers;
    Door door = node.fabric().door(node.fabric().vpnAt(0));
    port = IpInterface.of(node.index(), 0, "eth0", config.address(), config.prefixLength(), lan);
    stack = new IpStack(door, node, new DefaultGateway(port, config.gateway()), this);
    door.own(0, context.getSelf());
    stack.add(port);
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
        if (into.wantsTables()) {
          into.add(InterfaceTable.of(node.name(), "", stack, Set.of()));
          into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"),
              stack.drops().entrySet().stream()
                  .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
        }
        into.done();
      }
      case Probe probe -> stack.probe(probe);
      case PortMessage.OfDevice command -> on((HostCommand) command);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(HostCommand command) {
    switch (command) {
      case HostCommand.Ping(int destination, int identifier, int sequence) ->
          stack.send(new IpPacket(config.address(), destination, IpProtocol.ICMP, TTL, 0,
              new Icmp.EchoRequest(identifier, sequence, ECHO_DATA).encode()));
      case HostCommand.StartFlow order -> {
        flows.put(order.flow(), new Flow(order, node.clock().nowNanos() + order.lasts().toNanos()));
        timers.startTimerAtFixedRate(order.flow(), new HostCommand.FlowDue(order.flow()), Duration.ZERO, order.every());
      }
      case HostCommand.FlowDue(int flow) -> send(flows.get(flow));
      case HostCommand.Traceroute order -> {
        tracing = order;
        probe(1);
      }
      case HostCommand.ProbeDue(int ttl) -> {
        if (tracing != null && ttl == probeTtl) {
          observer.probeAnswered(node.clock().nowNanos(), tracing.destination(), ttl, 0, false);
          probe(ttl + 1);
        }
      }
      case HostCommand.ArpTimer(var timer) -> stack.arpTimer(0, timer);
    }
  }

  private void send(Flow flow) {
    long now = node.clock().nowNanos();
    if (now >= flow.endNanos) {
      timers.cancel(flow.order.flow());
      return;
    }
    for (int i = 0; i < flow.order.burst(); i++) {
      byte[] payload = ByteBuffer.allocate(flow.order.payloadOctets())
          .putInt(flow.order.flow()).putInt(flow.sequence).putLong(now).array();
      observer.flowSent(now, flow.order.flow(), flow.sequence++);
      udp(FIRST_FLOW_PORT + flow.order.flow() % 16_000, flow.order.destination(),
          flow.order.service().port, TTL, payload);
    }
  }

  private void udp(int sourcePort, int destination, int destinationPort, int ttl, byte[] payload) {
    byte[] datagram = new UdpDatagram(sourcePort, destinationPort, payload).encode(config.address(), destination);
    stack.send(new IpPacket(config.address(), destination, IpProtocol.UDP, ttl, 0, datagram));
  }

  private void probe(int ttl) {
    if (ttl > tracing.mostHops()) {
      tracing = null;
      return;
    }
    probeTtl = ttl;
    timers.startSingleTimer("probe", new HostCommand.ProbeDue(ttl), PROBE_PATIENCE);
    udp(FIRST_FLOW_PORT, tracing.destination(), FIRST_PROBE_PORT + ttl - 1, ttl, new byte[32]);
  }

  @Override
  public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    if (Ipv4Header.protocol(octets, offset) != IpProtocol.UDP || Ipv4Header.isFragment(octets, offset)) {
      stack.drop(Drop.UNKNOWN_PROTOCOL);
      return;
    }
    int header = Ipv4Header.headerOctets(octets, offset);
    try {
      UdpDatagram datagram = UdpDatagram.decode(Ipv4Header.source(octets, offset),
          Ipv4Header.destination(octets, offset), octets, offset + header, length - header);
      if (datagram.destinationPort() == Service.ECHO.port) {
        flowArrived(datagram);
        echo(Ipv4Header.source(octets, offset), datagram);
      } else if (datagram.destinationPort() == Service.DISCARD.port) {
        flowArrived(datagram);
      } else if (datagram.sourcePort() != Service.ECHO.port) {
        stack.error(in, octets, offset,
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, IcmpErrors.quote(octets, offset)));
      }
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  private void flowArrived(UdpDatagram datagram) {
    if (datagram.payload().length >= 16) {
      ByteBuffer payload = ByteBuffer.wrap(datagram.payload());
      observer.flowReceived(node.clock().nowNanos(), payload.getInt(), payload.getInt(), payload.getLong());
    }
  }

  /** Not to another echo service: two of them would never stop. */
  private void echo(int source, UdpDatagram datagram) {
    if (datagram.sourcePort() != Service.ECHO.port) {
      udp(Service.ECHO.port, source, datagram.sourcePort(), TTL, datagram.payload());
    }
  }

  @Override
  public void icmp(int source, int ttl, Icmp message) {
    switch (message) {
      case Icmp.EchoReply reply -> observer.echoReplied(node.clock().nowNanos(), source, reply.identifier(),
          reply.sequence(), ttl);
      case Icmp.Unreachable error -> error(source, error.quoted(), "destination unreachable, code " + error.code(),
          error.code() == Icmp.Unreachable.PORT);
      case Icmp.TimeExceeded error -> error(source, error.quoted(), "time exceeded in transit", false);
      case Icmp.EchoRequest answeredByTheStack -> { }
      case Icmp.Other other -> stack.drop(Drop.UNKNOWN_PROTOCOL);
    }
  }

  private void error(int router, byte[] quoted, String text, boolean arrived) {
    try {
      IcmpErrors.Quotation about = IcmpErrors.read(quoted);
      if (about.protocol() == IpProtocol.ICMP) {
        observer.echoRefused(node.clock().nowNanos(), router, about.echoIdentifier(), about.echoSequence(), text);
      } else if (tracing != null && about.destinationPort() == FIRST_PROBE_PORT + probeTtl - 1) {
        int destination = tracing.destination();
        observer.probeAnswered(node.clock().nowNanos(), destination, probeTtl, router, arrived);
        timers.cancel("probe");
        if (arrived) {
          tracing = null;
        } else {
          probe(probeTtl + 1);
        }
      }
    } catch (DecodeException malformed) {
      stack.drop(Drop.MALFORMED_PAYLOAD);
    }
  }

  @Override
  public void arm(int number, ArpTable.Timer timer, Duration after) {
    timers.startSingleTimer(timer, new HostCommand.ArpTimer(timer), after);
  }

  @Override
  public void disarm(int number, ArpTable.Timer timer) {
    timers.cancel(timer);
  }
}
