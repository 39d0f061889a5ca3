package io.carrierlab.node.ipsec;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.aaa.AccountingRecord.Usage;
import io.carrierlab.protocols.esp.EspDrop;
import io.carrierlab.protocols.esp.EspResult;
import io.carrierlab.protocols.esp.InboundSa;
import io.carrierlab.protocols.esp.OutboundSa;
import io.carrierlab.protocols.esp.Outer.DontFragment;
import io.carrierlab.protocols.esp.Outer;
import io.carrierlab.protocols.esp.Overhead;
import io.carrierlab.protocols.esp.SaCounters;
import io.carrierlab.protocols.esp.UdpEncapsulation;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One end of an IPsec tunnel, at a gateway or a client: performs what its IKE session wants, and turns packets into
 * protected ones and back. It owns no actor: whoever has it calls it, and it calls back.
 *
 * <p>Beside session and SAs about 150 octets.
 */
public final class TunnelEnd implements Tunnel {
  /** The owner's side. */
  public interface Owner {
    /** A protected packet, complete, with the origin of what is in it. */
    void sendOuter(Frame packet);

    void sendUdp(Path path, byte[] payload);

    /** {@link #wake} is to be called then; replaces the time before. {@link Long#MAX_VALUE}: not at all. */
    void wakeAt(long atNanos);

    /** A packet that came out of the tunnel. */
    void inner(Frame packet);

    void ask(IkeAction.Question question);

    void news(IkeAction.News news);

    /** A packet that must not be cut does not fit the tunnel. @param mtu octets that would */
    void tooBig(Frame inner, int mtu);

    /** @param first there was no SA before */
    void installed(ChildSa sa, boolean first);

    /** @param last there is none left */
    void removed(ChildSa sa, boolean last);
  }

  /** A pair of SAs at work. @param sinceNanos when it was installed */
  record Pair(ChildSa sa, InboundSa in, OutboundSa out, long sinceNanos) {}

  private static final byte[] NAT_KEEPALIVE = {(byte) 0xff};

  private final IkeSession session;
  private final Node node;
  private final Owner owner;
  /** The newest last: it is the one that sends. */
  private final List<Pair> pairs = new ArrayList<>(1);
  private final PayloadView view = new PayloadView();
  private Path path;
  private long lastInboundNanos;
  private long lastOutboundNanos;
  private int identification;
  private boolean exhaustingTold;
  private boolean closed;
  private long inPackets;
  private long inOctets;
  private long outPackets;
  private long outOctets;
  private long noSa;
  private long badSelectors;
  private long tooBig;
  private Map<String, Long> retired = Map.of();

  public TunnelEnd(IkeSession session, Node node, Owner owner) {
    this.session = session;
    this.node = node;
    this.owner = owner;
  }

  public void on(IkeEvent event) {
    if (closed) {
      return;
    }
    if (event instanceof IkeEvent.Datagram(Path from, byte[] octets) && path == null) {
      path = from;
    }
    for (IkeAction action : session.on(event, node.clock().nowNanos())) {
      perform(action);
    }
  }

  public void wake() {
    on(new IkeEvent.Wake(lastInboundNanos, lastOutboundNanos));
  }

  private void perform(IkeAction action) {
    switch (action) {
      case IkeAction.Transmit(Path to, byte[] octets) -> {
        if (pairs.isEmpty()) {
          path = to;                                       // later on, ESP may know better: see follow
        }
        owner.sendUdp(to, to.marked() ? UdpEncapsulation.mark(octets) : octets);
      }
      case IkeAction.NatKeepalive(Path to) -> owner.sendUdp(to, NAT_KEEPALIVE);
      case IkeAction.WakeAt(long at) -> owner.wakeAt(at);
      case IkeAction.Install(ChildSa sa, int replaces) -> install(sa);
      case IkeAction.Remove(int spiIn) -> remove(spiIn);
      case IkeAction.Question question -> owner.ask(question);
      case IkeAction.Moved moved -> {
        path = moved.path();
        owner.news(moved);
      }
      case IkeAction.News news -> owner.news(news);
    }
  }

