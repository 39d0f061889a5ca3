package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;

/** A neighbour as it is now. Index 0 and 1 stand for the two sources of paths that are no neighbours. */
final class PeerState {
  static final int LOCAL = 0;
  static final int IMPORTED = 1;
  static final int FIRST = 2;

  final SpeakerConfig.Peer config;
  final int index;
  final SpeakerAction.Source source;
  /** Of the last session. */
  int routerId;
  int localAddress;
  boolean routeRefresh;
  boolean up;
  boolean writable = true;
  /** Its session has ended, but paths of it are still in the tables. */
  boolean sweeping;
  private final Outflow[] outflows = new Outflow[Family.values().length];
  private final int[] received = new int[Family.values().length];
  long routesSent;
  long withdrawalsSent;
  long loops;
  long filtered;

  PeerState(SpeakerConfig.Peer config, int index, SpeakerAction.Source source) {
    this.config = config;
    this.index = index;
    this.source = source;
  }

  boolean isNeighbor() {
    return index >= FIRST;
  }

  boolean isEbgp() {
    return source == SpeakerAction.Source.EBGP;
  }

  boolean isIbgp() {
    return source == SpeakerAction.Source.IBGP;
  }

  /** Whether paths from it count: not those of a session that has ended. */
  boolean isUsable() {
    return !isNeighbor() || up;
  }

  /** Where routes of a family go out to it; null if it does not take that family now. */
  Outflow outflow(Family family) {
    return outflows[family.ordinal()];
  }

  void outflow(Family family, Outflow outflow) {
    outflows[family.ordinal()] = outflow;
  }

  /** Paths of a family that are in the table. */
  int received(Family family) {
    return received[family.ordinal()];
  }

  void count(Family family, int more) {
    received[family.ordinal()] += more;
  }
}
