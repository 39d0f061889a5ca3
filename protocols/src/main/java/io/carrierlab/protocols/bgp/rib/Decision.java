package io.carrierlab.protocols.bgp.rib;

import java.util.Arrays;
import java.util.List;

/**
 * Which of the paths to one destination is best: the phases of RFC 4271 §9.1.2 and its tie-breaking, as elimination
 * of candidates step by step. So MEDs, which are compared only between paths of one neighbour AS, never make the
 * result depend on the order of arrival. Before the steps of the RFC comes weight, as routers have it: what is our
 * own wins.
 *
 * <p>The steps are those of {@link DecisionStep}, in its order.
 */
final class Decision {
  private static final DecisionStep[] RANKED = DecisionStep.values();
  private final PathTable table;
  private final AttributeSets sets;
  private final LongIndex distinguishers;
  private final List<PeerState> peers;
  private final NextHopTable nextHops;
  private final boolean ofVpn;
  private int[] slots = new int[8];
  private int count;

  /** @param ofVpn the table holds VPN routes */
  Decision(PathTable table, AttributeSets sets, LongIndex distinguishers, List<PeerState> peers,
      NextHopTable nextHops, boolean ofVpn) {
    this.nextHops = nextHops;
    this.ofVpn = ofVpn;
    this.table = table;
    this.sets = sets;
    this.distinguishers = distinguishers;
    this.peers = peers;
  }

  /** The best of the paths from {@code first} on; {@link PathTable#NONE} if none can be used. */
  int best(int first, boolean foreignOnly) {
    gather(first, foreignOnly);
    for (int step = 0; step < RANKED.length && count > 1; step++) {
      eliminate(RANKED[step]);
    }
    return count == 0 ? PathTable.NONE : slots[0];
  }

  /**
   * Why the path is not the best one of its destination: the step at which it fell. Of the best one: the step at which
   * the last other fell, {@link DecisionStep#ONLY} if there was none.
   */
  DecisionStep decisive(int slot) {
    if (!isUsable(slot)) {
      return DecisionStep.NEXT_HOP;
    }
    gather(table.first(table.address(slot), table.length(slot), table.source(slot)), false);
    var last = DecisionStep.ONLY;
    for (int step = 0; step < RANKED.length && count > 1; step++) {
      int before = count;
      eliminate(RANKED[step]);
      last = count < before ? RANKED[step] : last;
      if (Arrays.stream(slots, 0, count).noneMatch(each -> each == slot)) {
        break;
      }
    }
    return last;
  }

  private void gather(int first, boolean foreignOnly) {
    count = 0;
    for (int slot = first; slot != PathTable.NONE; slot = table.next(slot)) {
      if (isUsable(slot) && !(foreignOnly && PathTable.peerOf(table.source(slot)) == PeerState.LOCAL)) {
        if (count == slots.length) {
          slots = Arrays.copyOf(slots, count * 2);
        }
        slots[count++] = slot;
      }
    }
  }

  /** Whether the path may be chosen: its peer is there, its next hop can be reached (RFC 4271 §9.1.2). */
  boolean isUsable(int slot) {
    PeerState peer = peer(slot);
    if (peer.index == PeerState.LOCAL) {
      return true;
    }
    NextHopTable.Entry nextHop = set(slot).nextHop;
    return peer.isUsable() && nextHop != null && reach(peer, nextHop) != NextHopTable.UNREACHABLE;
  }

  private void eliminate(DecisionStep step) {
    switch (step) {
      case NEXT_HOP, ONLY -> { }
      case OWN -> keepLeast(slot -> isOwn(slot) ? 0 : 1);
      case LOCAL_PREFERENCE -> keepLeast(slot -> -set(slot).localPref);
      case AS_PATH_LENGTH -> keepLeast(slot -> set(slot).hops);
      case ORIGIN -> keepLeast(slot -> set(slot).origin());
      case MED -> keepLeastMed();
      case EXTERNAL -> keepLeast(slot -> peer(slot).isEbgp() || peer(slot).index == PeerState.LOCAL ? 0 : 1);
      case METRIC -> keepLeast(this::metric);
      case IDENTIFIER -> keepLeast(this::identifier);
      case CLUSTER_LIST -> keepLeast(slot -> set(slot).clusters);
      case PEER_ADDRESS ->
          keepLeast(slot -> peer(slot).isNeighbor() ? Integer.toUnsignedLong(peer(slot).config.address()) : 0);
      case DISTINGUISHER ->
          keepLeast(slot -> distinguishers.value(PathTable.distinguisherOf(table.source(slot))) ^ Long.MIN_VALUE);
    }
  }

  /**
   * Routes of our own have weight. What a VRF of ours exports has it only if it is the VRF's own too, not from a CE:
   * with weight it would hide better paths that the VRF does not import, and VRFs that import each other's routes would
   * never come to rest.
   */
  private boolean isOwn(int slot) {
    return peer(slot).index == PeerState.LOCAL && set(slot).attributes.asPath().isEmpty();
  }

  private interface Rank {
    long of(int slot);
  }

  private void keepLeast(Rank rank) {
    if (count == 1) {
      return;
    }
    long least = Long.MAX_VALUE;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long value = rank.of(slots[i]);
      if (value < least) {
        least = value;
        kept = 0;
      }
      if (value == least) {
        slots[kept++] = slots[i];
      }
    }
    count = kept;
  }

  /** Drops each path that another one from the same neighbour AS beats by MED (RFC 4271 §9.1.2.2 c). */
  private void keepLeastMed() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      AttributeSet mine = set(slots[i]);
      boolean beaten = false;
      for (int j = 0; j < count && !beaten; j++) {
        AttributeSet other = set(slots[j]);
        beaten = other.neighborAs == mine.neighborAs && other.med < mine.med;
      }
      if (!beaten) {
        medWinners(kept++, i);
      }
    }
    count = kept;
  }

  /** Winners go to the front by exchange, so that later rounds still see every candidate. */
  private void medWinners(int to, int from) {
    int winner = slots[from];
    slots[from] = slots[to];
    slots[to] = winner;
  }

  private long metric(int slot) {
    PeerState peer = peer(slot);
    return peer.index == PeerState.LOCAL ? 0 : reach(peer, set(slot).nextHop);
  }

  /** The interior cost (RFC 4271 §9.1.2.2 e), for a VPN route that of the label-switched path. */
  private long reach(PeerState peer, NextHopTable.Entry nextHop) {
    if (isConnected(peer, nextHop)) {
      return 0;
    }
    return ofVpn || peer.index == PeerState.IMPORTED ? nextHops.tunnelMetric(nextHop) : nextHop.metric;
  }

  private long identifier(int slot) {
    PeerState peer = peer(slot);
    AttributeSet set = set(slot);
    int identifier = set.attributes.originatorId().orElse(
        peer.isNeighbor() ? peer.routerId : set.attributes.nextHop().orElse(0));
    return Integer.toUnsignedLong(identifier);
  }

  private static boolean isConnected(PeerState peer, NextHopTable.Entry nextHop) {
    return peer.isEbgp() && nextHop.address == peer.config.address();
  }

  private PeerState peer(int slot) {
    return peers.get(PathTable.peerOf(table.source(slot)));
  }

  private AttributeSet set(int slot) {
    return sets.get(table.attributes(slot));
  }
}
