package io.carrierlab.node.fabric;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carrierlab.node.time.Engine;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.LinkConfig.End;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.frame.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** The fabric within one JVM. */
public final class LocalFabric implements Fabric {
  final Engine engine;
  final Isolation isolation;
  final boolean serialize;
  private final LocalNode[] nodes;
  private final Map<String, Integer> nodeIndex = new HashMap<>();
  private final Map<String, LocalLink> links = new LinkedHashMap<>();

  /** @param serialize encode and decode every frame at every hop, as between two JVMs */
  public LocalFabric(Topology topology, Engine engine, boolean serialize) {
    this.engine = engine;
    this.serialize = serialize;
    isolation = new Isolation(topology);
    nodes = new LocalNode[topology.nodes().size()];
    for (NodeConfig config : topology.nodes()) {
      int index = nodeIndex.size();
      nodeIndex.put(config.name(), index);
      nodes[index] = new LocalNode(this, config.name(), ports(config));
    }
    for (LinkConfig config : topology.links()) {
      links.put(config.name(), connect(config));
    }
  }

  private static int ports(NodeConfig config) {
    return switch (config) {
      case HostConfig _, ClientConfig _, RadiusConfig _, AttachConfig _ -> 1;
      case IpsecPeerConfig _, FirewallConfig _ -> 2;
      case LastMileConfig lastMile -> 1 + (1 << 32 - lastMile.subscribers().length());
      case RouterConfig router -> router.interfaces().size();
    };
  }

  private LocalLink connect(LinkConfig config) {
    var link = new LocalLink(config);
    for (int i = 0; i < link.ends.length; i++) {
      End end = config.ends().get(i);
      int node = index(end.node());
      var port = new LocalPort(this, link, node, end.port(), end.interfaceName(), isolation.zone(end.vpn()),
          engine.clock(node));
      nodes[node].ports[end.port()] = port;
      link.ends[i] = port;
    }
    return link;
  }

  LocalNode node(int index) {
    return nodes[index];
  }

  /** @throws IllegalArgumentException if no node has the name */
  public int index(String node) {
    Integer index = nodeIndex.get(node);
    if (index == null) {
      throw new IllegalArgumentException("no node is named \"" + node + "\"");
    }
    return index;
  }

  @Override
  public Door door(int node, String vpn) {
    return new LocalDoor(node, isolation.zone(vpn));
  }

  @Override
  public String vpnAt(int node, int port) {
    LocalPort at = nodes[node].ports[port];
    return at == null ? "" : isolation.name(at.zone);
  }

  @Override
  public void note(int node, Frame frame, PathNote.Kind kind, String text) {
    if (frame.getOrigin().getTraced()) {
      nodes[node].note(engine.clock(node).nowNanos(), frame.getOrigin(), kind, text);
    }
  }

  /** Captures a link, both directions, from now on, beside whoever captures it already. */
  public void capture(String link, LinkCapture capture) {
    LocalLink captured = links.get(link);
    LinkCapture other = captured.capture;
    captured.capture = other == null ? capture : (atNanos, node, frame) -> {
      other.add(atNanos, node, frame);
      capture.add(atNanos, node, frame);
    };
  }

  /** Watches what is delivered to a port. Set before the run. */
  public void observe(int node, int port, DeliveryObserver observer) {
    nodes[node].ports[port].observe(observer);
  }

  /** One end of a link: a port of a node. */
  public record PortOf(int node, int port) {}

  /** All ends of a link. */
  public List<PortOf> ends(String link) {
    return java.util.Arrays.stream(links.get(link).ends).map(end -> new PortOf(end.node, end.number)).toList();
  }

  /**
   * The end of a link at an interface; of a point-to-point link, both.
   *
   * @throws IllegalArgumentException if no link ends there
   */
  public List<PortOf> ends(String node, String interfaceName) {
    PortOf end = end(node, interfaceName);
    LocalLink link = nodes[end.node()].ports[end.port()].link;
    return link.lan ? List.of(end) : ends(link.name);
  }

  /**
   * The end of a link at an interface.
   *
   * @throws IllegalArgumentException if no link ends there
   */
  public PortOf end(String node, String interfaceName) {
    int index = index(node);
    for (LocalPort port : nodes[index].ports) {
      if (port != null && port.interfaceName.equals(interfaceName)) {
        return new PortOf(index, port.number);
      }
    }
    throw new IllegalArgumentException("no link ends at " + node + ":" + interfaceName);
  }

  /** In the context of its node: this end of a link is cut, or mended. */
  public void setCut(PortOf end, boolean cut) {
    nodes[end.node()].ports[end.port()].setCut(cut);
  }

  /** In the context of {@code node}: the device at the other end of a point-to-point link goes off, or comes on. */
  public void setFarEndOff(String link, int node, boolean off) {
    endAt(link, node).setFarEndOff(off);
  }

  /** The point-to-point links of a node, each with the node at its other end. */
  public Map<String, Integer> neighbours(int node) {
    var neighbours = new LinkedHashMap<String, Integer>();
    for (LocalPort port : nodes[node].ports) {
      if (port != null && !port.link.lan) {
        neighbours.put(port.link.name, port.link.ends[port.link.ends[0] == port ? 1 : 0].node);
      }
    }
    return neighbours;
  }

  /** In the context of its node: nothing gets out of or into this end of a link; the carrier stays. */
  public void setBlackHole(PortOf end) {
    nodes[end.node()].ports[end.port()].setBlackHole();
  }

