package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ospf.Neighbor.Unacknowledged;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateAcknowledgment;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateRequest;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateUpdate;
import io.carrierlab.protocols.ospf.OspfMachine.Timer;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The flooding procedure: RFC 2328 §13, §10.7, and the ageing of §14. */
final class Flooding {
  private static final long DELAYED_ACK_NANOS = 1_000_000_000L;
  private static final int COUNT_OCTETS = 4;

  private final Core core;
  private final Adjacencies adjacencies;
  private final Originator originator;

  Flooding(Core core, Adjacencies adjacencies) {
    this.core = core;
    this.adjacencies = adjacencies;
    this.originator = new Originator(core, this);
  }

  Originator originator() {
    return originator;
  }

  /** What one update leaves to be answered to its sender. */
  private record Answers(List<LsaHeader> acknowledgments, List<StoredLsa> newer) {}

  void received(Neighbor from, LinkStateUpdate update) {
    var answers = new Answers(new ArrayList<>(), new ArrayList<>());
    for (Lsa lsa : update.lsas()) {
      if (!accept(from, lsa, answers)) {
        break;
      }
    }
    sendAcknowledgments(from.link, from.address, answers.acknowledgments());
    sendUpdates(from.link, from.address, answers.newer());
  }

  /** RFC 2328 §13 for one LSA. @return false if the adjacency is to start over, and the rest not to be read */
  private boolean accept(Neighbor from, Lsa lsa, Answers answers) {
    if (!isSound(lsa)) {
      core.lsasRefused++;
      return true;
    }
    LsaHeader header = lsa.header();
    StoredLsa stored = core.database.find(header.key());
    if (stored == null && header.age() == LsaHeader.MAX_AGE && !core.anyExchanging()) {
      answers.acknowledgments().add(header);
      return true;
    }
    int order = stored == null ? 1 : header.compareRecency(stored.header(core.nowNanos));
    if (order > 0) {
      acceptNewer(from, lsa, header, stored);
      return true;
    }
    if (from.requests != null && from.requests.containsKey(header.key())) {
      adjacencies.fire(from, NeighborFsm.Event.BAD_LS_REQ, "it sent an older LSA than it described");
      return false;
    }
    if (order == 0) {
      acceptDuplicate(from, header, answers);
    } else if (!(stored.isMaxAge(core.nowNanos) && stored.lsa.sequence() == LsaHeader.MAX_SEQUENCE)
        && stored.mayBeSentBack(core.nowNanos, core.minLsArrivalNanos)) {
      answers.newer().add(stored);
    }
    return true;
  }

  private boolean isSound(Lsa lsa) {
    if (LsType.of(lsa.type()).isEmpty() || lsa.age() > LsaHeader.MAX_AGE || !lsa.checksumHolds()) {
      return false;
    }
    try {
      lsa.body();
      return true;
    } catch (DecodeException countedByTheCaller) {
      return false;
    }
  }

  private void acceptNewer(Neighbor from, Lsa lsa, LsaHeader header, StoredLsa old) {
    if (old != null && old.received && core.nowNanos - old.installedNanos() < core.minLsArrivalNanos
        || old == null && core.database.size() >= Core.MAX_LSAS) {
      core.lsasRefused++;
      return;
    }
    var stored = new StoredLsa(lsa, header.age(), core.nowNanos, true);
    install(stored);
    boolean floodedBack = flood(stored, from);
    // §13.5, first rows of the table; a direct acknowledgment would suppress nothing here.
    boolean acknowledge = !floodedBack
        && (from.link.state != InterfaceState.BACKUP || from.address == from.link.designatedRouter);
    if (acknowledge) {
      acknowledgeLater(from.link, header);
    }
    originator.noteReceived(stored);
  }

