package io.carrierlab.node.bgp;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.tcp.TcpShell;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.BgpConfig.Neighbor;
import io.carrierlab.protocols.bgp.BgpSession;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Negotiated;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.SessionAction;
import io.carrierlab.protocols.bgp.SessionConfig;
import io.carrierlab.protocols.bgp.SessionEvent;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.UpdateEncoder;
import io.carrierlab.protocols.bgp.rib.BgpSpeaker;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.tcp.CloseReason;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.tcp.TcpTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A BGP speaker with its sessions, as an actor that owns it runs them: it performs what the machines want and passes
 * to the owner what concerns the rest of the device.
 */
public final class BgpShell implements TcpShell.User {
  private static final int EXTERNAL_TTL = 1;
  private static final int INTERNAL_TTL = 255;
  private static final Duration IDLE_HOLD = Duration.ofSeconds(1);

  /** The actor around. */
  public interface Owner {
    void send(IpPacket packet);

    void arm(BgpAlarm alarm, Duration after);

    void disarm(BgpAlarm alarm);

    /** Best routes, imports, exports, next hops to track, {@code Continue}: whatever is not a session's business. */
    void perform(SpeakerAction action);
  }

  /** One neighbour. */
  private static final class Peer {
    final Neighbor config;
    final BgpSession session;
    Flow attempt;
    /** Two while both ends have connected and the sessions have not yet agreed upon one (RFC 4271 §6.8). */
    final List<Flow> connected = new ArrayList<>(1);
    UpdateEncoder encoder;

    Peer(Neighbor config, BgpSession session) {
      this.config = config;
      this.session = session;
    }
  }

  private final Node node;
  private final String vrf;
  private final Owner owner;
  private final TcpShell tcp;
  private final BgpSpeaker speaker;
  private final Map<Integer, Peer> peers = new TreeMap<>();

  /** @param vrf for reports; empty: the global table */
  public BgpShell(Node node, String vrf, BgpConfig config, int routerId, BgpSpeaker speaker, Owner owner) {
    this.node = node;
    this.vrf = vrf;
    this.owner = owner;
    this.speaker = speaker;
    this.tcp = new TcpShell(node.clock(), owner::send, this);
    for (Neighbor neighbor : config.neighbors()) {
      peers.put(neighbor.address(), new Peer(neighbor, session(config, neighbor, routerId)));
      neighbor.md5().ifPresent(key -> tcp.sign(neighbor.address(), key));
      tcp.setTtl(neighbor.address(), neighbor.as() == config.as() ? INTERNAL_TTL : EXTERNAL_TTL);
    }
  }

  private BgpSession session(BgpConfig config, Neighbor neighbor, int routerId) {
    return new BgpSession(settings(config, neighbor, routerId), node.clock().random());
  }

  /** @throws IllegalArgumentException if a session cannot be run with what is said of it */
  public static void check(BgpConfig config, int routerId) {
    config.neighbors().forEach(each -> settings(config, each, routerId));
  }

  private static SessionConfig settings(BgpConfig config, Neighbor neighbor, int routerId) {
    var timers = new SessionConfig.Timers(config.hold(), config.keepalive(), config.connectRetry(), IDLE_HOLD, true);
    return new SessionConfig(config.as(), routerId, neighbor.localAddress(), neighbor.address(), neighbor.as(),
        families(neighbor.families()), timers, false);
  }

  /** The families of a configuration, as the protocol names them. */
  public static Set<Family> families(Collection<BgpConfig.Family> configured) {
    var families = EnumSet.noneOf(Family.class);
    for (BgpConfig.Family family : configured) {
      families.add(switch (family) {
        case IPV4_UNICAST -> Family.IPV4_UNICAST;
        case VPNV4 -> Family.VPNV4;
        case ROUTE_TARGET -> Family.ROUTE_TARGET;
      });
    }
    return families;
  }

  /** Opens the port and starts every session. */
  public void start() {
    tcp.listen(SessionConfig.PORT);
    peers.values().forEach(peer -> on(peer, new SessionEvent.Start()));
  }

  public BgpSpeaker speaker() {
    return speaker;
  }

  public List<BgpSession> sessions() {
    return peers.values().stream().map(peer -> peer.session).toList();
  }

  /**
   * The interface to a network is down: sessions with external neighbours there end at once, as with IOS's fast
   * external fallover, instead of when the hold timer runs out.
   */
  public void interfaceDown(Ipv4Prefix network) {
    for (Peer peer : peers.values()) {
      if (!peer.session.config().isInternal() && network.contains(peer.config.address())) {
        List.copyOf(peer.connected).forEach(tcp::abort);
      }
    }
  }

  /** Takes the payload of a packet of protocol 6. */
  public void segment(int source, int destination, byte[] segment) {
    tcp.arrived(source, destination, segment);
  }

  public void fired(BgpAlarm alarm) {
    switch (alarm) {
      case BgpAlarm.OfTcp(TcpTimer timer) -> tcp.fired(timer);
      case BgpAlarm.OfSession(int peer, var timer) -> on(peers.get(peer), new SessionEvent.TimerFired(timer));
      case BgpAlarm.OfSpeaker(var timer) -> on(new SpeakerEvent.TimerFired(timer));
    }
  }

