package io.carrierlab.node.inspect;

/** What can be counted at a device. */
public enum Countable {
  LABELS, ROUTES, BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS, VPNV4_ROUTES,
  /** Of an aggregator, a client or a peer: child SAs, counted once for both directions. */
  SAS,
  /** Of an aggregator: those that are established. */
  IKE_SAS,
  /** Of an aggregator: peers with an inner address. */
  CLIENTS,
  /** Of a RADIUS server: accounting sessions that began and have not ended. */
  RADIUS_SESSIONS
}