  /** RFC 2328 §13 step 7: either the acknowledgment of what we sent, or sent again as ours was lost. */
  private void acceptDuplicate(Neighbor from, LsaHeader header, Answers answers) {
    LsaKey key = header.key();
    boolean implied = from.unacknowledged != null && from.unacknowledged.containsKey(key);
    if (!implied) {
      answers.acknowledgments().add(header);
      return;
    }
    from.owesNoMore(key);
    if (from.link.state == InterfaceState.BACKUP && from.address == from.link.designatedRouter) {
      acknowledgeLater(from.link, header);
    }
  }

  /** Puts an instance into the database in place of an older one (§13.2), and sees to its ageing. */
  void install(StoredLsa stored) {
    LsaKey key = stored.lsa.key();
    StoredLsa old = core.database.put(stored);
    boolean isMaxAge = stored.isMaxAge(core.nowNanos);
    boolean wasUsed = old != null && !core.maxAged.contains(key);
    if (wasUsed == isMaxAge || wasUsed && !old.lsa.saysTheSameAs(stored.lsa)) {
      core.scheduleSpf();
    }
    if (isMaxAge) {
      core.maxAged.add(key);
    } else {
      core.maxAged.remove(key);
      core.wakeAt(originator.dueNanos(stored));
    }
    for (Link link : core.links) {
      for (Neighbor neighbor : link.neighbors.values()) {
        neighbor.owesNoMore(key);
      }
    }
  }

  /**
   * RFC 2328 §13.3.
   *
   * @param from whom it came from; null: it is ours, or aged out
   * @return it goes out of the interface that it came in by
   */
  boolean flood(StoredLsa stored, Neighbor from) {
    boolean back = false;
    for (Link link : core.links) {
      if (!owe(link, stored, from)) {
        continue;
      }
      if (from != null && link == from.link
          && (from.address == link.designatedRouter || from.address == link.backupDesignatedRouter
              || link.state == InterfaceState.BACKUP) && link.broadcast()) {
        continue;
      }
      if (link.toFlood == null) {
        link.toFlood = new LinkedHashMap<>();
      }
      link.toFlood.put(stored.lsa.key(), stored);
      back |= from != null && link == from.link;
    }
    return back;
  }

  /** Step 1 of §13.3. @return somebody there has to get it */
  private boolean owe(Link link, StoredLsa stored, Neighbor from) {
    boolean somebody = false;
    for (Neighbor neighbor : link.neighbors.values()) {
      if (!neighbor.state.atLeast(NeighborState.EXCHANGE)) {
        continue;
      }
      LsaKey key = stored.lsa.key();
      LsaHeader requested = neighbor.requests == null ? null : neighbor.requests.get(key);
      if (requested != null) {
        int order = stored.header(core.nowNanos).compareRecency(requested);
        if (order < 0) {
          continue;
        }
        neighbor.requests.remove(key);
        core.requestsAnswered = true;
        if (order == 0) {
          continue;
        }
      }
      if (neighbor != from) {
        neighbor.owes(stored, core.nowNanos + core.retransmitNanos);
        core.armRetransmission(neighbor);
        somebody = true;
      }
    }
    return somebody;
  }

  private void acknowledgeLater(Link link, LsaHeader header) {
    if (link.toAcknowledge == null) {
      link.toAcknowledge = new LinkedHashMap<>();
      core.arm(new Timer.DelayedAck(link.index()), DELAYED_ACK_NANOS);
    }
    link.toAcknowledge.put(header.key(), header);
  }

  void delayedAckFired(Link link) {
    if (link.toAcknowledge != null) {
      var headers = new ArrayList<>(link.toAcknowledge.values());
      link.toAcknowledge = null;
      sendAcknowledgments(link, link.floodDestination(), headers);
    }
  }

  private void sendAcknowledgments(Link link, int destination, List<LsaHeader> headers) {
    int room = link.bodyRoom() / LsaHeader.OCTETS;
    for (int at = 0; at < headers.size(); at += room) {
      core.send(link, destination,
          new LinkStateAcknowledgment(headers.subList(at, Math.min(headers.size(), at + room))));
    }
  }

