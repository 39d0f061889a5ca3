package io.carrierlab.node.gre;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.gre.GreTunnel.GreDrop;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.gre.GrePacket;
import io.carrierlab.protocols.gre.LineMachine.Action;
import io.carrierlab.protocols.gre.LineMachine.Event;
import io.carrierlab.protocols.gre.LineMachine.Way;
import io.carrierlab.protocols.gre.LineMachine;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The GRE tunnels of a router. Their outer packets are of its global table, whichever table the tunnel interface is
 * in: what comes out of a tunnel with a VRF enters the VRF. It owns no actor; the router calls it in its own context.
 */
public final class GreTunnels {
  /** The router around. */
  public interface Owner {
    /** Sends a packet, its origin set, wherever the global table says. */
    void route(Frame packet);

    /** The global table's lookup. */
    Hop lookup(int destination);

    /** Whether the interface with this address of ours has a carrier. */
    boolean carrier(int address);

    /** A packet came out of a tunnel: it arrives at the tunnel's interface. */
    void arrived(GreTunnelConfig tunnel, int port, Frame packet);

    /** A line has come or gone: it is the carrier of the tunnel's interface. */
    void line(GreTunnelConfig tunnel, int port, boolean up);

    void arm(int port, Duration after);

    void disarm(int port);
  }

  private static final int TTL = 255;
  /** A tunnel may lead into another one. While routes change, they may for a moment lead into each other. */
  private static final int MOST_NESTED = 4;

  private final Node node;
  private final Owner owner;
  private final int firstPort;
  private final List<GreTunnel> tunnels = new ArrayList<>();
  /** Only looked up. */
  private final Map<Ends, GreTunnel> byEnds = new HashMap<>();
  /** IPsec in transport mode by local and remote address, the newest session first. Only looked up. */
  private final Map<Long, Deque<Tunnel>> guards = new HashMap<>();
  /** Packets of GRE that are no tunnel's, by reason. */
  private final Map<String, Long> strays = new TreeMap<>();
  /** Packets that are inside one another and are being sent now. */
  private int nested;
  /** The same of those that have come. */
  private int unpacked;

  /** What tells a packet's tunnel (RFC 2890 §2.1). */
  private record Ends(int local, int remote, OptionalInt key) {}

  /** @param firstPort number of the first tunnel's interface; the others follow */
  public GreTunnels(Node node, List<GreTunnelConfig> configs, int firstPort, Owner owner) {
    this.node = node;
    this.owner = owner;
    this.firstPort = firstPort;
    for (GreTunnelConfig config : configs) {
      var tunnel = new GreTunnel(config, firstPort + tunnels.size());
      tunnels.add(tunnel);
      byEnds.putIfAbsent(new Ends(config.source(), config.destination(), config.key()), tunnel);
    }
  }

  /** The interface of a tunnel. */
  public static IpInterface face(Node node, GreTunnelConfig config, int port) {
    return IpInterface.of(node.index(), port, config.name(), config.address(), config.prefixLength(), false);
  }

  /** The routing table is another than it was. */
  public void routed() {
    tunnels.forEach(each -> perform(each, new Event.Routed(way(each))));
  }

  /** Follows the way to the destination through tunnels, if it leads there: each may be passed once. */
  private Way way(GreTunnel tunnel) {
    return owner.carrier(tunnel.config.source()) ? way(tunnel, tunnel, 0) : Way.NONE;
  }

  private Way way(GreTunnel tunnel, GreTunnel at, int passed) {
    return switch (owner.lookup(at.config.destination())) {
      case Hop.Attached(IpInterface by) -> way(tunnel, by, passed);
      case Hop.Via(IpInterface by, int nextHop, int label) -> way(tunnel, by, passed);
      // All packets between the two ends take one of the ways: the one that forwarding chooses.
      case Hop.Choice choice -> way(tunnel, choice.way(at.config.source(), at.config.destination()).out(), passed);
      case Hop.Remote remote -> Way.NONE;
      case Hop.Into into -> Way.NONE;
      case Hop.Unreachable() -> Way.NONE;
    };
  }

