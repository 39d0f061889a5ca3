package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.NeighborState.EXCHANGE;
import static io.carrierlab.protocols.ospf.NeighborState.FULL;
import static io.carrierlab.protocols.ospf.NeighborState.INIT;
import static io.carrierlab.protocols.ospf.NeighborState.LOADING;
import static io.carrierlab.protocols.ospf.NeighborState.TWO_WAY;

import io.carrierlab.protocols.ospf.OspfBody.DatabaseDescription;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateRequest;
import io.carrierlab.protocols.ospf.OspfMachine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Neighbours and the synchronisation of databases: RFC 2328 §10.3, §10.6 to §10.9. */
final class Adjacencies {
  private final Core core;

  Adjacencies(Core core) {
    this.core = core;
  }

  /** @param why for people, of an event that ends something */
  void fire(Neighbor neighbor, NeighborFsm.Event event, String why) {
    Link link = neighbor.link;
    NeighborState old = neighbor.state;
    var step = NeighborFsm.step(old, event, link.wantsAdjacency(neighbor), neighbor.requestsLeft() != 0);
    neighbor.state = step.next();
    for (NeighborFsm.Effect effect : step.effects()) {
      perform(neighbor, old, effect);
    }
    noteChange(neighbor, old, why);
  }

  private void perform(Neighbor neighbor, NeighborState old, NeighborFsm.Effect effect) {
    switch (effect) {
      case START_INACTIVITY -> {
        neighbor.heardNanos = core.nowNanos;
        if (old == NeighborState.DOWN) {
          core.arm(new Timer.Inactivity(neighbor.link.index(), neighbor.key), core.config.timers().dead().toNanos());
        }
      }
      case STOP_INACTIVITY -> {
        core.disarm(new Timer.Inactivity(neighbor.link.index(), neighbor.key));
        neighbor.sequenceKnown = false;
        neighbor.lastHello = null;
      }
      case CLEAR_LISTS -> {
        neighbor.clearLists();
        if (neighbor.retransmitArmedNanos != Neighbor.NEVER) {
          neighbor.retransmitArmedNanos = Neighbor.NEVER;
          core.disarm(new Timer.Retransmit(neighbor.link.index(), neighbor.key));
        }
      }
      case START_NEGOTIATION -> {
        // The first number only has to differ from those of an earlier attempt; the clock does (§10.8).
        neighbor.ddSequence = neighbor.ddSequence == 0 ? (int) (core.nowNanos >>> 20) + 1 : neighbor.ddSequence + 1;
        neighbor.weAreMaster = true;
        sendDescription(neighbor, DatabaseDescription.INIT | DatabaseDescription.MORE | DatabaseDescription.MASTER,
            List.of());
      }
      case SUMMARISE -> summarise(neighbor);
    }
  }

  private void noteChange(Neighbor neighbor, NeighborState old, String why) {
    NeighborState now = neighbor.state;
    Link link = neighbor.link;
    if (now == old) {
      return;
    }
    if (old.atLeast(TWO_WAY) != now.atLeast(TWO_WAY)) {
      link.neighborChanged = true;
      core.electionDue = true;
    }
    if (old.atLeast(INIT) != now.atLeast(INIT)) {
      link.helloPacket = null;
    }
    if (old == FULL || now == FULL) {
      core.originationDue = true;
    }
    if (now == FULL || now == TWO_WAY && old == INIT) {
      link.rejections.forgive(neighbor.address);
    }
    if (now.compareTo(old) < 0) {
      neighbor.lastDown = why;
      if (old.atLeast(EXCHANGE)) {
        core.adjacencyResets++;
      }
    }
  }

  private void summarise(Neighbor neighbor) {
    var summary = new ArrayList<StoredLsa>(core.database.size());
    for (int i = 0; i < core.database.size(); i++) {
      StoredLsa stored = core.database.at(i);
      if (stored.isMaxAge(core.nowNanos)) {
        neighbor.owes(stored, core.nowNanos + core.retransmitNanos);
      } else {
        summary.add(stored);
      }
    }
    neighbor.summary = summary.toArray(new StoredLsa[0]);
    neighbor.summarised = 0;
    core.armRetransmission(neighbor);
  }