  /** Hands the speaker an event and performs what follows. */
  public void on(SpeakerEvent event) {
    for (SpeakerAction action : speaker.on(event, node.clock().nowNanos())) {
      switch (action) {
        case SpeakerAction.SendUpdate(int peer, Update update) -> send(peers.get(peer), update);
        case SpeakerAction.SendRefresh(int peer, Family family) ->
            on(peers.get(peer), new SessionEvent.AskRefresh(family));
        case SpeakerAction.Arm(var timer, Duration after) -> owner.arm(new BgpAlarm.OfSpeaker(timer), after);
        case SpeakerAction.Disarm(var timer) -> owner.disarm(new BgpAlarm.OfSpeaker(timer));
        case SpeakerAction.BestChanged change -> owner.perform(change);
        case SpeakerAction.ImportToVrf change -> owner.perform(change);
        case SpeakerAction.ExportToVpn change -> owner.perform(change);
        case SpeakerAction.Track change -> owner.perform(change);
        case SpeakerAction.Untrack change -> owner.perform(change);
        case SpeakerAction.HostRoutesVia change -> owner.perform(change);
        case SpeakerAction.Continue change -> owner.perform(change);
      }
    }
  }

  private void send(Peer peer, Update update) {
    if (peer.encoder == null) {
      return;
    }
    var messages = new ArrayList<byte[]>();
    for (Nlri withdrawn : update.withdrawn()) {
      messages.addAll(peer.encoder.withdraw(withdrawn));
    }
    for (Update.Announcement announcement : update.announced()) {
      messages.addAll(peer.encoder.announce(announcement.attributes(), announcement.nlri()));
    }
    update.endOfRib().ifPresent(family -> messages.add(peer.encoder.endOfRib(family)));
    on(peer, new SessionEvent.SendUpdates(messages));
  }

  private void on(Peer peer, SessionEvent event) {
    int address = peer.config.address();
    for (SessionAction action : peer.session.on(event, node.clock().nowNanos())) {
      switch (action) {
        case SessionAction.TcpConnect(int local, int remote, int port) -> connect(peer, local, remote, port);
        case SessionAction.TcpCancel() -> cancel(peer);
        case SessionAction.TcpSend(Flow flow, byte[] octets) -> tcp.send(flow, octets);
        case SessionAction.TcpClose(Flow flow) -> tcp.close(flow);
        case SessionAction.Established(Negotiated negotiated) -> established(peer, negotiated);
        case SessionAction.Down(String reason) -> {
          peer.encoder = null;
          report(peer, Optional.of(reason));
          on(new SpeakerEvent.PeerDown(address));
        }
        case SessionAction.UpdateReceived(Update update) -> on(new SpeakerEvent.UpdateReceived(address, update));
        case SessionAction.RefreshRequested(Family family) ->
            on(new SpeakerEvent.RefreshRequested(address, family));
        case SessionAction.Arm(var timer, Duration after) ->
            owner.arm(new BgpAlarm.OfSession(address, timer), after);
        case SessionAction.Disarm(var timer) -> owner.disarm(new BgpAlarm.OfSession(address, timer));
      }
    }
  }

  private void established(Peer peer, Negotiated negotiated) {
    peer.encoder = negotiated.encoder();
    report(peer, Optional.empty());
    on(new SpeakerEvent.PeerUp(peer.config.address(), negotiated.families(), negotiated.peerId(),
        peer.config.localAddress(), negotiated.routeRefresh()));
  }

  private void report(Peer peer, Optional<String> whyDown) {
    node.report(new DeviceEvent.BgpSession(peer.config.address(), vrf, whyDown));
  }

  private void connect(Peer peer, int local, int remote, int port) {
    int ttl = peer.session.config().isInternal() ? INTERNAL_TTL : EXTERNAL_TTL;
    tcp.connect(local, remote, port, ttl).ifPresentOrElse(
        flow -> peer.attempt = flow,
        () -> on(peer, new SessionEvent.TcpFailed("no free local port")));
  }

  private void cancel(Peer peer) {
    if (peer.attempt != null) {
      Flow attempt = peer.attempt;
      peer.attempt = null;
      tcp.abort(attempt);
    }
  }

  @Override
  public void connected(Flow flow, boolean passive) {
    Peer peer = peers.get(flow.remoteAddress());
    if (peer == null || peer.config.localAddress() != flow.localAddress()) {
      tcp.abort(flow);
      return;
    }
    if (!passive) {
      peer.attempt = null;
    }
    peer.connected.add(flow);
    on(peer, new SessionEvent.TcpConnected(flow, passive));
  }

  @Override
  public void received(Flow flow, byte[] octets) {
    Peer peer = peers.get(flow.remoteAddress());
    if (peer != null) {
      on(peer, new SessionEvent.TcpReceived(flow, octets));
    }
  }

  @Override
  public void peerClosed(Flow flow) {
    tcp.close(flow);
    Peer peer = peers.get(flow.remoteAddress());
    if (peer != null) {
      on(peer, new SessionEvent.TcpClosed(flow, "the peer closed the connection"));
    }
  }

  @Override
  public void closed(Flow flow, CloseReason reason) {
    Peer peer = peers.get(flow.remoteAddress());
    if (peer == null) {
      return;
    }
    peer.connected.remove(flow);
    String text = "TCP " + reason.toString().toLowerCase(java.util.Locale.ROOT);
    if (flow.equals(peer.attempt)) {
      peer.attempt = null;
      on(peer, new SessionEvent.TcpFailed(text));
    } else {
      on(peer, new SessionEvent.TcpClosed(flow, text));
    }
  }

  @Override
  public void writable(Flow flow, boolean writable) {
    on(new SpeakerEvent.Writable(flow.remoteAddress(), writable));
  }

  @Override
  public void badSignature(int remoteAddress, String text) {
    Peer peer = peers.get(remoteAddress);
    if (peer != null) {
      on(peer, new SessionEvent.TransportTrouble(text));
    }
  }

  @Override
  public void arm(TcpTimer timer, Duration after) {
    owner.arm(new BgpAlarm.OfTcp(timer), after);
  }

  @Override
  public void disarm(TcpTimer timer) {
    owner.disarm(new BgpAlarm.OfTcp(timer));
  }
}
