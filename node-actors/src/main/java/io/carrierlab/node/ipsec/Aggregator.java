package io.carrierlab.node.ipsec;

import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.esp.EspDrop;
import io.carrierlab.protocols.esp.InboundSa;
import io.carrierlab.protocols.esp.UdpEncapsulation;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Ike1Header;
import io.carrierlab.protocols.ike1.Ike1Session;
import io.carrierlab.protocols.ike2.CookieGuard;
import io.carrierlab.protocols.ike2.Ike2Session;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The IPsec aggregator of a router: tells apart whose a packet of the public interface is, spawns an actor for each
 * peer, and asks on their behalf. It owns no actor; the router calls it in its own context.
 */
public final class Aggregator {
  /** The router around. */
  public interface Owner extends AaaDesk.Wire {
    ActorRef<PeerCommand> spawn(Behavior<PeerCommand> peer, String name);

    ActorRef<RouterCommand> self();

    void sendUdp(Path path, byte[] payload);

    /** {@link #processorDue} is to be called then; replaces the time before. {@link Long#MAX_VALUE}: not at all. */
    void processorAt(long atNanos);
  }

  /** Why packets of a tunnel were dropped: the public address is another router's. */
  static final String NOT_ACTIVE = "NOT_ACTIVE";

  private final Node node;
  private final AccessConfig config;
  private final Owner owner;
  private final int nasAddress;
  private final PoolRoutes poolRoutes;
  /** The public address is ours. */
  private boolean active;
  /** Null: it can do anything, at once. */
  private final Processor processor;
  private long processorArmedNanos = Long.MAX_VALUE;
  private final CookieDesk cookies;
  final AaaDesk aaa;
  final AddressPools pools;
  private final Admission admission;
  /** By number; insertion order is order of arrival. */
  private final Map<Integer, PeerEntry> peers = new LinkedHashMap<>();
  private final PeerSums sums = new PeerSums();
  private final Map<Integer, PeerEntry> halfOpen = new LinkedHashMap<>();
  /** Only looked up, never walked. */
  private final Map<Long, PeerEntry> byIkeSpi = new HashMap<>();
  private final Map<Integer, PeerEntry> byIpsecSpi = new HashMap<>();
  /** The last that has come up. Only looked up; about 100 octets each. */
  private final Map<PeerEntry.Who, PeerEntry> byWho = new HashMap<>();
  private final RecentPeers recent = new RecentPeers();
  private final Refusals refusals = new Refusals();
  final Map<IkeFailure, Long> ended = new EnumMap<>(IkeFailure.class);
  final Map<IkeFailure, Long> rejected = new EnumMap<>(IkeFailure.class);
  final Map<String, Long> drops = new TreeMap<>();
  private int nextNumber = 1;
  private final int bootSecond;
  long started;
  long cookiesSent;
  /** At any one time. */
  int mostHalfOpen;

  /** @param vrfs by name: where peers may be placed */
  public Aggregator(Node node, AccessConfig config, int nasAddress,
      Function<String, Optional<ActorRef<VrfCommand>>> vrfs, Owner owner) {
    this.node = node;
    this.config = config;
    this.owner = owner;
    this.bootSecond = (int) (node.clock().nowNanos() / 1_000_000_000L);
    this.nasAddress = nasAddress;
    this.cookies = new CookieDesk(node.clock());
    this.aaa = new AaaDesk(config, nasAddress, node.name(), node.clock(), owner);
    this.pools = new AddressPools(config.pools());
    this.admission = new Admission(config, aaa, pools, vrfs, this::answer);
    this.processor = config.cpu().map(cpu -> new Processor(cpu, node.clock().nowNanos())).orElse(null);
    this.poolRoutes = new PoolRoutes(config, vrfs);
    this.active = config.redundancy().isEmpty();
    if (active) {
      poolRoutes.announce(true);
    }
  }

  public void radiusDue() {
    aaa.wake();
  }

  /**
   * Takes a datagram if it is for IKE, ESP in UDP, or the RADIUS client.
   *
   * @param frame that it came in, as ESP may be in it
   */
  public boolean takes(int source, int destination, UdpDatagram datagram, Frame frame) {
    int port = datagram.destinationPort();
    if (destination == config.publicAddress() && (port == Path.IKE || port == Path.NAT_TRAVERSAL)) {
      udp(new Path(destination, port, source, datagram.sourcePort()), datagram.payload(), frame);
      return true;
    }
    if (destination == nasAddress && aaa.owns(port)) {
      aaa.datagram(source, datagram.sourcePort(), port, datagram.payload());
      return true;
    }
    return false;
  }

