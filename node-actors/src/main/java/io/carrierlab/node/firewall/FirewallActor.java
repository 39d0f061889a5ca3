package io.carrierlab.node.firewall;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.DefaultGateway;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.FlowText;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Routing;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.nat.Napt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A firewall between a VPN and the Internet. What passes it is its own packet on the other side: it is stamped anew, so
 * that the isolation check holds both sides apart but for what was translated here.
 */
public final class FirewallActor extends ExtensibleBehavior<PortMessage> {
  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;
  private static final int FIRST_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private record ArpTimer(int port, ArpTable.Timer timer) implements PortMessage.OfDevice {}

  private final Node node;
  private final TimerScheduler<PortMessage> timers;
  private final Napt nat;
  private final Door outsideDoor;
  private final Door insideDoor;
  private final IpStack outside;
  private final IpStack inside;
  private final PayloadView view = new PayloadView();

  public static Behavior<PortMessage> create(Node node, FirewallConfig config) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new FirewallActor(node, config, context, timers)));
  }

  /** @throws IllegalArgumentException if there can be no such NAT */
  public static void check(FirewallConfig config) {
    translation(config);
  }

  private static Napt.Config translation(FirewallConfig config) {
    return new Napt.Config(config.address(), FIRST_PORT, LAST_PORT, false, Napt.EspPolicy.DROP, config.mostMappings(),
        Napt.Timeouts.RECOMMENDED.withUdp(config.udpTimeout()));
  }

  private FirewallActor(Node node, FirewallConfig config, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.timers = timers;
    nat = new Napt(translation(config));
    outsideDoor = node.fabric().door(VpnConfig.INTERNET);
    insideDoor = node.fabric().door(config.vpn());
    IpInterface eth0 = IpInterface.of(node.index(), OUTSIDE, "eth0", config.address(), config.prefixLength(),
        config.lan());
    IpInterface eth1 = IpInterface.of(node.index(), INSIDE, "eth1", config.insideAddress(),
        config.insidePrefixLength(), config.insideLan());
    outside = new IpStack(outsideDoor, node, new DefaultGateway(eth0, config.nextHop()), new OutsideOwner());
    inside = new IpStack(insideDoor, node, new Inwards(eth1, config.insideNextHop(), config.address()),
        new InsideOwner());
    outsideDoor.own(OUTSIDE, context.getSelf());
    insideDoor.own(INSIDE, context.getSelf());
    outside.add(eth0);
    inside.add(eth1);
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          if (arrival.port() == INSIDE || !inwards(arrival.frame(i))) {
            side(arrival.port()).arrived(arrival.port(), arrival.frame(i));
          }
        }
      }
      case PortMessage.Carrier(int port, boolean up) -> side(port).setUp(port, up);
      case Inspect(Findings into) -> {
        inspect(into);
        into.done();
      }
      case ArpTimer(int port, ArpTable.Timer timer) -> side(port).arpTimer(port, timer);
      case PortMessage.OfDevice other -> throw new IllegalStateException("not for a firewall: " + other);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private IpStack side(int port) {
    return port == OUTSIDE ? outside : inside;
  }

  /** An answer to what went out. @return false: it is none, and our own affair */
  private boolean inwards(Frame frame) {
    view.at(frame.getPayload());
    if (frame.getEtherType() != EtherType.IPV4 || Ipv4Header.check(view.array(), view.offset(), view.length())
        != Ipv4Header.Verdict.VALID || Ipv4Header.ttl(view.array(), view.offset()) <= 1) {
      return false;
    }
    byte[] lowered = Ipv4Header.withTtlDecremented(view.array(), view.offset());
    Napt.Verdict verdict = nat.inbound(lowered, 0, lowered.length, node.clock().nowNanos());
    pass(frame, verdict, insideDoor, inside);
    return verdict instanceof Napt.Verdict.Pass;
  }

  private void outwards(Frame packet) {
    view.at(packet.getPayload());
    pass(packet, nat.outbound(view.array(), view.offset(), view.length(), node.clock().nowNanos()), outsideDoor,
        outside);
  }

  private void pass(Frame was, Napt.Verdict verdict, Door door, IpStack to) {
    switch (verdict) {
      case Napt.Verdict.Pass(byte[] octets) -> {
        if (Node.follows(was)) {
          view.at(was.getPayload());
          node.note(was, PathNote.Kind.NAT, FlowText.of(view.array(), view.offset(), view.length()) + " becomes "
              + FlowText.of(octets, 0, octets.length));
        }
        to.route(door.restamp(Frame.newBuilder().setEtherType(EtherType.IPV4)
            .setPayload(UnsafeByteOperations.unsafeWrap(octets)), was));
      }
      case Napt.Verdict.Drop(Napt.Reason reason) -> {
        if (Node.follows(was)) {
          node.note(was, PathNote.Kind.LOST, reason.text());
        }
      }
    }
  }

  private void inspect(Findings into) {
    if (!into.wantsTables()) {
      return;
    }
    var rows = new ArrayList<List<Object>>();
    outside.drops().forEach((reason, packets) -> rows.add(List.of("outside " + reason, packets)));
    inside.drops().forEach((reason, packets) -> rows.add(List.of("inside " + reason, packets)));
    for (Napt.Reason reason : Napt.Reason.values()) {
      if (nat.dropped(reason) > 0) {
        rows.add(List.of("NAT_" + reason, nat.dropped(reason)));
      }
    }
    into.add(InterfaceTable.of(node.name(), "", outside, Set.of()));
    into.add(InterfaceTable.of(node.name(), "", inside, Set.of()));
    into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"), rows));
    into.add(new StateTable(node.name(), "nat", "", List.of("mappings", "packets", "memory-octets"),
        List.of(List.of(nat.mappings(node.clock().nowNanos()).size(), nat.translated(), nat.tableOctets()))));
  }

  /**
   * Inside, a packet that did not come out of the translation has come to be translated; one that did is for the VPN.
   * Private addresses (RFC 1918) are inside, all others outside.
   */
  private final class Inwards implements Routing, Tunnel {
    private final DefaultGateway inner;
    private final Hop out = new Hop.Into(this);
    private final String name;

    Inwards(IpInterface attached, int nextHop, int outsideAddress) {
      inner = new DefaultGateway(attached, nextHop);
      name = "the Internet as " + Ipv4.format(outsideAddress);
    }

    @Override
    public Hop lookup(int destination) {
      return isPrivate(destination) || inner.attached().network().contains(destination) ? inner.lookup(destination)
          : out;
    }

    @Override
    public String explain(int destination) {
      return isPrivate(destination) ? inner.explain(destination) : "to " + name;
    }

    @Override
    public boolean sendRemote(Hop.Remote hop, Departure departure) {
      return false;
    }

    @Override
    public void send(Frame packet) {
      outwards(packet);
    }

    @Override
    public String name() {
      return name;
    }
  }

  private static boolean isPrivate(int address) {
    return address >>> 24 == 10 || address >>> 20 == 0xac1 || address >>> 16 == 0xc0a8;
  }

  private abstract class Owner implements IpStack.Owner {
    @Override
    public void icmp(int source, int ttl, Icmp message) {
      // What answers a translated packet was looked at before it comes here.
    }

    @Override
    public void arm(int port, ArpTable.Timer timer, Duration after) {
      timers.startSingleTimer(new ArpTimer(port, timer), new ArpTimer(port, timer), after);
    }

    @Override
    public void disarm(int port, ArpTable.Timer timer) {
      timers.cancel(new ArpTimer(port, timer));
    }
  }

  private final class OutsideOwner extends Owner {
    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      outside.drop(Drop.UNKNOWN_PROTOCOL, frame);
    }
  }

  private final class InsideOwner extends Owner {
    @Override
    public void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
      inside.drop(Drop.UNKNOWN_PROTOCOL, frame);
    }
  }
}