  private void install(ChildSa sa) {
    boolean first = pairs.isEmpty();
    pairs.add(new Pair(sa, new InboundSa(sa.spiIn(), sa.in(), sa.transport()),
        new OutboundSa(sa.spiOut(), sa.out()), node.clock().nowNanos()));
    exhaustingTold = false;
    owner.installed(sa, first);
  }

  private void remove(int spiIn) {
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (pair.sa().spiIn() == spiIn) {
        pairs.remove(i);
        retire(pair);
        owner.removed(pair.sa(), pairs.isEmpty());
        return;
      }
    }
  }

  private void retire(Pair pair) {
    Map<String, Long> sums = new TreeMap<>(retired);
    addDrops(pair, sums);
    retired = sums.isEmpty() ? Map.of() : sums;
  }

  private static void addDrops(Pair pair, Map<String, Long> into) {
    for (SaCounters counters : List.of(pair.in().counters(), pair.out().counters())) {
      if (counters.drops() > 0) {
        for (EspDrop reason : EspDrop.values()) {
          if (counters.drops(reason) > 0) {
            into.merge(reason.name(), counters.drops(reason), Long::sum);
          }
        }
      }
    }
  }

  /** A UDP datagram of port 500 or 4500. @param frame that it came in */
  public void udp(Path from, byte[] payload, Frame frame) {
    if (!from.marked()) {
      on(new IkeEvent.Datagram(from, payload));
      return;
    }
    switch (UdpEncapsulation.of(payload, 0, payload.length)) {
      case IKE -> on(new IkeEvent.Datagram(from,
          Arrays.copyOfRange(payload, UdpEncapsulation.MARKER_OCTETS, payload.length)));
      case ESP -> ipsec(frame);
      case KEEPALIVE -> { }
      case BAD -> badSelectors++;
    }
  }

  /** A packet of ESP, ESP in UDP, or AH. */
  public void ipsec(Frame outer) {
    view.at(outer.getPayload());
    byte[] octets = view.array();
    int offset = view.offset();
    int length = view.length();
    int spi = spi(octets, offset, length);
    Pair pair = pair(spi);
    if (pair == null) {
      noSa++;
      lost(outer, () -> String.format("no SA has SPI 0x%08X (NO_SA)", spi));
      return;
    }
    EspResult result = pair.in().decapsulate(octets, offset, length);
    if (!(result instanceof EspResult.Packet packet)) {
      lost(outer, () -> result.toString());
      return;
    }
    int source = Ipv4Header.source(packet.octets(), packet.offset());
    int destination = Ipv4Header.destination(packet.octets(), packet.offset());
    int protocol = Ipv4Header.protocol(packet.octets(), packet.offset());
    if (!pair.sa().remote().contains(source, protocol) || !pair.sa().local().contains(destination, protocol)) {
      badSelectors++;
      lost(outer, () -> SaText.outside(packet, pair.sa()));
      return;
    }
    if (Node.follows(outer)) {
      node.note(outer, PathNote.Kind.IPSEC, SaText.opened(packet, pair.sa()));
    }
    if (pair.sa().encapsulated()) {
      follow(octets, offset);
    }
    lastInboundNanos = node.clock().nowNanos();
    inPackets++;
    inOctets += packet.length();
    owner.inner(Frame.newBuilder().setEtherType(EtherType.IPV4)
        .setPayload(UnsafeByteOperations.unsafeWrap(packet.octets(), packet.offset(), packet.length()))
        .setOrigin(outer.getOrigin().toBuilder().setSealed(false)).build());
  }

  private void lost(Frame packet, Supplier<String> why) {
    if (Node.follows(packet)) {
      node.note(packet, PathNote.Kind.LOST, "dropped by IPsec: " + why.get());
    }
  }

  /**
   * A peer behind a NAT is where its last authentic packet came from (RFC 3947 §4, RFC 7296 §2.23): the NAT may have
   * given it another port, and nobody tells us before the session next speaks.
   */
  private void follow(byte[] outer, int offset) {
    int from = Ipv4Header.source(outer, offset);
    int header = offset + Ipv4Header.headerOctets(outer, offset);
    int port = (outer[header] & 0xff) << 8 | outer[header + 1] & 0xff;
    if (from != path.remoteAddress() || port != path.remotePort()) {
      path = new Path(path.localAddress(), path.localPort(), from, port);
    }
  }

  /** The SPI of a packet that was told apart by it already; 0, which no SA has, if it has none. */
  private static int spi(byte[] octets, int offset, int length) {
    int protocol = Ipv4Header.protocol(octets, offset);
    int header = Ipv4Header.headerOctets(octets, offset) + (protocol == IpProtocol.UDP ? 8 : 0);
    return length < header + 8 ? 0 : InboundSa.spi(protocol, octets, offset + header, length - header);
  }

  private Pair pair(int spiIn) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      if (pairs.get(i).sa().spiIn() == spiIn) {
        return pairs.get(i);
      }
    }
    return null;
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void send(Frame inner) {
    view.at(inner.getPayload());
    byte[] octets = view.array();
    int offset = view.offset();
    Pair pair = pairFor(Ipv4Header.source(octets, offset), Ipv4Header.destination(octets, offset),
        Ipv4Header.protocol(octets, offset));
    if (pair == null) {
      if (pairs.isEmpty()) {
        noSa++;
        lost(inner, () -> "there is no SA (NO_SA)");
      } else {
        badSelectors++;
        lost(inner, () -> SaText.unselected(octets, offset, sas()));
      }
      return;
    }
    ChildSa sa = pair.sa();
    int length = Ipv4Header.totalOctets(octets, offset);
    if (!sa.transport() && Overhead.exceeds(sa.out().transform(), sa.encapsulated(), length, IpStack.MTU)) {
      cut(pair, inner, octets, offset);
    } else {
      protect(pair, inner, octets, offset);
    }
  }

  /** The newest pair whose traffic this is; null if it is no pair's. */
  private Pair pairFor(int source, int destination, int protocol) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      ChildSa sa = pairs.get(i).sa();
      if (sa.local().contains(source, protocol) && sa.remote().contains(destination, protocol)) {
        return pairs.get(i);
      }
    }
    return null;
  }

  /**
   * Too large once it is protected: cut before that, so that who receives it need not put together what any attacker
   * may send (RFC 4301 §7.2; IOS calls it look-ahead fragmentation). Where it must not be cut, its sender is told.
   */
  private void cut(Pair pair, Frame inner, byte[] octets, int offset) {
    int mtu = Overhead.innerMtu(pair.sa().out().transform(), pair.sa().encapsulated(), IpStack.MTU);
    if (Ipv4Header.dontFragment(octets, offset)) {
      tooBig++;
      lost(inner, () -> "larger than the tunnel's MTU of " + mtu + " and not to be cut (FRAGMENTATION_NEEDED)");
      owner.tooBig(inner, mtu);
      return;
    }
    for (byte[] piece : Fragmentation.split(octets, offset, mtu)) {
      protect(pair, inner, piece, 0);
    }
  }

  private void protect(Pair pair, Frame inner, byte[] octets, int offset) {
    ChildSa sa = pair.sa();
    var outer = sa.encapsulated()
        ? new Outer(path.localAddress(), path.remoteAddress(), path.localPort(), path.remotePort(), DontFragment.CLEAR)
        : Outer.plain(path.localAddress(), path.remoteAddress(), DontFragment.CLEAR);
    identification = identification + 1 & 0xffff;
    EspResult result = sa.transport() ? pair.out().transport(octets, offset, outer, node.clock().random())
        : pair.out().tunnel(octets, offset, outer, identification, node.clock().random());
    if (result instanceof EspResult.Packet packet) {
      lastOutboundNanos = node.clock().nowNanos();
      outPackets++;
      outOctets += Ipv4Header.totalOctets(octets, offset);
      if (Node.follows(inner)) {
        node.note(inner, PathNote.Kind.IPSEC, SaText.sealed(octets, offset, packet, sa));
      }
      leave(inner, packet);
    } else {
      lost(inner, () -> result.toString());
    }
    if (!exhaustingTold && exhausting(pair)) {
      exhaustingTold = true;
      on(new IkeEvent.Exhausting(sa.spiIn()));
    }
  }

  /** What transport mode has made too large for the path is cut, as the packet of any sender (RFC 4303 §3.3.4). */
  private void leave(Frame inner, EspResult.Packet packet) {
    Frame.Builder outer = Frame.newBuilder().setEtherType(EtherType.IPV4)
        .setOrigin(inner.getOrigin().toBuilder().setSealed(true));
    if (packet.length() <= IpStack.MTU || Ipv4Header.dontFragment(packet.octets(), packet.offset())) {
      owner.sendOuter(outer.setPayload(UnsafeByteOperations.unsafeWrap(packet.octets(), packet.offset(),
          packet.length())).build());
      return;
    }
    for (byte[] piece : Fragmentation.split(packet.octets(), packet.offset(), IpStack.MTU)) {
      owner.sendOuter(outer.clone().setPayload(UnsafeByteOperations.unsafeWrap(piece)).build());
    }
  }

  /** Seven eighths of what the SA may carry. */
  private static boolean exhausting(Pair pair) {
    long limit = pair.sa().lifetimeKilobytes() * 1024;
    return pair.out().nearlyExhausted() || limit > 0 && pair.out().counters().octets() >= limit - limit / 8;
  }

  /** All SAs are gone, without a word to the peer. */
  public void close() {
    closed = true;
    while (!pairs.isEmpty()) {
      Pair pair = pairs.removeLast();
      retire(pair);
      owner.removed(pair.sa(), pairs.isEmpty());
    }
  }

  public boolean closed() {
    return closed;
  }

  public IkeSession session() {
    return session;
  }

  public Path path() {
    return path;
  }

  /** The pairs in use, the one that sends last. */
  public List<ChildSa> sas() {
    return pairs.stream().map(Pair::sa).toList();
  }

  /** How many there are. */
  int count() {
    return pairs.size();
  }

  List<Pair> pairs() {
    return List.copyOf(pairs);
  }

  /** When the last packet came on one of them; 0: none has. */
  long lastInboundNanos() {
    return lastInboundNanos;
  }

  /** The pairs in use, for whoever compares both ends. @param vrf and {@code name}: as in {@link SaView} */
  public void inspect(Findings into, String node, boolean gateway, String vrf, String name) {
    for (Pair pair : pairs) {
      into.add(new SaView(node, gateway, vrf, name, pair.sa().spiIn(), pair.sa().spiOut(), path.remoteAddress(),
          pair.sinceNanos()));
    }
  }

  /** Counted over all SAs so far, as octets of inner packets; from the peer is input. */
  public Usage usage(long seconds) {
    return new Usage(inOctets, outOctets, inPackets, outPackets, seconds);
  }

  /** Packets of either direction that were not passed on, by reason; those that occurred. */
  public Map<String, Long> drops() {
    var all = new TreeMap<>(retired);
    pairs.forEach(pair -> addDrops(pair, all));
    if (noSa > 0) {
      all.merge("NO_SA", noSa, Long::sum);
    }
    if (tooBig > 0) {
      all.merge("FRAGMENTATION_NEEDED", tooBig, Long::sum);
    }
    if (badSelectors > 0) {
      all.merge("BAD_SELECTOR", badSelectors, Long::sum);
    }
    return all;
  }
}