  /** Takes a packet for an address of ours if it is ESP in UDP, without a copy: nothing is more frequent here. */
  public boolean takesEsp(Frame frame, byte[] octets, int offset, int length) {
    int spi = Ipv4Header.destination(octets, offset) == config.publicAddress()
        ? UdpEncapsulation.spi(octets, offset, length) : 0;
    if (spi == 0) {
      return false;
    }
    int ports = offset + Ipv4Header.headerOctets(octets, offset);
    ipsec(spi, Ipv4Header.source(octets, offset), (octets[ports] & 0xff) << 8 | octets[ports + 1] & 0xff, frame);
    return true;
  }

  private void udp(Path path, byte[] payload, Frame frame) {
    if (!active) {
      drop(NOT_ACTIVE);
      return;
    }
    if (!path.marked()) {
      take(() -> ike(path, payload));
      return;
    }
    switch (UdpEncapsulation.of(payload, 0, payload.length)) {
      case IKE -> take(() ->
          ike(path, Arrays.copyOfRange(payload, UdpEncapsulation.MARKER_OCTETS, payload.length)));
      case ESP -> ipsec(InboundSa.spi(IpProtocol.ESP, payload, 0, payload.length), path.remoteAddress(),
          path.remotePort(), frame);
      case KEEPALIVE -> { }
      case BAD -> drop("BAD_ENCAPSULATION");
    }
  }

  /** An ESP or AH packet to the public address. */
  public void ipsec(Frame frame, byte[] octets, int offset, int length) {
    int header = Ipv4Header.headerOctets(octets, offset);
    if (length < header + 8) {
      drop(EspDrop.TRUNCATED.name(), frame);
    } else {
      ipsec(InboundSa.spi(Ipv4Header.protocol(octets, offset), octets, offset + header, length - header),
          Ipv4Header.source(octets, offset), 0, frame);
    }
  }

  private void ipsec(int spi, int source, int sourcePort, Frame frame) {
    if (!active) {
      drop(NOT_ACTIVE, frame);
      return;
    }
    PeerEntry peer = byIpsecSpi.get(spi);
    if (peer == null) {
      peer = recent.at(source, sourcePort, node.clock().nowNanos()).orElse(null);
    }
    if (peer == null) {
      drop("UNKNOWN_SPI", frame);
    } else {
      peer.actor.tell(new PeerCommand.Ipsec(List.of(frame)));
    }
  }

  private void drop(String reason, Frame packet) {
    drop(reason);
    node.note(packet, PathNote.Kind.LOST, reason);
  }