  private Way way(GreTunnel tunnel, IpInterface out, int passed) {
    if (out.port() == IpInterface.NO_PORT) {
      return Way.NONE;
    }
    if (out.port() < firstPort) {
      return Way.ROUTED;
    }
    GreTunnel next = at(out.port());
    return next == tunnel || passed + 1 >= MOST_NESTED ? Way.RECURSIVE : way(tunnel, next, passed + 1);
  }

  private GreTunnel at(int port) {
    return tunnels.get(port - firstPort);
  }

  public void lineDue(int port) {
    perform(at(port), new Event.TimerFired());
  }

  private void perform(GreTunnel tunnel, Event event) {
    LineMachine.Step step = LineMachine.step(tunnel.lineConfig, tunnel.line, event);
    LineMachine.Reason before = LineMachine.reason(tunnel.line);
    LineMachine.Reason now = LineMachine.reason(step.next());
    tunnel.line = step.next();
    if (now != before) {
      node.report(new DeviceEvent.GreLine(tunnel.config.name(), Optional.ofNullable(now)));
    }
    for (Action action : step.actions()) {
      switch (action) {
        case Action.SendKeepalive() -> keepalive(tunnel);
        case Action.Arm(Duration after) -> owner.arm(tunnel.port, after);
        case Action.Disarm() -> owner.disarm(tunnel.port);
        case Action.GoUp() -> {
          tunnel.sequence.anew();
          owner.line(tunnel.config, tunnel.port, true);
        }
        case Action.GoDown(var why) -> {
          tunnel.flaps++;
          owner.line(tunnel.config, tunnel.port, false);
        }
      }
    }
  }

  private void keepalive(GreTunnel tunnel) {
    GreTunnelConfig config = tunnel.config;
    tunnel.keepalivesSent++;
    byte[] gre = GrePacket.keepalive(config.source(), config.destination(), config.checksum(), config.key(),
        nextIdentification(tunnel)).encode();
    Door door = node.fabric().door(config.vpn());
    byte[] outer = outer(tunnel, Ipv4Packet.DSCP_NETWORK_CONTROL << 2, gre);
    transmit(tunnel, door.stamp(Frame.newBuilder().setEtherType(EtherType.IPV4)
        .setPayload(UnsafeByteOperations.unsafeWrap(outer))));
  }

  private static int nextIdentification(GreTunnel tunnel) {
    tunnel.identification = tunnel.identification + 1 & 0xffff;
    return tunnel.identification;
  }

  private static byte[] outer(GreTunnel tunnel, int trafficClass, byte[] gre) {
    return new Ipv4Packet(trafficClass, Ipv4Packet.Fragment.whole(nextIdentification(tunnel), false), TTL,
        IpProtocol.GRE, tunnel.config.source(), tunnel.config.destination(), gre).encode();
  }

  /** Takes a packet that goes into a tunnel, its origin set, to the other end. */
  public void encapsulate(int port, Frame packet) {
    GreTunnel tunnel = at(port);
    if (!tunnel.up()) {
      drop(tunnel, GreDrop.LINE_DOWN, packet);
      return;
    }
    GreTunnelConfig config = tunnel.config;
    byte[] inner = packet.getPayload().toByteArray();
    OptionalInt number = config.sequence() ? OptionalInt.of(tunnel.sequence.send()) : OptionalInt.empty();
    byte[] gre = new GrePacket(config.checksum(), config.key(), number, EtherType.IPV4, inner).encode();
    if (nested >= MOST_NESTED) {
      drop(tunnel, GreDrop.NESTED, packet);
      return;
    }
    tunnel.packetsOut++;
    if (Node.follows(packet)) {
      node.note(packet, PathNote.Kind.GRE, "into " + config.name() + ": GRE " + Ipv4.format(config.source()) + " to "
          + Ipv4.format(config.destination()) + (config.key().isEmpty() ? "" : ", key " + config.key().getAsInt()));
    }
    transmit(tunnel, Frame.newBuilder().setEtherType(EtherType.IPV4).setOrigin(packet.getOrigin())
        .setPayload(UnsafeByteOperations.unsafeWrap(outer(tunnel, inner[1] & 0xff, gre))).build());
  }

