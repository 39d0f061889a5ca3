package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Route target membership (RFC 4684): who wants VPN routes with which targets. Our own is what our VRFs import. It is
 * announced with the path selection of §3.2, under which a reflector lets each client know that others want a target.
 */
final class Membership {
  /** @param length bits of origin AS and target that count: 0, or 32 to 96 (RFC 4684 §4) */
  record Key(int originAs, long target, int length) implements Comparable<Key> {
    private static final Comparator<Key> ORDER = Comparator.comparingInt(Key::originAs)
        .thenComparingLong(Key::target).thenComparingInt(Key::length);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private static final int AS_BITS = 32;
  private static final int WHOLE_BITS = 96;

  private final SpeakerConfig config;
  private final List<PeerState> peers;
  private final OutboundPolicy policy;
  /** Per destination, the paths by index of the peer. */
  private final TreeMap<Key, TreeMap<Integer, PathAttributes>> paths = new TreeMap<>();
  private final Map<Integer, TreeSet<Key>> received = new TreeMap<>();
  private final Map<Integer, TreeMap<Key, PathAttributes>> sent = new TreeMap<>();
  private final TreeSet<Key> dirty = new TreeSet<>();

  Membership(SpeakerConfig config, List<PeerState> peers, OutboundPolicy policy) {
    this.config = config;
    this.peers = peers;
    this.policy = policy;
  }

  /** What our VRFs import now. */
  void local(Set<Long> targets) {
    var wanted = new TreeSet<Key>();
    targets.forEach(target -> wanted.add(new Key((int) config.as(), target, WHOLE_BITS)));
    var attributes = PathAttributes.builder().nextHop(config.ownNextHop())
        .localPref(AttributeSet.DEFAULT_LOCAL_PREF).build();
    for (Key gone : new TreeSet<>(received.getOrDefault(PeerState.LOCAL, new TreeSet<>()))) {
      if (!wanted.contains(gone)) {
        withdraw(PeerState.LOCAL, gone);
      }
    }
    wanted.forEach(key -> announce(PeerState.LOCAL, key, attributes));
  }

  void announced(PeerState peer, PathAttributes attributes, Nlri nlri) {
    for (int i = 0; i < nlri.size(); i++) {
      announce(peer.index, key(nlri, i), attributes);
    }
  }

  void withdrawn(PeerState peer, Nlri nlri) {
    for (int i = 0; i < nlri.size(); i++) {
      withdraw(peer.index, key(nlri, i));
    }
  }

  void peerUp(PeerState peer) {
    sent.put(peer.index, new TreeMap<>());
    dirty.addAll(paths.keySet());
  }

  void peerDown(PeerState peer) {
    sent.remove(peer.index);
    for (Key key : new TreeSet<>(received.getOrDefault(peer.index, new TreeSet<>()))) {
      withdraw(peer.index, key);
    }
  }

  /** Destinations of memberships that are known of. */
  int size() {
    return paths.size();
  }

  int paths() {
    return paths.values().stream().mapToInt(TreeMap::size).sum();
  }

  /** The targets that a peer may be sent routes with (RFC 4684 §3.3: by all paths from it, best or not). */
  RouteTargetFilter filterOf(PeerState peer) {
    var whole = new TreeSet<Long>();
    var prefixes = new ArrayList<Key>();
    for (Key key : received.getOrDefault(peer.index, new TreeSet<>())) {
      if (key.length() <= AS_BITS) {
        return RouteTargetFilter.ALL;
      }
      if (key.length() == WHOLE_BITS) {
        whole.add(key.target());
      } else {
        prefixes.add(key);
      }
    }
    return new RouteTargetFilter(false, whole.stream().mapToLong(Long::longValue).toArray(),
        prefixes.stream().mapToLong(Key::target).toArray(),
        prefixes.stream().mapToInt(key -> key.length() - AS_BITS).toArray());
  }