  /** RFC 2328 §10.6. */
  void received(Neighbor neighbor, DatabaseDescription description) {
    Link link = neighbor.link;
    if (description.mtu() > link.config.mtu()) {
      core.reject(link, RejectReason.MTU, neighbor.address,
          "theirs " + description.mtu() + ", ours " + link.config.mtu());
      return;
    }
    if (neighbor.state == INIT) {
      fire(neighbor, NeighborFsm.Event.TWO_WAY_RECEIVED, "");
    }
    switch (neighbor.state) {
      case DOWN, INIT, TWO_WAY ->
          core.reject(link, RejectReason.NEIGHBOR_STATE, neighbor.address, "");
      case EX_START -> negotiate(neighbor, description);
      case EXCHANGE -> exchange(neighbor, description);
      case LOADING, FULL -> {
        if (!description.repeats(neighbor.lastReceived)) {
          fire(neighbor, NeighborFsm.Event.SEQ_NUMBER_MISMATCH, "it began a new database exchange");
        } else if (!neighbor.weAreMaster) {
          repeatAsSlave(neighbor);
        }
      }
    }
  }

  private void negotiate(Neighbor neighbor, DatabaseDescription description) {
    int order = Integer.compareUnsigned(neighbor.routerId, core.config.routerId());
    if (description.init() && description.more() && description.master() && description.headers().isEmpty()
        && order > 0) {
      neighbor.weAreMaster = false;
      neighbor.ddSequence = description.sequence();
      neighbor.lastReceived = description;
      fire(neighbor, NeighborFsm.Event.NEGOTIATION_DONE, "");
      sendNext(neighbor);
    } else if (!description.init() && !description.master() && description.sequence() == neighbor.ddSequence
        && order < 0) {
      fire(neighbor, NeighborFsm.Event.NEGOTIATION_DONE, "");
      accept(neighbor, description);
    } else {
      core.reject(neighbor.link, RejectReason.NEIGHBOR_STATE, neighbor.address, "");
    }
  }

  private void exchange(Neighbor neighbor, DatabaseDescription description) {
    if (description.repeats(neighbor.lastReceived)) {
      if (!neighbor.weAreMaster) {
        repeatAsSlave(neighbor);
      }
      return;
    }
    int expected = neighbor.weAreMaster ? neighbor.ddSequence : neighbor.ddSequence + 1;
    String mismatch = description.master() == neighbor.weAreMaster ? "master and slave disagree"
        : description.init() ? "it began a new database exchange"
        : neighbor.lastReceived != null && neighbor.lastReceived.options() != description.options()
            ? "its options changed during the exchange"
        : description.sequence() != expected ? "DD sequence number mismatch" : null;
    if (mismatch != null) {
      fire(neighbor, NeighborFsm.Event.SEQ_NUMBER_MISMATCH, mismatch);
    } else {
      accept(neighbor, description);
    }
  }

  private void accept(Neighbor neighbor, DatabaseDescription description) {
    neighbor.lastReceived = description;
    for (LsaHeader header : description.headers()) {
      if (LsType.of(header.type()).isEmpty() || neighbor.requestsLeft() > Core.MAX_LSAS) {
        fire(neighbor, NeighborFsm.Event.SEQ_NUMBER_MISMATCH, "it described an LSA of type " + header.type());
        return;
      }
      StoredLsa stored = core.database.find(header.key());
      if (stored == null || header.compareRecency(stored.header(core.nowNanos)) > 0) {
        if (neighbor.requests == null) {
          neighbor.requests = new TreeMap<>();
        }
        neighbor.requests.put(header.key(), header);
      }
    }
    boolean done;
    if (neighbor.weAreMaster) {
      neighbor.ddSequence++;
      neighbor.ddDueNanos = Neighbor.NEVER;
      done = !neighbor.lastSent.more() && !description.more();
      if (!done) {
        sendNext(neighbor);
      }
    } else {
      neighbor.ddSequence = description.sequence();
      sendNext(neighbor);
      done = !neighbor.lastSent.more() && !description.more();
    }
    if (done) {
      neighbor.summary = null;
      fire(neighbor, NeighborFsm.Event.EXCHANGE_DONE, "");
    }
    proceedWithRequests(neighbor);
  }

