package io.carrierlab.node.fabric;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The fabric as one node has it: its ports, its share of the trace hash, what was seen at it. All of it belongs to the
 * node's context.
 */
final class NodePorts implements Fabric, PortControl {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;
  private static final int MOST_VIOLATIONS = 100;

  private final int index;
  private final NodeClock clock;
  private final Common common;
  /** By number; null where no link ends. */
  private final Port[] ports;
  private final PayloadView view = new PayloadView();
  private final FabricWatch watch;
  private int violations;
  /** All violations, by zone of the packet and zone of the place. */
  private final TreeMap<Long, Long> violationCounts = new TreeMap<>();
  private long originated;
  private long hash;

  /** What is the same for all nodes. @param serialize frames are encoded and decoded, as between two JVMs */
  record Common(Links links, Isolation isolation, Wire wire, boolean serialize) {}

  NodePorts(int index, int ports, NodeClock clock, Common common, FabricWatch watch) {
    this.index = index;
    this.clock = clock;
    this.common = common;
    this.watch = watch;
    this.ports = new Port[ports];
  }

  void add(Links.Link link, Links.End end) {
    ports[end.port()] = new Port(this, link, end, common.isolation.zone(end.vpn()));
  }

  /** @throws IllegalArgumentException if no link ends there */
  Port port(int number) {
    Port port = number < 0 || number >= ports.length ? null : ports[number];
    if (port == null) {
      throw new IllegalArgumentException(name(index) + " has no link at port " + number);
    }
    return port;
  }

  @Override
  public void powerOff() {
    for (Port port : ports) {
      if (port != null) {
        port.disown();
      }
    }
  }

  @Override
  public void cut(int port, boolean cut) {
    port(port).setCut(cut);
  }

  @Override
  public void farEnd(int port, boolean off) {
    port(port).setFarEndOff(off);
  }

  @Override
  public void blackHole(int port, Direction direction) {
    port(port).setBlackHole(direction);
  }

  @Override
  public void quality(int port, LinkQuality quality) {
    long least = port(port).link.quality().delayNanos();
    if (quality.delayNanos() < least) {
      throw new IllegalArgumentException("a link's delay cannot become less than " + least);
    }
    port(port).setQuality(quality);
  }

  long nowNanos() {
    return clock.nowNanos();
  }

  RandomGenerator random() {
    return clock.random();
  }

  String name(int node) {
    return common.links.name(node);
  }

  void carry(int receiver, long atNanos, OnWire what) {
    common.wire.carry(index, receiver, atNanos, what);
  }