  private void sendUpdates(Link link, int destination, Iterable<StoredLsa> lsas) {
    var batch = new ArrayList<Lsa>();
    int octets = COUNT_OCTETS;
    for (StoredLsa stored : lsas) {
      if (!batch.isEmpty() && octets + stored.lsa.length() > link.bodyRoom()) {
        core.send(link, destination, new LinkStateUpdate(batch));
        batch.clear();
        octets = COUNT_OCTETS;
      }
      // One that alone is too long for the MTU goes out alone, for IP to fragment.
      batch.add(stored.outgoing(core.nowNanos));
      octets += stored.lsa.length();
    }
    if (!batch.isEmpty()) {
      core.send(link, destination, new LinkStateUpdate(batch));
    }
  }

  /** Sends what the event has left to be flooded, and asks on where requests were answered. */
  void settle() {
    if (core.requestsAnswered) {
      core.requestsAnswered = false;
      for (Link link : core.links) {
        link.neighbors.values().forEach(adjacencies::proceedWithRequests);
      }
    }
    for (Link link : core.links) {
      if (link.toFlood != null) {
        var lsas = link.toFlood;
        link.toFlood = null;
        sendUpdates(link, link.floodDestination(), lsas.values());
      }
    }
  }

  /** RFC 2328 §13.7. */
  void received(Neighbor from, LinkStateAcknowledgment acknowledgment) {
    if (from.unacknowledged == null) {
      return;
    }
    for (LsaHeader header : acknowledgment.headers()) {
      LsaKey key = header.key();
      Unacknowledged sent = from.unacknowledged == null ? null : from.unacknowledged.get(key);
      if (sent != null && header.compareRecency(sent.stored().header(core.nowNanos)) == 0) {
        from.owesNoMore(key);
      }
    }
  }

  /** RFC 2328 §10.7. */
  void received(Neighbor from, LinkStateRequest request) {
    var wanted = new ArrayList<StoredLsa>(request.keys().size());
    for (LsaKey key : request.keys()) {
      StoredLsa stored = core.database.find(key);
      if (stored == null) {
        adjacencies.fire(from, NeighborFsm.Event.BAD_LS_REQ, "it asked for an LSA that we do not have");
        return;
      }
      wanted.add(stored);
    }
    sendUpdates(from.link, from.address, wanted);
  }

  /** The retransmission timer fired (§13.6). */
  void retransmit(Neighbor neighbor) {
    var due = new ArrayList<StoredLsa>();
    while (neighbor.unacknowledgedCount() != 0) {
      Unacknowledged first = neighbor.unacknowledged.firstEntry().getValue();
      if (first.dueNanos() > core.nowNanos) {
        break;
      }
      due.add(first.stored());
      neighbor.owes(first.stored(), core.nowNanos + Math.max(1, core.retransmitNanos));
    }
    core.lsasRetransmitted += due.size();
    sendUpdates(neighbor.link, neighbor.address, due);
  }

  /** LSAs that have reached MaxAge are flooded once more as such (§14). */
  void age() {
    for (StoredLsa stored : core.database.toArray()) {
      LsaKey key = stored.lsa.key();
      if (!stored.isMaxAge(core.nowNanos)) {
        core.wakeAt(originator.dueNanos(stored));
      } else if (core.maxAged.add(key)) {
        core.scheduleSpf();
        flood(stored, null);
      }
    }
  }

  /** Removes LSAs of MaxAge that nobody needs to be told of any more (§14). */
  void sweep() {
    if (core.maxAged.isEmpty() || core.anyExchanging()) {
      return;
    }
    core.maxAged.removeIf(key -> {
      if (owed(key)) {
        return false;
      }
      core.database.remove(key);
      core.originationDue |= key.advertisingRouter() == core.config.routerId();
      return true;
    });
  }

  private boolean owed(LsaKey key) {
    for (Link link : core.links) {
      for (Neighbor neighbor : link.neighbors.values()) {
        if (neighbor.unacknowledged != null && neighbor.unacknowledged.containsKey(key)) {
          return true;
        }
      }
    }
    return false;
  }
}
