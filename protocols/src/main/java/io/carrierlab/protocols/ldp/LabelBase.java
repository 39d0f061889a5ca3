package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import io.carrierlab.protocols.ldp.LdpEvent.NextHop;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.AddressWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRequest;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The label information base: labels given and got per FEC, and what forwarding makes of them (RFC 5036 §2.6, §A).
 * Downstream unsolicited: each label goes to each peer at once. Independent control: without waiting for the next
 * hop's. Liberal retention: what a peer gave is kept though it is no next hop, so that a new route has its labels at
 * once.
 */
final class LabelBase {
  private static final int MAX_BINDINGS_PER_PEER = 200_000;
  private static final int MAX_ADDRESSES_PER_PEER = 4_096;
  /** Fits the shortest PDU that can be negotiated. */
  private static final int ADDRESSES_PER_MESSAGE = 50;

  private static final class Entry {
    private final Ipv4Prefix prefix;
    private boolean connected;
    private List<NextHop> nextHops = List.of();
    private OptionalInt local = OptionalInt.empty();
    private final RemoteLabels remote = new RemoteLabels();
    /** What forwarding was told; empty without next hops. */
    private List<Out> outs = List.of();
    private boolean tunnel;

    private Entry(Ipv4Prefix prefix) {
      this.prefix = prefix;
    }

    private boolean dynamic() {
      return local.isPresent() && local.getAsInt() != LabelEntry.IMPLICIT_NULL;
    }

    private boolean idle() {
      return !connected && nextHops.isEmpty() && local.isEmpty() && remote.size() == 0;
    }
  }

  private final LdpConfig config;
  private final Turn turn;
  private final LabelPool pool;
  private final TreeMap<Ipv4Prefix, Entry> entries = new TreeMap<>();
  /** FECs that want a label while the range is exhausted. */
  private final TreeSet<Ipv4Prefix> starved = new TreeSet<>();
  private final TreeMap<Integer, Session> peers = new TreeMap<>(Integer::compareUnsigned);
  /** Whose a next hop is, by the addresses that peers announce; the first that claimed it has it. Never iterated. */
  private final Map<Integer, List<Session>> owners = new HashMap<>();
  /** Own addresses, each with the number of interfaces that have it. */
  private final TreeMap<Integer, Integer> own = new TreeMap<>(Integer::compareUnsigned);

  LabelBase(LdpConfig config, Turn turn) {
    this.config = config;
    this.turn = turn;
    this.pool = new LabelPool(config.firstLabel(), config.lastLabel());
    own.put(config.lsrId(), 1);
  }

  // ---- own addresses and routes

  void addressUp(int address) {
    if (own.merge(address, 1, Integer::sum) == 1) {
      peers.values().forEach(peer -> peer.send(new Address(turn.messageId(), List.of(address))));
    }
  }

  void addressDown(int address) {
    if (own.merge(address, -1, Integer::sum) == 0) {
      own.remove(address);
      peers.values().forEach(peer -> peer.send(new AddressWithdraw(turn.messageId(), List.of(address))));
    }
  }

  void route(Ipv4Prefix prefix, List<NextHop> nextHops) {
    Entry entry = entry(prefix);
    entry.nextHops = nextHops;
    refresh(entry);
  }

  void connected(Ipv4Prefix prefix, boolean up) {
    Entry entry = entry(prefix);
    entry.connected = up;
    refresh(entry);
  }

  // ---- peers

  void peerUp(Session peer) {
    peers.put(peer.neighbour.lsrId, peer);
    List<Integer> addresses = List.copyOf(own.keySet());
    for (int from = 0; from < addresses.size(); from += ADDRESSES_PER_MESSAGE) {
      int to = Math.min(addresses.size(), from + ADDRESSES_PER_MESSAGE);
      peer.send(new Address(turn.messageId(), addresses.subList(from, to)));
    }
    entries.values().forEach(entry -> entry.local.ifPresent(label -> peer.send(map(entry, label))));
  }

  void peerDown(Session peer) {
    peers.remove(peer.neighbour.lsrId);
    peer.addresses.forEach(address -> disown(peer, address));
    var touched = new ArrayList<Entry>();
    for (Entry entry : entries.values()) {
      if (entry.remote.remove(peer.neighbour.lsrId)) {
        touched.add(entry);
      }
    }
    touched.forEach(this::refresh);
    // Another peer may have claimed the same addresses, so more entries than those of its labels can change.
    refreshWhere(entry -> entry.nextHops.stream().anyMatch(hop -> peer.addresses.contains(hop.address())));
    if (pool.forget(peer.neighbour.lsrId)) {
      feedStarved();
    }
  }