  /** The next piece of the summary, in the order of the database. */
  private void sendNext(Neighbor neighbor) {
    int room = Math.max(1, (neighbor.link.bodyRoom() - 8) / LsaHeader.OCTETS);
    int end = Math.min(neighbor.summary.length, neighbor.summarised + room);
    var headers = new ArrayList<LsaHeader>(end - neighbor.summarised);
    for (int i = neighbor.summarised; i < end; i++) {
      headers.add(neighbor.summary[i].header(core.nowNanos));
    }
    neighbor.summarised = end;
    sendDescription(neighbor, (end < neighbor.summary.length ? DatabaseDescription.MORE : 0)
        | (neighbor.weAreMaster ? DatabaseDescription.MASTER : 0), headers);
  }

  private void sendDescription(Neighbor neighbor, int flags, List<LsaHeader> headers) {
    neighbor.lastSent = new DatabaseDescription(neighbor.link.config.mtu(), OspfBody.E_BIT, flags,
        neighbor.ddSequence, headers);
    sendLastDescription(neighbor);
  }

  private void sendLastDescription(Neighbor neighbor) {
    neighbor.lastSentNanos = core.nowNanos;
    core.send(neighbor.link, neighbor.address, neighbor.lastSent);
    // Only the master repeats of itself; both are, until they have negotiated.
    neighbor.ddDueNanos = neighbor.weAreMaster ? core.nowNanos + core.retransmitNanos : Neighbor.NEVER;
    core.armRetransmission(neighbor);
  }

  /** The master missed our answer; we keep it for RouterDeadInterval (§10.8). */
  private void repeatAsSlave(Neighbor neighbor) {
    boolean kept = neighbor.lastSent != null
        && core.nowNanos - neighbor.lastSentNanos < core.config.timers().dead().toNanos();
    if (kept) {
      core.send(neighbor.link, neighbor.address, neighbor.lastSent);
    } else {
      fire(neighbor, NeighborFsm.Event.SEQ_NUMBER_MISMATCH, "it repeats a description long answered");
    }
  }

  /** Descriptions that nobody can ask for again are forgotten. */
  void forgetDescriptions() {
    for (Link link : core.links) {
      for (Neighbor neighbor : link.neighbors.values()) {
        if (neighbor.state == FULL
            && core.nowNanos - neighbor.lastSentNanos >= core.config.timers().dead().toNanos()) {
          neighbor.lastSent = null;
          neighbor.lastReceived = null;
        }
      }
    }
  }

  /** Asks for the next LSAs once the last ones have come (§10.9), or is done. */
  void proceedWithRequests(Neighbor neighbor) {
    if (!neighbor.exchangingOrLoading()) {
      return;
    }
    if (neighbor.requestsLeft() == 0) {
      neighbor.requests = null;
      neighbor.asked = List.of();
      neighbor.requestDueNanos = Neighbor.NEVER;
      if (neighbor.state == LOADING) {
        fire(neighbor, NeighborFsm.Event.LOADING_DONE, "");
      }
    } else if (neighbor.asked.stream().noneMatch(neighbor.requests::containsKey)) {
      neighbor.asked = neighbor.requests.keySet().stream()
          .limit(Math.max(1, neighbor.link.bodyRoom() / LinkStateRequest.KEY_OCTETS)).toList();
      request(neighbor);
    }
  }

  private void request(Neighbor neighbor) {
    core.send(neighbor.link, neighbor.address, new LinkStateRequest(neighbor.asked));
    neighbor.requestDueNanos = core.nowNanos + core.retransmitNanos;
    core.armRetransmission(neighbor);
  }

  /** The retransmission timer fired: descriptions and requests; LSAs are {@link Flooding}'s. */
  void retransmit(Neighbor neighbor) {
    if (neighbor.ddDueNanos <= core.nowNanos) {
      sendLastDescription(neighbor);
    }
    if (neighbor.requestDueNanos <= core.nowNanos) {
      // Those that came meanwhile are not asked for again.
      neighbor.asked = neighbor.asked.stream().filter(neighbor.requests::containsKey).toList();
      request(neighbor);
    }
  }
}
