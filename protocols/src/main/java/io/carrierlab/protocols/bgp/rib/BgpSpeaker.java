package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.Continue;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.ExportedRoutes;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.ImportRoutes;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.LocalRoutes;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.NextHops;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.PeerDown;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.PeerUp;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.RefreshRequested;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.TimerFired;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.Tunnels;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.UpdateReceived;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.VrfConfigured;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.VrfRemoved;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent.Writable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The BGP speaker above sessions: events in, actions out. One class serves as a router's global speaker (IPv4
 * unicast, VPNv4, route target membership) and, with {@link SpeakerConfig#vrf}, as the speaker of a VRF, which runs
 * eBGP with CEs, takes the paths that the global speaker imports for it, and exports what is of local origin and
 * best.
 *
 * <p>What a million VPN routes cost, in octets each: the path in the global table 20 and its bucket 4; the imported
 * path in the VRF's table the same and 4 for its age, 28. The arrays that hold them grow by an eighth of their size,
 * so on average a sixteenth is unused: 56 in all. Attribute sets, route distinguishers and next hops are interned,
 * about 400 octets per set. The VRF's table serves for forwarding too ({@link RibView#lookup}), so no route is stored
 * a third time. What was sent to a peer is not stored: it follows from the best path, see {@link Outflow}.
 *
 * <p>Long work (a table for a new peer, the paths of a dead one, a next hop that changes) is done in pieces of
 * {@value #SLOTS_AT_ONCE} paths, with {@link SpeakerAction.Continue} between them.
 */
public final class BgpSpeaker {
  /** Paths that one event visits at most, beside those that it is about. */
  static final int SLOTS_AT_ONCE = 16_384;
  /** Changes that wait for the advertisement timer at most, so that they take no second table. */
  private static final int MAX_PENDING = 65_536;
  private static final Duration MEMBERSHIP_WAIT = Duration.ofSeconds(60);

  private final SpeakerConfig config;
  private final int slotsAtOnce;
  private final List<PeerState> peers = new ArrayList<>();
  private final NextHopTable nextHops;
  private final AttributeSets sets;
  private final LongIndex distinguishers = new LongIndex();
  private final Rib unicast;
  private final Rib vpn;
  private final Adverts unicastAdverts;
  private final Adverts vpnAdverts;
  private final Imports imports;
  private final Membership membership;
  private final InboundPolicy inbound;
  private final LongWork work;
  private final RouteBatch best;
  private final HostRoutes hostRoutes = new HostRoutes();
  private final VrfExport export;
  private final boolean keepsAllVpn;
  private boolean advertiseArmed;
  private boolean continuing;
  private long refused;

  public BgpSpeaker(SpeakerConfig config) {
    this(config, SLOTS_AT_ONCE);
  }

  /** @param slotsAtOnce in place of {@link #SLOTS_AT_ONCE} */
  BgpSpeaker(SpeakerConfig config, int slotsAtOnce) {
    this.config = config;
    this.slotsAtOnce = slotsAtOnce;
    nextHops = new NextHopTable(config.nextHops(), config.ownNextHop());
    sets = new AttributeSets(nextHops);
    peers.add(new PeerState(null, PeerState.LOCAL, SpeakerAction.Source.LOCAL));
    peers.add(new PeerState(null, PeerState.IMPORTED, SpeakerAction.Source.IMPORTED));
    for (SpeakerConfig.Peer peer : config.peers()) {
      peers.add(new PeerState(peer, peers.size(),
          peer.as() == config.as() ? SpeakerAction.Source.IBGP : SpeakerAction.Source.EBGP));
    }
    var policy = new OutboundPolicy(config, peers);
    inbound = new InboundPolicy(config);
    imports = new Imports(distinguishers);
    membership = new Membership(config, peers, policy);
    unicast = new Rib(Family.IPV4_UNICAST, sets, distinguishers, peers, nextHops, this::unicastChanged);
    vpn = new Rib(Family.VPNV4, sets, distinguishers, peers, nextHops, this::vpnChanged);
    unicastAdverts = new Adverts(unicast, policy, peers);
    vpnAdverts = new Adverts(vpn, policy, peers);
    work = new LongWork(nextHops, List.of(unicast, vpn));
    best = new RouteBatch(config.vrf().isPresent() ? Family.VPNV4 : Family.IPV4_UNICAST, RouteBatch::bestChanged);
    export = config.vrf().map(vrf -> new VrfExport(vrf, policy)).orElse(null);
    keepsAllVpn = config.isReflector() || config.peers().stream().anyMatch(peer ->
        peer.as() != config.as() && peer.families().contains(Family.VPNV4));
  }

  public SpeakerConfig config() {
    return config;
  }

  /** @param nowNanos since the start of the run; nothing that is sent depends on it, only the ages of routes do */
  public List<SpeakerAction> on(SpeakerEvent event, long nowNanos) {
    var actions = new ArrayList<SpeakerAction>();
    unicast.setTime(RibRow.hundredths(nowNanos));
    switch (event) {
      case PeerUp up -> neighbor(up.peer()).ifPresent(peer -> peerUp(peer, up, actions));
      case PeerDown(int address) -> neighbor(address).ifPresent(peer -> peerDown(peer, actions));
      case UpdateReceived(int address, Update update) ->
          neighbor(address).filter(peer -> peer.up).ifPresent(peer -> received(peer, update, actions));
      case RefreshRequested(int address, Family family) ->
          neighbor(address).ifPresent(peer -> refresh(peer, family));
      case LocalRoutes(Routes routes) -> local(routes);
      case ExportedRoutes(String vrf, Routes routes) -> exported(vrf, routes);
      case ImportRoutes(Routes routes) -> imported(routes);
      case NextHops(var changed) -> work.chooseAgain(nextHops.change(changed));
      case Tunnels(var metrics) -> work.chooseAgain(nextHops.change(metrics));
      case VrfConfigured vrf -> vrfConfigured(vrf, actions);
      case VrfRemoved(String vrf) -> vrfRemoved(vrf);
      case Writable(int address, boolean writable) -> neighbor(address).ifPresent(peer -> writable(peer, writable));
      case Continue() -> continuing = false;
      case TimerFired(SpeakerAction.Timer.Advertise()) -> advertiseArmed = false;
      case TimerFired(SpeakerAction.Timer.MembershipWait(int address)) ->
          neighbor(address).ifPresent(BgpSpeaker::membershipKnown);
    }
    finish(event instanceof TimerFired(SpeakerAction.Timer.Advertise()), actions);
    return actions;
  }

  // What events do

  private void peerUp(PeerState peer, PeerUp event, List<SpeakerAction> actions) {
    peerDown(peer, actions);
    work.sweepNow(peer);
    peer.up = true;
    peer.writable = true;
    peer.routerId = event.routerId();
    peer.localAddress = event.localAddress();
    peer.routeRefresh = event.routeRefresh();
    boolean constrained = event.families().contains(Family.ROUTE_TARGET);
    for (Family family : Family.values()) {
      if (!event.families().contains(family) || !peer.config.families().contains(family)) {
        continue;
      }
      var filter = family == Family.VPNV4 && constrained ? RouteTargetFilter.NOTHING : RouteTargetFilter.ALL;
      var flow = new Outflow(family, filter, size(family));
      peer.outflow(family, flow);
      if (family == Family.VPNV4 && constrained) {
        flow.membershipKnown = false;
        actions.add(new SpeakerAction.Arm(new SpeakerAction.Timer.MembershipWait(peer.config.address()),
            MEMBERSHIP_WAIT));
      }
    }
    if (peer.outflow(Family.ROUTE_TARGET) != null) {
      membership.peerUp(peer);
    }
    unicastAdverts.peersChanged();
    vpnAdverts.peersChanged();
  }

  private void peerDown(PeerState peer, List<SpeakerAction> actions) {
    if (!peer.up) {
      return;
    }
    peer.up = false;
    if (peer.outflow(Family.ROUTE_TARGET) != null) {
      membership.peerDown(peer);
    }
    if (peer.outflow(Family.VPNV4) != null && !peer.outflow(Family.VPNV4).membershipKnown) {
      actions.add(new SpeakerAction.Disarm(new SpeakerAction.Timer.MembershipWait(peer.config.address())));
    }
    for (Family family : Family.values()) {
      peer.outflow(family, null);
    }
    unicastAdverts.peersChanged();
    vpnAdverts.peersChanged();
    work.sweep(peer);
  }

  private void received(PeerState peer, Update update, List<SpeakerAction> actions) {
    boolean memberships = false;
    for (Nlri nlri : update.withdrawn()) {
      if (peer.outflow(nlri.family()) != null) {
        memberships |= nlri.family() == Family.ROUTE_TARGET;
        withdrawn(peer, nlri);
      }
    }
    for (Announcement each : update.announced()) {
      if (peer.outflow(each.nlri().family()) != null) {
        memberships |= each.nlri().family() == Family.ROUTE_TARGET;
        announced(peer, each);
      }
    }
    Outflow flow = peer.outflow(Family.VPNV4);
    if (flow == null || peer.outflow(Family.ROUTE_TARGET) == null) {
      return;
    }
    if (memberships) {
      RouteTargetFilter filter = membership.filterOf(peer);
      if (!filter.same(flow.filter)) {
        vpnAdverts.flush(actions);                   // what is pending went by the former membership
        flow.walk(flow.filter, vpn.table.size());
        flow.filter = filter;
      }
    }
    if (update.endOfRib().isPresent() && update.endOfRib().get() == Family.ROUTE_TARGET && !flow.membershipKnown) {
      membershipKnown(peer);
      actions.add(new SpeakerAction.Disarm(new SpeakerAction.Timer.MembershipWait(peer.config.address())));
    }
  }

  private void announced(PeerState peer, Announcement announcement) {
    Nlri nlri = announcement.nlri();
    var accepted = inbound.accept(peer, announcement.attributes());
    if (accepted.isEmpty()) {
      peer.loops += nlri.size();
      withdrawn(peer, nlri);
      return;
    }
    if (nlri.family() == Family.ROUTE_TARGET) {
      membership.announced(peer, accepted.get(), nlri);
      return;
    }
    AttributeSet set = sets.retain(accepted.get());
    if (nlri.family() == Family.VPNV4 && !keepsAllVpn && !imports.wants(set)) {
      peer.filtered += nlri.size();
      withdrawn(peer, nlri);
    } else {
      announce(rib(nlri.family()), nlri, peer.index, set);
    }
    sets.release(set);
  }

  private void withdrawn(PeerState peer, Nlri nlri) {
    if (nlri.family() == Family.ROUTE_TARGET) {
      membership.withdrawn(peer, nlri);
    } else {
      withdraw(rib(nlri.family()), nlri, peer.index);
    }
  }

  /** Puts paths in, under the distinguishers that the destinations have. */
  private void announce(Rib rib, Nlri nlri, int peer, AttributeSet set) {
    int held = distinguishers.retain(0, 1);
    long last = 0;
    for (int i = 0; i < nlri.size(); i++) {
      long distinguisher = nlri.distinguisher(i);
      if (distinguisher != last || held == LongIndex.NONE) {
        if (held != LongIndex.NONE) {
          distinguishers.release(held);
        }
        held = distinguishers.retain(distinguisher, PathTable.MAX_DISTINGUISHERS);
        last = distinguisher;
      }
      if (held == LongIndex.NONE) {
        refused++;
      } else {
        rib.announce(nlri.address(i), nlri.length(i), nlri.label(i), PathTable.source(held, peer), set);
      }
    }
    if (held != LongIndex.NONE) {
      distinguishers.release(held);
    }
  }

  private void withdraw(Rib rib, Nlri nlri, int peer) {
    for (int i = 0; i < nlri.size(); i++) {
      int index = distinguishers.find(nlri.distinguisher(i));
      if (index != LongIndex.NONE) {
        rib.withdraw(nlri.address(i), nlri.length(i), PathTable.source(index, peer));
      }
    }
  }

  private void local(Routes routes) {
    for (Nlri nlri : routes.withdrawn()) {
      withdraw(unicast, nlri, PeerState.LOCAL);
    }
    for (Announcement each : routes.announced()) {
      AttributeSet set = sets.retain(each.attributes());
      announce(unicast, each.nlri(), PeerState.LOCAL, set);
      sets.release(set);
    }
  }

  private void imported(Routes routes) {
    for (Nlri nlri : routes.withdrawn()) {
      withdraw(unicast, nlri, PeerState.IMPORTED);
    }
    for (Announcement each : routes.announced()) {
      AttributeSet set = sets.retain(each.attributes());
      announce(unicast, each.nlri(), PeerState.IMPORTED, set);
      sets.release(set);
    }
  }

  private void exported(String vrf, Routes routes) {
    int distinguisher = imports.distinguisherOf(vrf);
    if (distinguisher < 0) {
      refused += routes.size();
      return;
    }
    int source = PathTable.source(distinguisher, PeerState.LOCAL);
    for (Nlri nlri : routes.withdrawn()) {
      for (int i = 0; i < nlri.size(); i++) {
        vpn.withdraw(nlri.address(i), nlri.length(i), source);
      }
    }
    for (Announcement each : routes.announced()) {
      AttributeSet set = sets.retain(each.attributes());
      Nlri nlri = each.nlri();
      for (int i = 0; i < nlri.size(); i++) {
        vpn.announce(nlri.address(i), nlri.length(i), nlri.label(i), source, set);
      }
      sets.release(set);
    }
  }

  private void refresh(PeerState peer, Family family) {
    Outflow flow = peer.outflow(family);
    if (flow == null) {
      return;
    }
    if (family == Family.ROUTE_TARGET) {
      membership.refresh(peer);
    } else {
      flow.walk(RouteTargetFilter.NOTHING, size(family));
    }
  }

  private void vrfConfigured(VrfConfigured event, List<SpeakerAction> actions) {
    TreeSet<Long> before = imports.targets();
    imports.configure(event, vpn);
    TreeSet<Long> after = imports.targets();
    membership.local(after);
    boolean gained = !before.containsAll(after);
    if (!after.containsAll(before)) {
      dropUnwanted();
    }
    if (!gained || keepsAllVpn) {
      return;
    }
    for (PeerState peer : peers) {                   // what was dropped must come again (RFC 4364 §4.3.4)
      boolean constrained = peer.outflow(Family.ROUTE_TARGET) != null;
      if (peer.up && peer.outflow(Family.VPNV4) != null && !constrained && peer.routeRefresh) {
        actions.add(new SpeakerAction.SendRefresh(peer.config.address(), Family.VPNV4));
      }
    }
  }

  private void vrfRemoved(String vrf) {
    int distinguisher = imports.distinguisherOf(vrf);
    if (distinguisher < 0) {
      return;
    }
    int source = PathTable.source(distinguisher, PeerState.LOCAL);
    for (int slot = vpn.table.size() - 1; slot >= 0; slot--) {
      if (vpn.table.source(slot) == source) {
        vpn.withdraw(slot);
      }
    }
    imports.remove(vrf);
    membership.local(imports.targets());
    dropUnwanted();
  }

  /** Routes that no VRF imports any more. */
  private void dropUnwanted() {
    for (int slot = vpn.table.size() - 1; slot >= 0 && !keepsAllVpn; slot--) {
      boolean ours = PathTable.peerOf(vpn.table.source(slot)) == PeerState.LOCAL;
      if (!ours && !imports.wants(vpn.set(slot))) {
        vpn.withdraw(slot);
      }
    }
  }

  private void writable(PeerState peer, boolean writable) {
    peer.writable = writable;
    if (writable) {
      unicastAdverts.writable(peer);
      vpnAdverts.writable(peer);
    }
  }

  private static void membershipKnown(PeerState peer) {
    if (peer.outflow(Family.VPNV4) != null) {
      peer.outflow(Family.VPNV4).membershipKnown = true;
    }
  }

  // What changes of best paths do

  private void unicastChanged(Rib.Change change) {
    unicastAdverts.changed(change);
    if (config.reportBest()) {
      report(change);
    }
    if (export != null) {
      hostRoutes.changed(change);
      export.changed(change, unicast);
    }
  }

  private void vpnChanged(Rib.Change change) {
    vpnAdverts.changed(change);
    imports.changed(change);
  }

  private void report(Rib.Change change) {
    Rib.Chosen after = change.after;
    if (after.exists()) {
      PeerState from = peers.get(after.peer());
      boolean isImported = from.index == PeerState.IMPORTED;
      best.announce(from.source, from.isNeighbor() ? from.config.address() : 0, after.set.attributes,
          distinguisher(after.source), change, isImported ? after.label : 0);
    } else {
      best.withdraw(config.vrf().map(SpeakerConfig.Vrf::rd).orElse(0L), change);
    }
  }

  /** That of an imported path; otherwise the VRF's own, 0 in the global table. */
  private long distinguisher(int source) {
    return PathTable.peerOf(source) == PeerState.IMPORTED
        ? distinguishers.value(PathTable.distinguisherOf(source)) : config.vrf().map(SpeakerConfig.Vrf::rd).orElse(0L);
  }

  // What every event ends with

  private void finish(boolean due, List<SpeakerAction> actions) {
    int left = slotsAtOnce;
    if (!continuing) {
      left = work.step(left);
    }
    advertise(due, actions);
    membership.flush(actions);
    if (!continuing) {
      left = unicastAdverts.walk(left, actions);
      vpnAdverts.walk(left, actions);
    }
    best.drain(actions);
    hostRoutes.drain(actions);
    if (export != null) {
      export.drain(actions);
    }
    imports.drain(actions);
    nextHops.drain(actions);
    boolean more = !work.isIdle() || unicastAdverts.isWalking() || vpnAdverts.isWalking();
    if (more && !continuing) {
      continuing = true;
      actions.add(new SpeakerAction.Continue());
    }
  }

  private void advertise(boolean due, List<SpeakerAction> actions) {
    int pending = unicastAdverts.pending() + vpnAdverts.pending();
    if (pending == 0) {
      return;
    }
    // A walk sends what is best now, so what was best when peers were last told must not be needed after it.
    boolean walking = unicastAdverts.isWalking() || vpnAdverts.isWalking();
    if (due || walking || config.advertisementInterval().isZero() || pending > MAX_PENDING) {
      unicastAdverts.flush(actions);
      vpnAdverts.flush(actions);
    } else if (!advertiseArmed) {
      advertiseArmed = true;
      actions.add(new SpeakerAction.Arm(new SpeakerAction.Timer.Advertise(), config.advertisementInterval()));
    }
  }

  private Optional<PeerState> neighbor(int address) {
    for (int i = PeerState.FIRST; i < peers.size(); i++) {
      if (peers.get(i).config.address() == address) {
        return Optional.of(peers.get(i));
      }
    }
    return Optional.empty();
  }

  private Rib rib(Family family) {
    return family == Family.VPNV4 ? vpn : unicast;
  }

  private int size(Family family) {
    return family == Family.ROUTE_TARGET ? 0 : rib(family).table.size();
  }

  /** What is in it, for {@code show} and for forwarding. */
  public RibView view() {
    var books = new RibView.Books(sets, distinguishers, membership);
    return new RibView(config, unicast, vpn, peers, books, export, refused);
  }
}