  void addresses(Session peer, Address message) {
    for (int address : message.addresses()) {
      if (peer.addresses.size() >= MAX_ADDRESSES_PER_PEER) {
        turn.count(Count.TOO_MANY_ADDRESSES);
        break;
      }
      if (peer.addresses.add(address)) {
        owners.computeIfAbsent(address, _ -> new ArrayList<>(1)).add(peer);
      }
    }
    refreshTowards(message.addresses());
  }

  void addressesGone(Session peer, AddressWithdraw message) {
    for (int address : message.addresses()) {
      if (peer.addresses.remove(address)) {
        disown(peer, address);
      }
    }
    refreshTowards(message.addresses());
  }

  private void disown(Session peer, int address) {
    owners.computeIfPresent(address, (_, claims) -> {
      claims.remove(peer);
      return claims.isEmpty() ? null : claims;
    });
  }

  private void refreshTowards(List<Integer> addresses) {
    var changed = new TreeSet<>(addresses);
    refreshWhere(entry -> entry.nextHops.stream().anyMatch(hop -> changed.contains(hop.address())));
  }

  private void refreshWhere(Predicate<Entry> affected) {
    entries.values().stream().filter(affected).toList().forEach(this::refresh);
  }

  // ---- labels of peers

  void mapping(Session peer, LabelMapping message) {
    int lsrId = peer.neighbour.lsrId;
    for (Ipv4Prefix prefix : message.fecs()) {
      Entry entry = entry(prefix);
      OptionalInt before = entry.remote.of(lsrId);
      if (before.isEmpty() && peer.bindings >= MAX_BINDINGS_PER_PEER) {
        turn.count(Count.TOO_MANY_BINDINGS);
        peer.send(new LabelRelease(turn.messageId(), List.of(new Fec.Prefix(prefix)),
            OptionalInt.of(message.label())));
      } else {
        // The new label takes the old one's place, which thereby is no longer used (§A.1.2).
        before.ifPresentOrElse(old -> releaseOther(peer, prefix, old, message.label()), () -> peer.bindings++);
        entry.remote.put(lsrId, message.label());
      }
      refresh(entry);
    }
  }

  private void releaseOther(Session peer, Ipv4Prefix prefix, int old, int replacement) {
    if (old != replacement) {
      peer.send(new LabelRelease(turn.messageId(), List.of(new Fec.Prefix(prefix)), OptionalInt.of(old)));
    }
  }

  /** Each withdrawal is answered by a release, whatever we knew of the label (§3.5.10.1). */
  void withdraw(Session peer, LabelWithdraw message) {
    peer.send(new LabelRelease(turn.messageId(), message.fecs(), message.label()));
    for (Fec fec : message.fecs()) {
      switch (fec) {
        case Fec.Prefix(Ipv4Prefix prefix) ->
            Optional.ofNullable(entries.get(prefix)).ifPresent(entry -> forget(entry, peer, message.label()));
        case Fec.Wildcard() -> List.copyOf(entries.values()).forEach(entry -> forget(entry, peer, message.label()));
      }
    }
  }

  private void forget(Entry entry, Session peer, OptionalInt label) {
    OptionalInt held = entry.remote.of(peer.neighbour.lsrId);
    if (held.isPresent() && (label.isEmpty() || label.equals(held))) {
      entry.remote.remove(peer.neighbour.lsrId);
      peer.bindings--;
      refresh(entry);
    }
  }

  void release(Session peer, LabelRelease message) {
    if (pool.released(peer.neighbour.lsrId, message.fecs(), message.label())) {
      feedStarved();
    }
  }

  /** A peer may ask though we tell unasked (§3.5.8.1). */
  void request(Session peer, LabelRequest message) {
    for (Ipv4Prefix prefix : message.fecs()) {
      Optional<Entry> entry = Optional.ofNullable(entries.get(prefix));
      OptionalInt label = entry.map(one -> one.local).orElse(OptionalInt.empty());
      if (label.isPresent()) {
        peer.send(new LabelMapping(turn.messageId(), List.of(prefix), label.getAsInt(),
            OptionalInt.of(message.id())));
      } else {
        LdpStatus status = starved.contains(prefix) ? LdpStatus.NO_LABEL_RESOURCES : LdpStatus.NO_ROUTE;
        peer.send(new Notification(turn.messageId(), status.fatal(), false, status.code(), message.id(),
            LdpCodec.LABEL_REQUEST));
      }
    }
  }

  // ---- what follows

  private Entry entry(Ipv4Prefix prefix) {
    return entries.computeIfAbsent(prefix, Entry::new);
  }

