package io.carrierlab.protocols.ospf;

/** Why a received packet had no effect (RFC 2328 §8.2, §10.5, §10.6): one counter each, per interface. */
public enum RejectReason {
  MALFORMED("malformed packet"),
  CHECKSUM("packet checksum wrong"),
  PASSIVE("interface is passive or down"),
  OWN_ROUTER_ID("our own Router ID"),
  AREA("area mismatch"),
  SOURCE_NETWORK("source is not on the interface's network"),
  DESTINATION("destination AllDRouters, and we are neither DR nor Backup"),
  AUTHENTICATION_TYPE("authentication type mismatch"),
  MD5_KEY("MD5 key id mismatch"),
  MD5_DIGEST("MD5 digest mismatch"),
  MD5_SEQUENCE("MD5 sequence number went back"),
  NETWORK_MASK("network mask mismatch"),
  HELLO_INTERVAL("hello interval mismatch"),
  DEAD_INTERVAL("dead interval mismatch"),
  OPTIONS("options mismatch, E-bit clear"),
  MTU("interface MTU mismatch"),
  DUPLICATE_ROUTER_ID("Router ID is already that of another neighbour"),
  TOO_MANY_NEIGHBORS("too many neighbours"),
  UNKNOWN_NEIGHBOR("no hello came before"),
  NEIGHBOR_STATE("not expected in the neighbour's state");

  private final String text;

  RejectReason(String text) {
    this.text = text;
  }

  /** For people: no packet data in it. */
  public String text() {
    return text;
  }

  /** It tells why no adjacency forms; the others happen in healthy networks too, and are only counted. */
  boolean explains() {
    return this != UNKNOWN_NEIGHBOR && this != NEIGHBOR_STATE && this != DESTINATION && this != PASSIVE;
  }
}