  private void drop(String reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  /** A message of IKE waits for the processor, if there is a model of one. */
  private void take(Runnable message) {
    if (processor == null) {
      message.run();
    } else if (processor.offer(message)) {
      processorDue();
    } else {
      drop("CPU_QUEUE_FULL");
    }
  }

  /** So does an answer of AAA, or of a pool: much of the work of a handshake is done when it comes. */
  private void answer(PeerEntry peer, PeerCommand answer) {
    if (processor == null) {
      peer.actor.tell(answer);
      return;
    }
    processor.insist(() -> {
      if (peers.get(peer.number) == peer) {             // else it is gone, and no work is done for it
        serve(peer, answer);
      }
    });
    processorDue();
  }

  private void serve(PeerEntry peer, PeerCommand command) {
    if (processor == null) {
      peer.actor.tell(command);
    } else {
      processor.serving(peer.number, node.clock().nowNanos());
      peer.actor.tell(new PeerCommand.Job(command));
    }
  }

  /** A datagram of a session: it leaves when the processor has done the work for it. */
  public void transmit(Path path, byte[] payload) {
    if (!active) {
      drop(NOT_ACTIVE);
    } else if (processor == null) {
      owner.sendUdp(path, payload);
    } else {
      processor.send(() -> owner.sendUdp(path, payload));
      processorDue();
    }
  }

  /**
   * Whether a packet of a session may leave: it was on its way here when the public address became another router's
   * if not, and is counted.
   */
  public boolean departs(Frame packet) {
    if (!active) {
      drop(NOT_ACTIVE, packet);
    }
    return active;
  }

  /** The processor may have something to do. */
  public void processorDue() {
    processor.run(node.clock().nowNanos());
    long next = processor.wakeAt();
    if (next != processorArmedNanos) {
      processorArmedNanos = next;
      owner.processorAt(next);
    }
  }

  private void ike(Path path, byte[] message) {
    try {
      Ike1Header header = Ike1Header.peek(message);     // both versions begin alike
      long initiator = header.initiatorCookie();
      if (header.responderCookie() != 0) {
        PeerEntry peer = byIkeSpi.getOrDefault(header.responderCookie(), byIkeSpi.get(initiator));
        if (peer == null) {
          rejected(IkeFailure.BAD_COOKIE);
        } else {
          recent.heard(path, peer, node.clock().nowNanos());
          serve(peer, new PeerCommand.Ike(path, message));
        }
        return;
      }
      PeerEntry peer = byIkeSpi.get(initiator);
      if (peer == null) {
        first(path, header.majorVersion(), initiator, message);
      } else if (peer.path.remoteAddress() == path.remoteAddress()) {
        serve(peer, new PeerCommand.Ike(path, message));
      } else {
        rejected(IkeFailure.BAD_COOKIE);
      }
    } catch (DecodeException malformed) {
      rejected(IkeFailure.MALFORMED);
    }
  }

  /** Somebody new, or somebody who pretends to be. */
  private void first(Path path, int version, long initiatorSpi, byte[] message) {
    var settings = version == 1 ? config.ike1() : version == 2 ? config.ike2() : Optional.<IkeSettings>empty();
    if (settings.isEmpty()) {
      rejected(IkeFailure.NO_PROPOSAL_CHOSEN);
      return;
    }
    if (refusals.has(initiatorSpi, path.remoteAddress(), node.clock().nowNanos())) {
      rejected(IkeFailure.RETRANSMITTED);
      return;
    }
    if (version == 2 && !admitted(path, message)) {
      return;
    }
    if (halfOpen.size() >= config.mostHalfOpen()) {
      end(halfOpen.values().iterator().next(), IkeFailure.HALF_OPEN_LIMIT);
    }
    int number = nextNumber++;
    IkeSettings since = settings.get().since(node.clock().epoch());
    IkeSession session = version == 1 ? Ike1Session.responder(since, node.clock().random())
        : Ike2Session.responder(since, node.clock().random());
    var setup = new PeerActor.Setup(node, number, bootSecond, session, config, owner.self());
    var entry = new PeerEntry(number, owner.spawn(PeerActor.create(setup), "ipsec-" + number), path, version,
        initiatorSpi);
    peers.put(number, entry);
    halfOpen.put(number, entry);
    mostHalfOpen = Math.max(mostHalfOpen, halfOpen.size());
    own(entry, initiatorSpi);
    started++;
    serve(entry, new PeerCommand.Ike(path, message));
  }

  /** Under load whoever speaks IKEv2 has to show first that it receives what is sent to its address. */
  private boolean admitted(Path path, byte[] message) {
    return switch (cookies.check(path, message, halfOpen.size() >= config.cookiesFrom())) {
      case CookieGuard.Verdict.Admit() -> true;
      case CookieGuard.Verdict.Reply(byte[] octets) -> {
        cookiesSent++;
        owner.sendUdp(path, octets);
        yield false;
      }
      case CookieGuard.Verdict.Drop(IkeFailure why) -> {
        rejected(why);
        yield false;
      }
    };
  }

  private void own(PeerEntry entry, long ikeSpi) {
    if (entry.ikeSpis.add(ikeSpi)) {
      byIkeSpi.put(ikeSpi, entry);
    }
  }

  private void end(PeerEntry entry, IkeFailure reason) {
    halfOpen.remove(entry.number);
    entry.actor.tell(new PeerCommand.End(reason));
  }

  private void rejected(IkeFailure reason) {
    rejected.merge(reason, 1L, Long::sum);
  }

  /** What a peer's actor reports. One that is gone has but one thing to say. */
  public void on(PeerReport report) {
    PeerEntry entry = peers.get(report.peer());
    if (entry == null && !(report instanceof PeerReport.Late)) {
      return;
    }
    switch (report) {
      case PeerReport.Asks(int peer, var question) -> admission.ask(entry, question);
      case PeerReport.Located(int peer, Path path) -> entry.path = path;
      case PeerReport.IkeSpi(int peer, long spi, boolean mine) -> {
        if (mine) {
          own(entry, spi);
        } else if (entry.ikeSpis.remove(spi)) {
          byIkeSpi.remove(spi, entry);
        }
      }
      case PeerReport.IpsecSpi(int peer, int spi, boolean mine) -> {
        if (mine) {
          halfOpen.remove(peer);                        // not before: who has a group's key has no tunnel yet
          if (byIpsecSpi.putIfAbsent(spi, entry) == null) {
            entry.ipsecSpis.add(spi);
          } else {
            drop("SPI_COLLISION");                      // one in four thousand million for each pair of SAs
            entry.actor.tell(new PeerCommand.Clear());
          }
        } else if (entry.ipsecSpis.remove(spi)) {
          byIpsecSpi.remove(spi, entry);
        }
      }
      case PeerReport.Up(int peer, boolean initialContact) -> up(entry, initialContact);
      case PeerReport.Computed(int peer, int count) -> processor.computed(count, node.clock().nowNanos());
      case PeerReport.Served(int peer) -> served(peer);
      case PeerReport.Counted counted -> sums.changed(entry, counted);
      case PeerReport.Accounted(int peer, var record) -> aaa.account(record);
      case PeerReport.Rejected(int peer, IkeFailure reason) -> rejected(reason);
      case PeerReport.Closed(int peer, IkeFailure reason, var dropped) -> closed(entry, reason, dropped);
      case PeerReport.Late(int peer, long packets) -> drops.merge("SESSION_ENDED", packets, Long::sum);
    }
  }

  /** Whoever has lost its memory need not wait until DPD finds the session that it has forgotten. */
  private void up(PeerEntry entry, boolean initialContact) {
    entry.who().ifPresent(who -> {
      PeerEntry before = byWho.put(who, entry);
      if (before != null && before != entry && initialContact) {
        end(before, IkeFailure.REPLACED);
      }
      entry.upAs = who;
    });
  }

  private void served(int peer) {
    if (processor != null) {
      processor.served(peer);
      processorDue();
    }
  }

  private void closed(PeerEntry entry, IkeFailure reason, Map<String, Long> dropped) {
    peers.remove(entry.number);
    sums.changed(entry, PeerSums.NOTHING);
    entry.actor.tell(new PeerCommand.Forgotten());
    halfOpen.remove(entry.number);
    entry.ikeSpis.forEach(spi -> byIkeSpi.remove(spi, entry));
    entry.ipsecSpis.forEach(spi -> byIpsecSpi.remove(spi, entry));
    byWho.remove(entry.upAs, entry);
    if (!entry.pool.isEmpty()) {
      pools.release(entry.pool, entry.leased);
    }
    ended.merge(reason, 1L, Long::sum);
    if (Refusals.lasting(reason)) {
      refusals.add(entry.initiatorSpi, entry.path.remoteAddress(), node.clock().nowNanos());
    }
    dropped.forEach((why, count) -> drops.merge(why, count, Long::sum));
    served(entry.number);                               // if it was its turn, it says no more
  }

  /** {@code clear crypto sa}: the peers are told, and may come back. */
  public void clear() {
    peers.values().forEach(peer -> peer.actor.tell(new PeerCommand.Clear()));
  }

  /**
   * An HSRP group of the router has become active, or has left that state. If the public address is its virtual one,
   * the address is another router's then: sessions are forgotten without a word, as there is no address to send it
   * from, and their routes withdrawn. Without that clean-up they stay, and so do their routes; what they send is
   * dropped, DPD's questions included, so that DPD ends them where it is on.
   */
  public void groupChanged(String group, boolean nowActive, String why) {
    if (active == nowActive || config.redundancy().filter(each -> each.group().equals(group)).isEmpty()) {
      return;
    }
    active = nowActive;
    int waiting = !active && processor != null ? processor.clear() : 0;
    if (waiting > 0) {
      drops.merge(NOT_ACTIVE, (long) waiting, Long::sum);
    }
    boolean cleanup = config.redundancy().get().cleanup();
    if (active) {
      peers.values().forEach(peer -> peer.actor.tell(new PeerCommand.Mute(false)));
      poolRoutes.announce(true);
      node.report(new DeviceEvent.CryptoActive(group, why));
    } else if (cleanup) {
      peers.values().forEach(peer -> peer.actor.tell(new PeerCommand.End(IkeFailure.FAILED_OVER)));
      poolRoutes.announce(false);
      node.report(new DeviceEvent.CryptoInactive(group, peers.size(), true, why));
    } else {
      peers.values().forEach(peer -> peer.actor.tell(new PeerCommand.Mute(true)));
      node.report(new DeviceEvent.CryptoInactive(group, peers.size(), false, why));
    }
  }

  /** @param share of the processor that something else has, 0 to less than 1 */
  public void saturate(double share) {
    if (processor != null) {
      processor.saturate(share);
      node.report(new DeviceEvent.ProcessorTaken(share));
    }
  }

  Optional<Processor.Use> processorUse() {
    return Optional.ofNullable(processor).map(each -> each.use(node.clock().nowNanos()));
  }

  public void inspect(Findings into, List<String> vrfs) {
    sums.into(into, vrfs);
    AggregatorTables.into(into, node.name(), this);
  }

  Collection<PeerEntry> peers() {
    return peers.values();
  }

  record Known(int halfOpen, int ikeSpis, int ipsecSpis) {}

  Known known() {
    return new Known(halfOpen.size(), byIkeSpi.size(), byIpsecSpi.size());
  }
}