  private void drop(GreTunnel tunnel, GreDrop reason, Frame packet) {
    tunnel.drop(reason);
    if (Node.follows(packet)) {
      node.note(packet, PathNote.Kind.LOST, "dropped by " + tunnel.config.name() + ": " + reason);
    }
  }

  private void transmit(GreTunnel tunnel, Frame outer) {
    nested++;
    leave(tunnel, outer);
    nested--;
  }

  /** A protected tunnel's packet is never sent in the clear. */
  private void leave(GreTunnel tunnel, Frame outer) {
    if (tunnel.config.protection().isEmpty()) {
      owner.route(outer);
      return;
    }
    Deque<Tunnel> protecting = guards.get(pair(tunnel.config.source(), tunnel.config.destination()));
    if (protecting == null) {
      drop(tunnel, GreDrop.NO_SA, outer);
    } else {
      protecting.getFirst().send(outer);
    }
  }

  private static long pair(int local, int remote) {
    return (long) local << 32 | remote & 0xffff_ffffL;
  }

  /**
   * From now on, or no longer, this protects what goes from one address to the other. Of several sessions of one peer
   * the newest does; when it ends, the one before it may still be there.
   */
  public void guard(int local, int remote, Tunnel ipsec, boolean there) {
    Deque<Tunnel> protecting = guards.computeIfAbsent(pair(local, remote), any -> new ArrayDeque<>(1));
    protecting.remove(ipsec);
    if (there) {
      protecting.addFirst(ipsec);
      tunnels.stream().filter(each -> each.config.source() == local && each.config.destination() == remote)
          .forEach(each -> each.sequence.anew());          // the peer has, so it may have started since
    } else if (protecting.isEmpty()) {
      guards.remove(pair(local, remote));
    }
  }

  /**
   * Takes a packet of protocol 47 for this router, which came in the clear.
   *
   * @param frame in which it came, for its origin
   * @param octets an IPv4 packet with a valid header
   */
  public void clear(Frame frame, byte[] octets, int offset, int length) {
    received(frame, octets, offset, length, false);
  }

  /** Takes a packet of protocol 47 that came out of SAs which are for these two addresses, and no others. */
  public void decrypted(int local, int remote, Frame frame) {
    byte[] octets = frame.getPayload().toByteArray();
    if (Ipv4Header.destination(octets, 0) != local || Ipv4Header.source(octets, 0) != remote) {
      strays.merge("OF_OTHER_SAS", 1L, Long::sum);
    } else {
      received(frame, octets, 0, octets.length, true);
    }
  }

  private void received(Frame frame, byte[] octets, int offset, int length, boolean sealed) {
    int header = Ipv4Header.headerOctets(octets, offset);
    try {
      GrePacket packet = GrePacket.decode(octets, offset + header, length - header);
      GreTunnel tunnel = byEnds.get(new Ends(Ipv4Header.destination(octets, offset),
          Ipv4Header.source(octets, offset), packet.key()));
      if (tunnel == null) {
        strays.merge("NO_TUNNEL", 1L, Long::sum);
        node.note(frame, PathNote.Kind.LOST, "dropped: GRE of no tunnel of this router (GRE_NO_TUNNEL)");
      } else if (tunnel.config.protection().isPresent() && !sealed) {
        drop(tunnel, GreDrop.CLEAR_TEXT, frame);
      } else {
        take(tunnel, packet, frame);
      }
    } catch (DecodeException malformed) {
      strays.merge("MALFORMED", 1L, Long::sum);
    }
  }

