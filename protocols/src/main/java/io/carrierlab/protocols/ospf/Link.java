package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.OspfMachine.Interface;
import io.carrierlab.protocols.ospf.OspfMachine.Network;
import java.util.LinkedHashMap;
import java.util.TreeMap;

/** What is kept of an interface (RFC 2328 §9). */
final class Link {
  final Interface config;
  final Rejections rejections = new Rejections();
  /** By {@link Neighbor#key}; those that went down stay, to tell why. */
  final TreeMap<Integer, Neighbor> neighbors = new TreeMap<>();
  InterfaceState state = InterfaceState.DOWN;
  int designatedRouter;
  int backupDesignatedRouter;
  /** Without authentication a hello stays the same until the neighbours or the election change. */
  byte[] helloPacket;
  boolean neighborChanged;
  OwnLsa networkLsa;
  /** To be flooded at the end of the event; null: nothing. */
  LinkedHashMap<LsaKey, StoredLsa> toFlood;
  /** To be acknowledged when the timer fires, by instance; null: nothing, and the timer is not armed. */
  LinkedHashMap<LsaKey, LsaHeader> toAcknowledge;

  Link(Interface config) {
    this.config = config;
  }

  int index() {
    return config.index();
  }

  boolean broadcast() {
    return config.network() == Network.BROADCAST;
  }

  boolean up() {
    return state != InterfaceState.DOWN;
  }

  /** Packets are sent and accepted. */
  boolean speaks() {
    return up() && state != InterfaceState.LOOPBACK && !config.passive();
  }

  boolean elected() {
    return state == InterfaceState.DR || state == InterfaceState.BACKUP;
  }

  /** Where floods and delayed acknowledgments go (RFC 2328 §13.3, §13.5). */
  int floodDestination() {
    return broadcast() && !elected() ? OspfMachine.ALL_D_ROUTERS : OspfMachine.ALL_SPF_ROUTERS;
  }

  /** Octets that fit a packet's body with room for a digest, so that IP need not fragment. */
  int bodyRoom() {
    return Math.max(LsaHeader.OCTETS, config.mtu() - 20 - OspfPacket.HEADER_OCTETS - Md5Key.OCTETS);
  }

  boolean onNetwork(int address) {
    return ((address ^ config.address()) & Ipv4.mask(config.prefixLength())) == 0;
  }

  int fullNeighbors() {
    int full = 0;
    for (Neighbor neighbor : neighbors.values()) {
      if (neighbor.state == NeighborState.FULL) {
        full++;
      }
    }
    return full;
  }

  /** RFC 2328 §10.4. */
  boolean wantsAdjacency(Neighbor neighbor) {
    return !broadcast() || elected()
        || neighbor.address == designatedRouter || neighbor.address == backupDesignatedRouter;
  }
}