  /** Of the link at this end, as it was configured. */
  public LinkQuality configured(PortOf end) {
    return nodes[end.node()].ports[end.port()].link.quality;
  }

  /** In the context of its node: what this end sends goes so, until it is mended. */
  public void setQuality(PortOf end, LinkQuality quality) {
    if (quality.delayNanos() < configured(end).delayNanos()) {
      throw new IllegalArgumentException("a link's delay cannot become less than " + configured(end).delayNanos());
    }
    nodes[end.node()].ports[end.port()].setQuality(quality);
  }

  /** In the context of {@code node}: it is off; what arrives is lost. */
  public void powerOff(int node) {
    for (LocalPort port : nodes[node].ports) {
      if (port != null) {
        port.disown();
      }
    }
  }

  private LocalPort endAt(String link, int node) {
    for (LocalPort end : links.get(link).ends) {
      if (end.node == node) {
        return end;
      }
    }
    throw new IllegalArgumentException("node " + node + " has no end of " + link);
  }

  /** Over every delivered frame and its time; the same for the same scenario and seed, at any number of threads. */
  public long traceHash() {
    long hash = 0;
    for (LocalNode node : nodes) {
      hash = LocalNode.mix(hash, node.hash());
    }
    return hash;
  }

  /** Frames of a VPN at places of another, or of the core: all that broke the policy. */
  public record Leaked(String originVpn, String placeVpn, long frames) {}

  /** How often the policy was broken, by VPN of the packet and VPN of the place; empty is the core. */
  public List<Leaked> leaked() {
    var sums = new TreeMap<Long, Long>();
    for (LocalNode node : nodes) {
      node.violationCounts().forEach((pair, frames) -> sums.merge(pair, frames, Long::sum));
    }
    return sums.entrySet().stream().map(each -> new Leaked(isolation.name((int) (each.getKey() >>> 32)),
        isolation.name(each.getKey().intValue()), each.getValue())).toList();
  }

  public long violationCount() {
    return leaked().stream().mapToLong(Leaked::frames).sum();
  }

  /** Each node's first hundred, by time. */
  public List<Violation> violations() {
    var all = new ArrayList<Violation>();
    for (LocalNode node : nodes) {
      all.addAll(node.violations());
    }
    all.sort(Comparator.comparingLong(Violation::atNanos));
    return all;
  }

  /** What happened to followed packets, by time and, at one time, in the order of the path. */
  public List<PathNote> pathNotes() {
    var known = new HashMap<Followed.Tag, Followed>();
    for (LocalNode node : nodes) {
      known.putAll(node.followed());
    }
    var all = new ArrayList<PathNote>();
    for (LocalNode node : nodes) {
      node.notes().forEach(note -> all.add(note.resolved(node.name, known)));
    }
    all.sort(Comparator.comparingLong(PathNote::atNanos));
    return all;
  }

  /** By port number; a number without a link has none. */
  public Map<Integer, PortCounters> counters(int node) {
    var counters = new LinkedHashMap<Integer, PortCounters>();
    for (LocalPort port : nodes[node].ports) {
      if (port != null) {
        counters.put(port.number, port.counters());
      }
    }
    return counters;
  }

  static Frame reencoded(Frame frame) {
    try {
      return Frame.parseFrom(frame.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a frame does not survive its own encoding", e);
    }
  }

  /** Next to nothing: the node, the zone, and the way to the ports. */
  private final class LocalDoor implements Door {
    private final int node;
    private final int zone;

    LocalDoor(int node, int zone) {
      this.node = node;
      this.zone = zone;
    }

    @Override
    public void own(int port, ActorRef<PortMessage> owner) {
      if (nodes[node].ports[port] != null) {
        nodes[node].ports[port].own(owner);
      }
    }

    @Override
    public void accept(int port, long mac) {
      if (nodes[node].ports[port] != null) {
        nodes[node].ports[port].accept(mac);
      }
    }

    @Override
    public void refuse(int port, long mac) {
      if (nodes[node].ports[port] != null) {
        nodes[node].ports[port].refuse(mac);
      }
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
      nodes[node].followed(stamped.getOrigin(), new Followed.Probe(probe));
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
      boolean followed = other.getOrigin().getTraced();
      Frame stamped = stamp(frame, followed);
      if (followed) {
        nodes[node].followed(stamped.getOrigin(), new Followed.After(Followed.tag(other.getOrigin()), answers));
      }
      return stamped;
    }

    private Frame stamp(Frame.Builder frame, boolean followed) {
      synchronized (nodes[node]) {
        return frame.setOrigin(nodes[node].origin(node, zone, followed)).build();
      }
    }


    @Override
    public void forward(int port, Frame frame) {
      if (!frame.hasOrigin()) {
        throw new IllegalArgumentException("a forwarded frame must keep its origin");
      }
      send(port, frame);
    }

    private void send(int port, Frame frame) {
      LocalPort from = nodes[node].ports[port];
      if (from != null) {
        synchronized (nodes[node]) {
          from.send(frame);
        }
      }
    }

    @Override
    public boolean carrier(int port) {
      LocalPort from = nodes[node].ports[port];
      return from != null && from.carrier();
    }

    @Override
    public Optional<PortView> port(int port) {
      LocalPort[] ports = nodes[node].ports;
      return port >= ports.length || ports[port] == null ? Optional.empty() : Optional.of(ports[port].view());
    }
  }
}
