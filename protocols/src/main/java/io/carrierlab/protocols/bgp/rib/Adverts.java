package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import java.util.List;

/** Tells peers of one family's best paths: changes as they come, and whole tables by and by. */
final class Adverts {
  private final Rib rib;
  private final OutboundPolicy policy;
  private final List<PeerState> peers;
  private final Dirty dirty;
  private boolean anyFlow;
  private boolean anyEbgp;

  Adverts(Rib rib, OutboundPolicy policy, List<PeerState> peers) {
    this.rib = rib;
    this.policy = policy;
    this.peers = peers;
    dirty = new Dirty(rib.distinguishers);
  }

  /** The set of peers that take this family has changed. */
  void peersChanged() {
    anyFlow = false;
    anyEbgp = false;
    for (PeerState peer : peers) {
      if (peer.outflow(rib.family) != null) {
        anyFlow = true;
        anyEbgp |= peer.isEbgp();
      }
    }
  }

  void changed(Rib.Change change) {
    if (anyFlow && !change.before.is(change.after) && (mayLeave(change.before) || mayLeave(change.after))) {
      dirty.note(change);
    }
  }

  /** Changes that peers have not been told of. */
  int pending() {
    return dirty.size();
  }

  void flush(List<SpeakerAction> actions) {
    for (int i = 0; i < dirty.size(); i++) {
      flush(i);
    }
    dirty.clear(rib.sets);
    drain(actions);
  }

  /** Visits up to {@code budget} slots for peers whose table is under way. @return what is left of the budget */
  int walk(int budget, List<SpeakerAction> actions) {
    int left = budget;
    for (PeerState peer : peers) {
      Outflow flow = peer.outflow(rib.family);
      if (flow != null && flow.isWalking() && peer.writable) {
        flow.cursor = Math.min(flow.cursor, rib.table.size());
        while (flow.cursor > 0 && left > 0) {
          visit(peer, flow, --flow.cursor);
          left--;
        }
        flow.drain(peer, actions);
        if (flow.cursor == 0) {
          flow.walked();
        }
      }
      if (flow != null && flow.markerOwed && flow.membershipKnown && !flow.isWalking()) {
        actions.add(flow.marker(peer));
        flow.markerOwed = false;
      }
    }
    return left;
  }

  boolean isWalking() {
    for (PeerState peer : peers) {
      Outflow flow = peer.outflow(rib.family);
      if (flow != null && flow.isWalking() && peer.writable) {
        return true;
      }
    }
    return false;
  }

  /** The session takes more again: what was held back is sent by a walk. */
  void writable(PeerState peer) {
    Outflow flow = peer.outflow(rib.family);
    if (flow != null && flow.missed) {
      flow.missed = false;
      flow.walk(RouteTargetFilter.NOTHING, rib.table.size());
    }
  }

  private boolean mayLeave(Rib.Chosen chosen) {
    return chosen.exists() && policy.mayLeave(peers.get(chosen.peer()), anyEbgp);
  }

  private void flush(int index) {
    int address = dirty.address(index);
    int length = dirty.length(index);
    int source = PathTable.source(dirty.distinguisher(index), 0);
    int slot = rib.table.best(rib.table.first(address, length, source));
    AttributeSet before = dirty.before(index);
    for (int i = PeerState.FIRST; i < peers.size(); i++) {
      PeerState peer = peers.get(i);
      Outflow flow = peer.outflow(rib.family);
      if (flow != null) {
        PathAttributes was = before == null ? null
            : policy.toPeer(peer, flow, before, dirty.sourceBefore(index));
        tell(peer, flow, slot, index, was);
      }
    }
  }

  private void tell(PeerState peer, Outflow flow, int slot, int index, PathAttributes was) {
    AttributeSet before = dirty.before(index);
    int address = dirty.address(index);
    int length = dirty.length(index);
    long distinguisher = rib.distinguisherValue(dirty.distinguisher(index));
    PathAttributes now = slot == PathTable.NONE ? null : wanted(peer, flow, slot);
    if (now == null) {
      if (was != null && flow.maybeSent(before)) {
        flow.withdraw(distinguisher, address, length);
      }
      return;
    }
    int label = rib.table.label(slot);
    boolean sameLabel = rib.family != Family.VPNV4 || label == dirty.labelBefore(index);
    if (was != null && sameLabel && was.equals(now) && flow.surelySent(before)) {
      return;
    }
    if (peer.writable) {
      flow.announce(now, distinguisher, address, length, label);
    } else {
      flow.missed = true;
    }
  }

  private PathAttributes wanted(PeerState peer, Outflow flow, int slot) {
    AttributeSet set = rib.set(slot);
    return flow.wants(set) ? policy.toPeer(peer, flow, set, rib.table.source(slot)) : null;
  }

  private void visit(PeerState peer, Outflow flow, int slot) {
    PathTable table = rib.table;
    if (!table.has(slot, PathTable.BEST)) {
      return;
    }
    AttributeSet set = rib.set(slot);
    boolean wants = flow.wants(set);
    if (wants ? flow.surelySent(set) : !flow.maybeSent(set)) {
      return;
    }
    PathAttributes attributes = policy.toPeer(peer, flow, set, table.source(slot));
    if (attributes == null) {
      return;
    }
    long distinguisher = rib.distinguisherValue(PathTable.distinguisherOf(table.source(slot)));
    if (wants) {
      flow.announce(attributes, distinguisher, table.address(slot), table.length(slot), table.label(slot));
    } else {
      flow.withdraw(distinguisher, table.address(slot), table.length(slot));
    }
  }

  private void drain(List<SpeakerAction> actions) {
    for (PeerState peer : peers) {
      Outflow flow = peer.outflow(rib.family);
      if (flow != null) {
        flow.drain(peer, actions);
      }
    }
  }
}
