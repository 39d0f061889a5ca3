package io.carrierlab.node.ip;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortView;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.ip.Reassembly;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * IPv4 in one routing context (RFC 1812): input, forwarding, ICMP, address resolution, output. It owns no actor and
 * no thread: whoever owns the ports calls it, and it calls back.
 */
public final class IpStack {
  /** Octets of an IPv4 packet that every link takes. */
  public static final int MTU = 1500;
  private static final int DEFAULT_TTL = 64;
  private static final byte[] PROBE_DATA = "carrierlab echo request, 56 octets of data as ping sends".getBytes(
      US_ASCII);
  /** The pipe model (RFC 3443 §5.3): the core is one hop, whatever its length, and its routers stay unseen. */
  private static final int LABEL_TTL = 255;
  /** As Linux has it; RFC 1122 §3.3.2 would have 60 s. */
  private static final Duration REASSEMBLY_TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_INCOMPLETE_OCTETS = 1 << 20;

  /** The owner's side. */
  public interface Owner {
    /**
     * A packet for one of our addresses, or for a group, other than ICMP for us.
     *
     * @param frame in which it came; null: it is ours, to ourselves
     * @param octets an IPv4 packet with a valid header; for reading only
     */
    void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length);

    /** An ICMP message for us that is no echo request. */
    void icmp(int source, int ttl, Icmp message);

    void arm(int port, ArpTable.Timer timer, Duration after);