  private boolean labelled(Ipv4Prefix prefix) {
    return switch (config.labelled()) {
      case EVERY_PREFIX -> prefix.length() > 0;
      case HOST_ROUTES -> prefix.length() == 32;
    };
  }

  /** Brings an entry's own label, and forwarding, in line with its routes and the peers' labels. */
  private void refresh(Entry entry) {
    List<Out> outs = entry.connected ? List.of() : outs(entry);
    boolean wantsNull = entry.connected && labelled(entry.prefix);
    boolean wantsLabel = !entry.connected && !entry.nextHops.isEmpty() && labelled(entry.prefix);
    boolean relabelled = false;
    if (entry.dynamic() ? !wantsLabel : entry.local.isPresent() && !wantsNull) {
      takeBack(entry);
    }
    if (entry.local.isEmpty() && (wantsNull || wantsLabel)) {
      entry.local = wantsNull ? OptionalInt.of(LabelEntry.IMPLICIT_NULL) : allocate(entry);
      relabelled = entry.local.isPresent();
    }
    if (!wantsLabel) {
      starved.remove(entry.prefix);
    }
    boolean changed = !outs.equals(entry.outs);
    entry.outs = outs;
    if (entry.dynamic() && (changed || relabelled)) {
      turn.add(new LdpAction.IncomingLabel(entry.local.getAsInt(), entry.prefix, outs));
    }
    forward(entry, changed);
    if (relabelled) {
      peers.values().forEach(peer -> peer.send(map(entry, entry.local.getAsInt())));
    }
    if (entry.idle()) {
      entries.remove(entry.prefix);
    }
  }

  private void forward(Entry entry, boolean changed) {
    boolean usable = entry.outs.stream().anyMatch(out -> !(out instanceof Out.Unlabelled));
    if (usable && (changed || !entry.tunnel)) {
      turn.add(new LdpAction.Tunnel(entry.prefix, entry.outs));
    } else if (!usable && entry.tunnel) {
      turn.add(new LdpAction.TunnelGone(entry.prefix));
    }
    entry.tunnel = usable;
  }

  private List<Out> outs(Entry entry) {
    var outs = new ArrayList<Out>(entry.nextHops.size());
    for (NextHop hop : entry.nextHops) {
      OptionalInt label = owner(hop.address()).map(peer -> entry.remote.of(peer.neighbour.lsrId))
          .orElse(OptionalInt.empty());
      if (label.isEmpty()) {
        outs.add(new Out.Unlabelled(hop.interfaceIndex(), hop.address()));
      } else if (label.getAsInt() == LabelEntry.IMPLICIT_NULL) {
        outs.add(new Out.Popped(hop.interfaceIndex(), hop.address()));
      } else {
        outs.add(new Out.Labelled(hop.interfaceIndex(), hop.address(), label.getAsInt()));
      }
    }
    return List.copyOf(outs);
  }

  private Optional<Session> owner(int address) {
    return Optional.ofNullable(owners.get(address)).map(List::getFirst);
  }

  private OptionalInt allocate(Entry entry) {
    OptionalInt label = pool.allocate();
    if (label.isPresent()) {
      starved.remove(entry.prefix);
    } else if (starved.add(entry.prefix)) {
      turn.count(Count.LABELS_EXHAUSTED);
    }
    return label;
  }

  private void takeBack(Entry entry) {
    int label = entry.local.getAsInt();
    entry.local = OptionalInt.empty();
    for (Session peer : peers.values()) {
      peer.send(new LabelWithdraw(turn.messageId(), List.of(new Fec.Prefix(entry.prefix)), OptionalInt.of(label)));
    }
    if (label != LabelEntry.IMPLICIT_NULL) {
      turn.add(new LdpAction.IncomingLabelGone(label));
      pool.retire(label, entry.prefix, peers.keySet());
      if (peers.isEmpty()) {
        feedStarved();
      }
    }
  }

  /** A label became free. */
  private void feedStarved() {
    while (!starved.isEmpty() && pool.hasFree()) {
      refresh(entries.get(starved.pollFirst()));
    }
  }

  private LabelMapping map(Entry entry, int label) {
    return new LabelMapping(turn.messageId(), List.of(entry.prefix), label, OptionalInt.empty());
  }

  // ---- views

  List<LdpView.Binding> view() {
    return entries.values().stream().map(entry -> new LdpView.Binding(entry.prefix, entry.local,
        entry.remote.list(lsrId -> entry.nextHops.stream().anyMatch(hop ->
            owner(hop.address()).filter(peer -> peer.neighbour.lsrId == lsrId).isPresent())))).toList();
  }

  LdpView.Labels labels() {
    return new LdpView.Labels(pool.taken() - pool.retired(), pool.retired(), starved.size());
  }
}
