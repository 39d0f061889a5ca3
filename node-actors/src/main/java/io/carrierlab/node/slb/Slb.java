package io.carrierlab.node.slb;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.slb.LoadBalancer;
import io.carrierlab.protocols.slb.SlbAction;
import io.carrierlab.protocols.slb.SlbConfig;
import io.carrierlab.protocols.slb.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A router's load balancer in dispatched mode: a packet to a virtual address leaves for the chosen real server's MAC
 * address, and only its TTL has changed. The virtual addresses are the router's own, so that it answers pings to them.
 * It owns no actor; the router calls it in its own context.
 */
public final class Slb {
  private static final int TTL = 64;
  private static final byte[] ECHO_DATA = "carrierlab slb probe".getBytes(StandardCharsets.US_ASCII);

  private final Node node;
  private final IpStack stack;
  private final TimerScheduler<PortMessage> timers;
  private final LoadBalancer machine;
  private long armedNanos = Long.MAX_VALUE;

  public Slb(Node node, SlbConfig config, IpStack stack, TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.stack = stack;
    this.timers = timers;
    this.machine = new LoadBalancer(config, node.clock().nowNanos());
    arm();
  }

  /**
   * Takes a packet for one of the router's addresses if it is for a virtual server.
   *
   * @param frame in which it came; null: it is the router's own
   */
  public boolean takes(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    int protocol = Ipv4Header.protocol(octets, offset);
    int ports = offset + Ipv4Header.headerOctets(octets, offset);
    boolean udp = protocol == IpProtocol.UDP;
    if (frame == null || udp && ports + 4 > offset + length) {
      return false;
    }
    Verdict verdict = machine.packet(Ipv4Header.destination(octets, offset), protocol,
        udp ? u16(octets, ports + 2) : 0, Ipv4Header.source(octets, offset), udp ? u16(octets, ports) : 0,
        node.clock().nowNanos());
    return switch (verdict) {
      case Verdict.NotOurs() -> false;
      case Verdict.Drop(Verdict.Reason reason) -> {      // the machine counts it
        if (Node.follows(frame)) {
          node.note(frame, PathNote.Kind.LOST, "dropped by the load balancer: " + reason);
        }
        arm();
        yield true;
      }
      case Verdict.To(int server) -> {
        arm();
        if (Node.follows(frame)) {
          node.note(frame, PathNote.Kind.SLB, "virtual server " + Ipv4.format(Ipv4Header.destination(octets, offset))
              + ": to real server " + Ipv4.format(server));
        }
        dispatch(in, frame, octets, offset, server);
        yield true;
      }
    };
  }

  private void dispatch(IpInterface in, Frame frame, byte[] octets, int offset, int server) {
    IpInterface out = stack.towards(server);
    if (out == null) {
      stack.drop(Drop.NO_ROUTE, frame);
    } else if (Ipv4Header.ttl(octets, offset) <= 1) {
      stack.drop(Drop.TTL_EXPIRED, frame);
      stack.error(in, octets, offset,
          new Icmp.TimeExceeded(Icmp.TimeExceeded.IN_TRANSIT, IcmpErrors.quote(octets, offset)));
    } else {
      // Fragments have been put together, to see their ports: what is too long for the LAN is cut again.
      for (byte[] piece : Fragmentation.split(Ipv4Header.withTtlDecremented(octets, offset), 0, IpStack.MTU)) {
        stack.emit(new Departure(Frame.newBuilder().setEtherType(EtherType.IPV4)
            .setPayload(UnsafeByteOperations.unsafeWrap(piece)).setOrigin(frame.getOrigin()),
            Departure.Kind.FORWARDED), out, server);
      }
    }
  }

  /** An ICMP message for the router that is no echo request. */
  public void icmp(int source, Icmp message) {
    if (message instanceof Icmp.EchoReply reply) {
      perform(machine.echoReply(source, reply.identifier(), reply.sequence(), node.clock().nowNanos()));
    }
  }

  public void due() {
    armedNanos = Long.MAX_VALUE;
    perform(machine.wake(node.clock().nowNanos()));
  }

  private void perform(List<SlbAction> actions) {
    for (SlbAction action : actions) {
      switch (action) {
        case SlbAction.Ping(int server, int identifier, int sequence) -> stack.send(new IpPacket(0, server,
            IpProtocol.ICMP, TTL, 0, new Icmp.EchoRequest(identifier, sequence, ECHO_DATA).encode()));
        case SlbAction.Failed(String farm, int server, int unanswered, int connections, int sticky) ->
            node.report(new DeviceEvent.SlbFailed(farm, server, unanswered, connections, sticky));
        case SlbAction.Back(String farm, int server) -> node.report(new DeviceEvent.SlbBack(farm, server));
      }
    }
    arm();
  }

  private void arm() {
    long at = machine.wakeAt();
    if (at == armedNanos) {
      return;
    }
    armedNanos = at;
    if (at == Long.MAX_VALUE) {
      timers.cancel("slb");
    } else {
      timers.startSingleTimer("slb", new RouterCommand.SlbDue(),
          Duration.ofNanos(Math.max(0, at - node.clock().nowNanos())));
    }
  }

  public void inspect(Findings into) {
    if (into.wantsTables()) {
      SlbTables.into(into, node.name(), machine, node.clock().nowNanos());
    }
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }
}