    void disarm(int port, ArpTable.Timer timer);
  }

  private final Door door;
  private final Node node;
  private final Routing routing;
  private final Owner owner;
  private final List<IpInterface> interfaces = new ArrayList<>();
  private final Map<Drop, Long> drops = new EnumMap<>(Drop.class);
  private final PayloadView view = new PayloadView();
  private IpInterface[] byPort = {};
  /** For an interface in another zone than the rest, the door in whose name our packets leave there. */
  private Door[] doors = {};
  private int[] ownAddresses = {};
  private int identification;
  /** Null until the first fragment for us comes. */
  private Reassembly reassembly;

  public IpStack(Door door, Node node, Routing routing, Owner owner) {
    this.door = door;
    this.node = node;
    this.routing = routing;
    this.owner = owner;
  }

  /** Adds an interface that is down until {@link #setUp}. A loopback is up at once. */
  public void add(IpInterface added) {
    interfaces.add(added);
    if (added.address() != 0) {
      ownAddresses = Arrays.copyOf(ownAddresses, ownAddresses.length + 1);
      ownAddresses[ownAddresses.length - 1] = added.address();
    }
    if (added.port() != IpInterface.NO_PORT) {
      if (added.port() >= byPort.length) {
        byPort = Arrays.copyOf(byPort, added.port() + 1);
      }
      byPort[added.port()] = added;
      if (added.lan()) {
        door.accept(added.port(), added.mac());
      }
    }
  }

  /** Adds an interface whose place is another zone's: our own packets that leave by it are of that zone. */
  public void add(IpInterface added, Door doorThere) {
    add(added);
    doors = Arrays.copyOf(doors, Math.max(doors.length, added.port() + 1));
    doors[added.port()] = doorThere;
  }

  private Door door(int port) {
    return port < doors.length && doors[port] != null ? doors[port] : door;
  }

  /** Whether the interface of a port of this context has a carrier. */
  public boolean carrier(int port) {
    return door(port).carrier(port);
  }

  /** The port of an interface of this context; empty for loopbacks and tunnels. */
  public Optional<PortView> port(IpInterface of) {
    return of.port() == IpInterface.NO_PORT ? Optional.empty() : door(of.port()).port(of.port());
  }

  /** Addresses on the network of an interface that are ours for the time being, beside its own. */
  public List<Integer> virtualAddresses(IpInterface of) {
    return Arrays.stream(ownAddresses).filter(own -> of.lan() && of.network().contains(own)
        && interfaces.stream().noneMatch(each -> each.address() == own)).boxed().toList();
  }

  public List<IpInterface> interfaces() {
    return List.copyOf(interfaces);
  }

  /** The interface of a port; null if this context has none there. */
  public IpInterface at(int port) {
    return port >= 0 && port < byPort.length ? byPort[port] : null;
  }

  /** The interface on whose network the address is, if any. */
  public IpInterface towards(int neighbour) {
    for (IpInterface candidate : interfaces) {
      if (candidate.port() != IpInterface.NO_PORT && candidate.address() != 0
          && candidate.network().contains(neighbour)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * From now on an address beside the interface's own is ours, under this MAC, and the LAN is told so, by gratuitous
   * ARP; told again if it is ours already.
   */
  public void own(IpInterface port, int address, long mac) {
    if (!isOwn(address)) {
      ownAddresses = Arrays.copyOf(ownAddresses, ownAddresses.length + 1);
      ownAddresses[ownAddresses.length - 1] = address;
      door.accept(port.port(), mac);
    }
    resolve(port, new ArpTable.Event.AddOwn<>(address, mac));
  }

  /** It is ours no longer: packets for it are forwarded as for any other address. */
  public void disown(IpInterface port, int address, long mac) {
    ownAddresses = Arrays.stream(ownAddresses).filter(own -> own != address).toArray();
    door.refuse(port.port(), mac);
    resolve(port, new ArpTable.Event.RemoveOwn<>(address));
  }

  public boolean isOwn(int address) {
    for (int own : ownAddresses) {
      if (own == address) {
        return true;
      }
    }
    return false;
  }

  /** Packets dropped so far, by reason; only reasons that occurred. */
  public Map<Drop, Long> drops() {
    return drops;
  }

  public void drop(Drop reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  /** Counts it, and tells whoever follows the packet. @param packet null: it is ours, to ourselves */
  public void drop(Drop reason, Frame packet) {
    drop(reason);
    if (packet != null && Node.follows(packet)) {
      node.note(packet, PathNote.Kind.LOST, "dropped: " + reason.text());
    }
  }

  /** The interface's carrier has come or gone. */
  public void setUp(int port, boolean up) {
    IpInterface changed = at(port);
    if (changed != null && changed.lan()) {
      resolve(changed, up ? new ArpTable.Event.Up<>() : new ArpTable.Event.Down<>());
    }
  }

  public void arpTimer(int port, ArpTable.Timer timer) {
    resolve(byPort[port], new ArpTable.Event.TimerFired<>(timer));
  }

  /** Takes an unlabelled frame that arrived at a port of this context. */
  public void arrived(int port, Frame frame) {
    IpInterface in = at(port);
    switch (frame.getEtherType()) {
      case EtherType.IPV4 -> ipv4(in, frame);
      case EtherType.ARP -> {
        if (in != null && in.lan()) {
          resolve(in, new ArpTable.Event.Arrived<>(frame.getPayload().toByteArray()));
        }
      }
      default -> drop(Drop.UNKNOWN_ETHERTYPE, frame);
    }
  }

  /** Takes an IPv4 packet. @param in null: it came out of a tunnel */
  public void ipv4(IpInterface in, Frame frame) {
    view.at(frame.getPayload());
    byte[] octets = view.array();
    int offset = view.offset();
    int length = view.length();
    Ipv4Header.Verdict verdict = Ipv4Header.check(octets, offset, length);
    if (verdict != Ipv4Header.Verdict.VALID) {
      drop(verdict == Ipv4Header.Verdict.BAD_CHECKSUM ? Drop.BAD_IP_CHECKSUM : Drop.BAD_IP_HEADER, frame);
      return;
    }
    int destination = Ipv4Header.destination(octets, offset);
    if (isOwn(destination) || Ipv4.isMulticast(destination)) {
      if (Node.follows(frame)) {
        node.note(frame, PathNote.Kind.LOOKUP, Ipv4.format(destination) + " is our own");
      }
      deliver(in, frame, octets, offset, Ipv4Header.totalOctets(octets, offset));
    } else if (in != null && in.lan() && Mac.isGroup(frame.getDestinationMac())) {
      drop(Drop.NOT_ROUTABLE, frame);
    } else {
      forward(in, frame, octets, offset, destination);
    }
  }

  private void forward(IpInterface in, Frame frame, byte[] octets, int offset, int destination) {
    if (Ipv4Header.ttl(octets, offset) <= 1) {
      drop(Drop.TTL_EXPIRED, frame);
      error(in, octets, offset, new Icmp.TimeExceeded(Icmp.TimeExceeded.IN_TRANSIT, IcmpErrors.quote(octets, offset)));
      return;
    }
    byte[] forwarded = Ipv4Header.withTtlDecremented(octets, offset);
    var departure = new Departure(Frame.newBuilder().setEtherType(EtherType.IPV4)
        .setPayload(UnsafeByteOperations.unsafeWrap(forwarded)).setOrigin(frame.getOrigin()), Departure.Kind.FORWARDED);
    if (!depart(departure, Ipv4Header.source(octets, offset), destination)) {
      error(in, octets, offset, new Icmp.Unreachable(Icmp.Unreachable.NET, 0, IcmpErrors.quote(octets, offset)));
    }
  }

  /** Looks up and sends. @return false if there is no route */
  private boolean depart(Departure departure, int source, int destination) {
    if (departure.followed()) {
      node.note(departure.frame().build(), PathNote.Kind.LOOKUP, Ipv4.format(destination) + ": "
          + routing.explain(destination));
    }
    switch (routing.lookup(destination)) {
      case Hop.Attached(IpInterface out) -> emit(departure, out, destination);
      case Hop.Via via -> via(departure, via);
      case Hop.Choice choice -> via(departure, choice.way(source, destination));
      case Hop.Remote remote -> {
        if (!routing.sendRemote(remote, departure)) {
          drop(Drop.NO_TUNNEL, departure);
          return false;
        }
      }
      case Hop.Into(Tunnel tunnel) -> departure.into(tunnel, door);
      case Hop.Unreachable() -> {
        drop(Drop.NO_ROUTE, departure);
        return false;
      }
    }
    return true;
  }

  /** As for a packet: one of ours has an origin while it waits here only if somebody follows it. */
  public void drop(Drop reason, Departure departure) {
    drop(reason, departure.followed() ? departure.frame().build() : null);
  }

  private void via(Departure departure, Hop.Via via) {
    if (via.label() != Hop.Via.NO_LABEL) {
      push(departure.frame(), via.label());
    }
    emit(departure, via.out(), via.nextHop());
  }

  /** Pushes a label in front of those that are there: class from the packet under it, the pipe's TTL. */
  public static void push(Frame.Builder frame, int label) {
    int under = frame.getLabelsCount();
    boolean bottom = under == 0;
    int trafficClass = bottom
        ? frame.getPayload().byteAt(1) >>> 5 & 7
        : LabelEntry.trafficClass(frame.getLabels(0));
    int entry = LabelEntry.of(label, trafficClass, bottom, LABEL_TTL);
    frame.setEtherType(EtherType.MPLS).addLabels(entry);
    for (int i = under; i > 0; i--) {
      frame.setLabels(i, frame.getLabels(i - 1));
    }
    frame.setLabels(0, entry);
  }

  /** Sends to a neighbour on an interface, resolving its address on a LAN. */
  public void emit(Departure departure, IpInterface out, int neighbour) {
    if (!out.lan()) {
      departure.leave(door(out.port()), out.port());
    } else if (Ipv4.isMulticast(neighbour)) {
      leave(departure, out, Mac.ofIpv4Group(neighbour));
    } else {
      OptionalLong mac = out.arp().lookup(neighbour);
      if (mac.isPresent()) {
        leave(departure, out, mac.getAsLong());
      } else {
        resolve(out, new ArpTable.Event.Resolve<>(neighbour, departure));
      }
    }
  }

  private void leave(Departure departure, IpInterface out, long mac) {
    departure.frame().setSourceMac(out.mac()).setDestinationMac(mac);
    departure.leave(door(out.port()), out.port());
  }

  private void resolve(IpInterface out, ArpTable.Event<Departure> event) {
    for (ArpTable.Action<Departure> action : out.arp().on(event, node.clock().nowNanos())) {
      switch (action) {
        case ArpTable.Action.Transmit<Departure>(long from, long to, byte[] octets) ->
            door(out.port()).originate(out.port(), Frame.newBuilder().setEtherType(EtherType.ARP).setSourceMac(from)
                .setDestinationMac(to).setPayload(UnsafeByteOperations.unsafeWrap(octets)));
        case ArpTable.Action.Forward<Departure>(int nextHop, long mac, Departure departure) ->
            leave(departure, out, mac);
        case ArpTable.Action.Discard<Departure>(int nextHop, Departure departure) ->
            drop(Drop.UNRESOLVED_NEIGHBOUR, departure);
        case ArpTable.Action.Arm<Departure>(var timer, var after) -> owner.arm(out.port(), timer, after);
        case ArpTable.Action.Disarm<Departure>(var timer) -> owner.disarm(out.port(), timer);
      }
    }
  }

  /** Sends a packet of ours wherever the routing table says, in fragments if it is too long for a link. */
  public void send(IpPacket packet) {
    int source = packet.source() != 0 ? packet.source() : sourceTowards(packet.destination());
    byte[] octets = encode(packet, source);
    if (isOwn(packet.destination())) {
      deliver(null, null, octets, 0, octets.length);
    } else {
      Fragmentation.fit(octets, MTU).forEach(piece -> depart(own(piece), source, packet.destination()));
    }
  }

  /** Sends an echo request that somebody follows. */
  public void probe(Probe probe) {
    var request = new IpPacket(0, probe.destination(), IpProtocol.ICMP, DEFAULT_TTL, 0,
        new Icmp.EchoRequest(probe.number() >>> 16, probe.number() & 0xffff, PROBE_DATA).encode());
    sendFollowed(request, frame -> doorTowards(probe.destination()).stampProbe(frame, probe.number()),
        PathNote.Kind.SENT);
  }

  private void sendFollowed(IpPacket packet, Function<Frame.Builder, Frame> stamp, PathNote.Kind kind) {
    int source = packet.source() != 0 ? packet.source() : sourceTowards(packet.destination());
    byte[] octets = encode(packet, source);
    Frame stamped = stamp.apply(own(octets).frame());
    node.note(stamped, kind, FlowText.of(octets, 0, octets.length));
    if (isOwn(packet.destination())) {
      deliver(null, stamped, octets, 0, octets.length);
    } else {
      depart(new Departure(stamped.toBuilder(), Departure.Kind.FORWARDED), source, packet.destination());
    }
  }

  private Door doorTowards(int destination) {
    return switch (routing.lookup(destination)) {
      case Hop.Attached(IpInterface out) -> door(out.port());
      case Hop.Via(IpInterface out, int nextHop, int label) -> door(out.port());
      case Hop.Choice(var ways) -> door(ways.getFirst().out().port());
      case Hop.Remote _, Hop.Into _, Hop.Unreachable _ -> door;
    };
  }

  /** Sends a packet that came out of, or goes into, a tunnel of ours, with its origin in it, wherever a route says. */
  public void route(Frame packet) {
    view.at(packet.getPayload());
    depart(new Departure(packet.toBuilder(), Departure.Kind.FORWARDED), Ipv4Header.source(view.array(), view.offset()),
        Ipv4Header.destination(view.array(), view.offset()));
  }

  /** Sends a packet of ours out of one interface, to a neighbour or a group there. */
  public void sendOn(IpInterface out, IpPacket packet) {
    Fragmentation.fit(encode(packet, packet.source() != 0 ? packet.source() : out.address()), MTU)
        .forEach(piece -> emit(own(piece), out, packet.destination()));
  }

  /** The same, to a group, under a MAC address that is not the interface's own. */
  public void sendOn(IpInterface out, IpPacket packet, long sourceMac) {
    Departure departure = own(encode(packet, packet.source()));
    departure.frame().setSourceMac(sourceMac).setDestinationMac(Mac.ofIpv4Group(packet.destination()));
    departure.leave(door(out.port()), out.port());
  }

  private static Departure own(byte[] octets) {
    ByteString payload = UnsafeByteOperations.unsafeWrap(octets);
    return new Departure(Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(payload), Departure.Kind.OWN);
  }

  private byte[] encode(IpPacket packet, int source) {
    identification = identification + 1 & 0xffff;
    return new Ipv4Packet(packet.dscp() << 2, Ipv4Packet.Fragment.whole(identification, false), packet.ttl(),
        packet.protocol(), source, packet.destination(), packet.payload()).encode();
  }

  /** The address that a packet of ours to there bears: that of the interface it leaves by. */
  private int sourceTowards(int destination) {
    int address = switch (routing.lookup(destination)) {
      case Hop.Attached(IpInterface out) -> out.address();
      case Hop.Via(IpInterface out, int nextHop, int label) -> out.address();
      case Hop.Choice(var ways) -> ways.getFirst().out().address();
      case Hop.Remote _, Hop.Into _, Hop.Unreachable _ -> 0;
    };
    return address != 0 || interfaces.isEmpty() ? address : interfaces.getFirst().address();
  }

  private void deliver(IpInterface in, Frame frame, byte[] octets, int offset, int length) {
    if (Ipv4Header.isFragment(octets, offset)) {
      reassemble(in, frame, octets, offset);
      return;
    }
    if (Ipv4Header.protocol(octets, offset) == IpProtocol.ICMP && isOwn(Ipv4Header.destination(octets, offset))) {
      icmp(frame, octets, offset, length);
    } else {
      owner.deliver(in, frame, octets, offset, length);
    }
  }

  private void reassemble(IpInterface in, Frame frame, byte[] octets, int offset) {
    if (reassembly == null) {
      reassembly = new Reassembly(REASSEMBLY_TIMEOUT, MOST_INCOMPLETE_OCTETS);
    }
    reassembly.expire(node.clock().nowNanos());
    switch (reassembly.accept(octets, offset, node.clock().nowNanos())) {
      case Reassembly.Result.Whole(byte[] packet) -> deliver(in, frame == null ? null : frame.toBuilder()
          .setPayload(UnsafeByteOperations.unsafeWrap(packet)).build(), packet, 0, packet.length);
      case Reassembly.Result.Waiting waiting -> { }
      case Reassembly.Result.Dropped dropped -> drop(Drop.BAD_FRAGMENT, frame);
    }
  }

  private void icmp(Frame frame, byte[] octets, int offset, int length) {
    int header = Ipv4Header.headerOctets(octets, offset);
    try {
      Icmp message = Icmp.decode(octets, offset + header, length - header);
      int source = Ipv4Header.source(octets, offset);
      boolean followed = frame != null && Node.follows(frame);
      if (followed) {
        node.note(frame, PathNote.Kind.DELIVERED, "takes " + (message instanceof Icmp.EchoRequest ? "the echo request"
            : message instanceof Icmp.EchoReply ? "the echo reply" : "an ICMP message"));
      }
      if (message instanceof Icmp.EchoRequest request) {
        var reply = new IpPacket(Ipv4Header.destination(octets, offset), source, IpProtocol.ICMP, DEFAULT_TTL,
            Ipv4Header.dscp(octets, offset), request.reply().encode());
        if (followed) {
          sendFollowed(reply, builder -> doorTowards(source).stampAnswer(builder, frame), PathNote.Kind.ANSWERS);
        } else {
          send(reply);
        }
      } else {
        owner.icmp(source, Ipv4Header.ttl(octets, offset), message);
      }
    } catch (DecodeException malformed) {
      drop(Drop.MALFORMED_PAYLOAD, frame);
    }
  }

  /** Answers a packet that cannot go on, where RFC 1812 §4.3.2 allows an answer. */
  public void error(IpInterface in, byte[] octets, int offset, Icmp message) {
    int length = Ipv4Header.totalOctets(octets, offset);
    if (IcmpErrors.mayAnswer(octets, offset, length, false)) {
      int source = in != null ? in.address() : 0;
      send(new IpPacket(source, Ipv4Header.source(octets, offset), IpProtocol.ICMP, DEFAULT_TTL,
          Ipv4Packet.DSCP_NETWORK_CONTROL, message.encode()));
    }
  }
}