  /** Sends peers the difference that changes have made for them. */
  void flush(List<SpeakerAction> actions) {
    for (PeerState peer : peers) {
      Outflow flow = peer.outflow(Family.ROUTE_TARGET);
      if (flow == null) {
        continue;
      }
      TreeMap<Key, PathAttributes> known = sent.get(peer.index);
      for (Key key : dirty) {
        PathAttributes wanted = wanted(peer, key);
        if (wanted == null && known.remove(key) != null) {
          flow.withdraw(key.target(), key.originAs(), key.length());
        } else if (wanted != null && !wanted.equals(known.put(key, wanted))) {
          flow.announce(wanted, key.target(), key.originAs(), key.length(), 0);
        }
      }
      flow.drain(peer, actions);
      if (flow.markerOwed) {
        actions.add(flow.marker(peer));
        flow.markerOwed = false;
      }
    }
    dirty.clear();
  }

  /** The peer wants all of it again. */
  void refresh(PeerState peer) {
    peerUp(peer);
  }

  private void announce(int index, Key key, PathAttributes attributes) {
    var byPeer = paths.computeIfAbsent(key, each -> new TreeMap<>());
    PathAttributes former = byPeer.put(index, attributes);
    if (former == null) {
      received.computeIfAbsent(index, each -> new TreeSet<>()).add(key);
      peers.get(index).count(Family.ROUTE_TARGET, 1);
    }
    if (!attributes.equals(former)) {
      dirty.add(key);
    }
  }

  private void withdraw(int index, Key key) {
    var byPeer = paths.get(key);
    if (byPeer == null || byPeer.remove(index) == null) {
      return;
    }
    if (byPeer.isEmpty()) {
      paths.remove(key);
    }
    received.get(index).remove(key);
    if (received.get(index).isEmpty()) {
      received.remove(index);
    }
    peers.get(index).count(Family.ROUTE_TARGET, -1);
    dirty.add(key);
  }

  /** Null: the peer is told nothing of it. */
  private PathAttributes wanted(PeerState to, Key key) {
    PeerState from = null;
    PathAttributes best = null;
    for (var path : paths.getOrDefault(key, new TreeMap<>()).entrySet()) {
      PeerState candidate = peers.get(path.getKey());
      if (candidate != to && mayPass(candidate, to)
          && (best == null || isBetter(candidate, path.getValue(), from, best))) {
        from = candidate;
        best = path.getValue();
      }
    }
    if (best == null) {
      return null;
    }
    if (to.isEbgp()) {
      return best.asPath().contains(to.config.as()) ? null
          : best.toBuilder().asPath(best.asPath().prepend(config.as())).noLocalPref().noMed().noOriginatorId()
              .clusterList().nextHop(to.localAddress).build();
    }
    if (!from.isIbgp()) {
      return best.toBuilder().nextHop(to.localAddress)
          .localPref(best.localPref().orElse(AttributeSet.DEFAULT_LOCAL_PREF)).build();
    }
    PathAttributes reflected = policy.withReflection(best, from);
    // As if it were ours, so that a client takes it that announced the same (RFC 4684 §3.2 i).
    return to.config.client()
        ? reflected.toBuilder().originatorId(config.routerId()).nextHop(to.localAddress).build() : reflected;
  }

  private boolean mayPass(PeerState from, PeerState to) {
    return !from.isIbgp() || to.isEbgp()
        || config.isReflector() && (from.config.client() || to.config.client());
  }

  private static boolean isBetter(PeerState one, PathAttributes ofOne, PeerState other, PathAttributes ofOther) {
    int[] ranks = {
      Boolean.compare(other.index == PeerState.LOCAL, one.index == PeerState.LOCAL),
      Long.compare(ofOther.localPref().orElse(AttributeSet.DEFAULT_LOCAL_PREF),
          ofOne.localPref().orElse(AttributeSet.DEFAULT_LOCAL_PREF)),
      Integer.compare(ofOne.asPath().hops(), ofOther.asPath().hops()),
      ofOne.origin().compareTo(ofOther.origin()),
      Boolean.compare(other.isEbgp(), one.isEbgp()),
      Integer.compare(ofOne.clusterList().length, ofOther.clusterList().length),
      Integer.compareUnsigned(one.routerId, other.routerId),
      Integer.compare(one.index, other.index)};
    for (int rank : ranks) {
      if (rank != 0) {
        return rank < 0;
      }
    }
    return false;
  }

  private static Key key(Nlri nlri, int index) {
    return new Key(nlri.address(index), nlri.distinguisher(index), nlri.length(index));
  }
}
