package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ospf.OspfBody.DatabaseDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** What is kept of a neighbour (RFC 2328 §10). Lists exist only while they hold something. */
final class Neighbor {
  /** "Not due", for the times below. */
  static final long NEVER = Long.MAX_VALUE;

  /** An LSA that was sent and not acknowledged. */
  record Unacknowledged(StoredLsa stored, long dueNanos) {}

  final Link link;
  /** Router ID on a point-to-point link, address on a broadcast one (§8.2). */
  final int key;
  int routerId;
  int address;
  NeighborState state = NeighborState.DOWN;
  int priority;
  int designatedRouter;
  int backupDesignatedRouter;
  long heardNanos;
  byte[] lastHello;
  String lastDown;

  boolean sequenceKnown;
  int cryptographicSequence;

  boolean weAreMaster;
  int ddSequence;
  DatabaseDescription lastReceived;
  DatabaseDescription lastSent;
  long lastSentNanos;
  long ddDueNanos = NEVER;
  StoredLsa[] summary;
  int summarised;

  TreeMap<LsaKey, LsaHeader> requests;
  List<LsaKey> asked = List.of();
  long requestDueNanos = NEVER;

  LinkedHashMap<LsaKey, Unacknowledged> unacknowledged;
  long retransmitArmedNanos = NEVER;

  Neighbor(Link link, int key) {
    this.link = link;
    this.key = key;
  }

  boolean exchangingOrLoading() {
    return state == NeighborState.EXCHANGE || state == NeighborState.LOADING;
  }

  int requestsLeft() {
    return requests == null ? 0 : requests.size();
  }

  int unacknowledgedCount() {
    return unacknowledged == null ? 0 : unacknowledged.size();
  }

  /** When the next retransmission of anything is due. */
  long nextDueNanos() {
    long next = Math.min(ddDueNanos, requestDueNanos);
    return unacknowledgedCount() == 0 ? next
        : Math.min(next, unacknowledged.firstEntry().getValue().dueNanos());
  }

  void owes(StoredLsa stored, long dueNanos) {
    if (unacknowledged == null) {
      unacknowledged = new LinkedHashMap<>();
    }
    // To the end, where the latest is due.
    unacknowledged.putLast(stored.lsa.key(), new Unacknowledged(stored, dueNanos));
  }

  void owesNoMore(LsaKey lsa) {
    if (unacknowledged != null && unacknowledged.remove(lsa) != null && unacknowledged.isEmpty()) {
      unacknowledged = null;
    }
  }

  void clearLists() {
    unacknowledged = null;
    requests = null;
    asked = List.of();
    summary = null;
    lastReceived = null;
    lastSent = null;
    ddDueNanos = NEVER;
    requestDueNanos = NEVER;
  }
}