  /** A frame as the far end of a wire between two JVMs would have it. */
  Frame asEncoded(Frame frame) {
    if (!common.serialize) {
      return frame;
    }
    try {
      return Frame.parseFrom(frame.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a frame does not survive its own encoding", e);
    }
  }

  /** Mixes a delivered frame, every bit of it, its port and its time into the hash. */
  void trace(long atNanos, int port, Frame frame) {
    long h = mix(hash, atNanos);
    h = mix(h, (long) port << 32 | frame.getEtherType());
    for (int i = 0; i < frame.getLabelsCount(); i++) {
      h = mix(h, frame.getLabels(i));
    }
    h = mix(h, frame.getDestinationMac());
    h = mix(h, frame.getSourceMac());
    view.at(frame.getPayload());
    byte[] octets = view.array();
    int at = view.offset();
    int end = at + view.length();
    for (; at + 8 <= end; at += 8) {
      h = mix(h, (long) LONGS.get(octets, at));
    }
    for (; at < end; at++) {
      h = mix(h, octets[at]);
    }
    hash = mix(h, view.length());
  }

  long hash() {
    return hash;
  }

  static long mix(long h, long value) {
    long x = (h ^ value) * PRIME;
    return x ^ x >>> 29;
  }

  /** Holds a packet of another zone than its place's to the policy. */
  void check(long atNanos, Port place, Frame frame) {
    Optional<String> rule = common.isolation.broken(frame, place.zone);
    if (rule.isEmpty()) {
      return;
    }
    Origin origin = frame.getOrigin();
    violationCounts.merge((long) origin.getVpn() << 32 | place.zone, 1L, Long::sum);
    if (violations++ < MOST_VIOLATIONS) {
      watch.violated(new Violation(atNanos, common.isolation.name(origin.getVpn()), name(origin.getNode()),
          origin.getSequence(), place.link.name(), name(index), place.end.interfaceName(),
          common.isolation.name(place.zone), rule.get()));
    }
  }

  @Override
  public List<Leaked> leaked() {
    return violationCounts.entrySet().stream().map(each -> new Leaked(
        common.isolation.name((int) (each.getKey() >>> 32)), common.isolation.name(each.getKey().intValue()),
        each.getValue())).toList();
  }

  @Override
  public void note(Frame frame, PathNote.Kind kind, String text) {
    if (frame.getOrigin().getTraced()) {
      watch.noted(new PacketNote.Said(tag(frame), kind, text));
    }
  }

  private static PacketNote.Tag tag(Frame frame) {
    return new PacketNote.Tag(frame.getOrigin().getNode(), frame.getOrigin().getSequence());
  }

  @Override
  public Map<Integer, PortCounters> counters() {
    var counters = new LinkedHashMap<Integer, PortCounters>();
    for (Port port : ports) {
      if (port != null) {
        counters.put(port.end.port(), port.counters());
      }
    }
    return counters;
  }

  @Override
  public String vpnAt(int port) {
    return port >= ports.length || ports[port] == null ? "" : ports[port].end.vpn();
  }

  @Override
  public Door door(String vpn) {
    return new PortsDoor(common.isolation.zone(vpn));
  }

  /** Next to nothing: the zone, and the way to the ports. */
  private final class PortsDoor implements Door {
    private final int zone;

    PortsDoor(int zone) {
      this.zone = zone;
    }

    private Optional<Port> at(int port) {
      return port < 0 || port >= ports.length ? Optional.empty() : Optional.ofNullable(ports[port]);
    }

    @Override
    public void own(int port, ActorRef<PortMessage> owner) {
      at(port).ifPresent(own -> own.own(owner));
    }

    @Override
    public void accept(int port, long mac) {
      at(port).ifPresent(own -> own.receiver.accept(mac));
    }

    @Override
    public void refuse(int port, long mac) {
      at(port).ifPresent(own -> own.receiver.refuse(mac));
    }

    @Override
    public void originate(int port, Frame.Builder frame) {
      send(port, stamp(frame));
    }

    @Override
    public Frame stamp(Frame.Builder frame) {
      return stamp(frame, false);
    }

    @Override
    public Frame stampProbe(Frame.Builder frame, int probe) {
      Frame stamped = stamp(frame, true);
      watch.noted(new PacketNote.Probe(tag(stamped), probe));
      return stamped;
    }

    @Override
    public Frame stampAnswer(Frame.Builder frame, Frame asked) {
      return stampAfter(frame, asked, true);
    }

    @Override
    public Frame restamp(Frame.Builder frame, Frame was) {
      return stampAfter(frame, was, false);
    }

    private Frame stampAfter(Frame.Builder frame, Frame other, boolean answers) {
      boolean traced = other.getOrigin().getTraced();
      Frame stamped = stamp(frame, traced);
      if (traced) {
        watch.noted(new PacketNote.After(tag(stamped), tag(other), answers));
      }
      return stamped;
    }

    private Frame stamp(Frame.Builder frame, boolean traced) {
      return frame.setOrigin(Origin.newBuilder().setVpn(zone).setNode(index).setSequence(originated++)
          .setTraced(traced)).build();
    }

    @Override
    public void forward(int port, Frame frame) {
      if (!frame.hasOrigin()) {
        throw new IllegalArgumentException("a forwarded frame must keep its origin");
      }
      send(port, frame);
    }

    private void send(int port, Frame frame) {
      Port from = ports[port];
      if (from == null) {
        return;
      }
      if (from.zone != zone && from.zone != Isolation.CORE && zone != Isolation.CORE) {
        throw new IllegalArgumentException(name(index) + " sends by the door of VPN " + common.isolation.name(zone)
            + " at " + from.end.interfaceName() + ", which is of VPN " + common.isolation.name(from.zone));
      }
      from.transmitter.send(frame);
    }

    @Override
    public boolean carrier(int port) {
      return at(port).map(Port::carrier).orElse(false);
    }

    @Override
    public Optional<PortView> port(int port) {
      return at(port).map(Port::view);
    }
  }

  static String labelsOf(Frame frame) {
    if (frame.getLabelsCount() == 0) {
      return "";
    }
    var text = new StringBuilder(", labels");
    for (int i = 0; i < frame.getLabelsCount(); i++) {
      text.append(' ').append(LabelEntry.label(frame.getLabels(i)));
    }
    return text.toString();
  }
}