  private void take(GreTunnel tunnel, GrePacket packet, Frame frame) {
    byte[] inner = packet.payload();
    if (packet.isKeepalive()) {
      tunnel.keepalivesAnswered++;
      if (LineMachine.missed(tunnel.line)) {
        tunnel.sequence.anew();                            // the other end may have been away
      }
      perform(tunnel, new Event.Answered());
    } else if (packet.protocol() != EtherType.IPV4) {
      drop(tunnel, GreDrop.UNKNOWN_PROTOCOL, frame);
    } else if (Ipv4Header.check(inner, 0, inner.length) != Ipv4Header.Verdict.VALID) {
      drop(tunnel, GreDrop.BAD_INNER_PACKET, frame);
    } else if (goesHome(tunnel, inner)) {
      tunnel.keepalivesForwarded++;
      transmit(tunnel, inner(frame, Ipv4Header.withTtlDecremented(inner, 0)));
    } else if (!tunnel.up()) {
      drop(tunnel, GreDrop.LINE_DOWN, frame);
    } else if (tunnel.config.sequence() && packet.sequence().isPresent()
        && !tunnel.sequence.take(packet.sequence().getAsInt())) {
      drop(tunnel, GreDrop.OUT_OF_SEQUENCE, frame);
    } else if (unpacked >= MOST_NESTED) {
      drop(tunnel, GreDrop.NESTED, frame);
    } else {
      if (Node.follows(frame)) {
        node.note(frame, PathNote.Kind.GRE, "out of " + tunnel.config.name());
      }
      tunnel.packetsIn++;
      unpacked++;
      owner.arrived(tunnel.config, tunnel.port, inner(frame, inner));
      unpacked--;
    }
  }

  /**
   * Whether it is the other end's keepalive, which is to be sent back. It is forwarded by the table of the outer
   * packets, whatever table the tunnel interface is in.
   */
  private static boolean goesHome(GreTunnel tunnel, byte[] inner) {
    int header = Ipv4Header.headerOctets(inner, 0);
    if (Ipv4Header.protocol(inner, 0) != IpProtocol.GRE || Ipv4Header.source(inner, 0) != tunnel.config.source()
        || Ipv4Header.destination(inner, 0) != tunnel.config.destination() || Ipv4Header.ttl(inner, 0) <= 1) {
      return false;
    }
    try {
      return GrePacket.decode(inner, header, Ipv4Header.totalOctets(inner, 0) - header).isKeepalive();
    } catch (DecodeException noKeepalive) {
      return false;
    }
  }

  private static Frame inner(Frame outer, byte[] packet) {
    return Frame.newBuilder().setEtherType(EtherType.IPV4).setOrigin(outer.getOrigin())
        .setPayload(UnsafeByteOperations.unsafeWrap(packet, 0, Ipv4Header.totalOctets(packet, 0))).build();
  }

  public void inspect(Findings into) {
    if (!into.wantsTables() || tunnels.isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<Object>>();
    for (GreTunnel each : tunnels) {
      GreTunnelConfig config = each.config;
      LineMachine.Reason reason = LineMachine.reason(each.line);
      rows.add(StateTable.row(config.name(), Ipv4.format(config.address()) + "/" + config.prefixLength(),
          config.vrf(), Ipv4.format(config.source()), Ipv4.format(config.destination()),
          reason == null ? "up" : "down", reason == null ? null : reason.toString(), protection(each),
          each.keepalivesSent, each.keepalivesAnswered, each.keepalivesForwarded, each.packetsOut, each.packetsIn,
          StateTable.byCause(each.drops)));
    }
    into.add(new StateTable(node.name(), "tunnels", "", List.of("tunnel", "address", "vrf", "source", "destination",
        "line", "reason", "ipsec", "keepalives-sent", "keepalives-answered", "keepalives-forwarded", "packets-out",
        "packets-in", "drops"), rows));
    if (!strays.isEmpty()) {
      into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"), strays.entrySet().stream()
          .map(each -> List.<Object>of("GRE_" + each.getKey(), each.getValue())).toList()));
    }
  }

  private String protection(GreTunnel tunnel) {
    return tunnel.config.protection().isEmpty() ? "none"
        : guards.containsKey(pair(tunnel.config.source(), tunnel.config.destination())) ? "up" : "down";
  }
}
