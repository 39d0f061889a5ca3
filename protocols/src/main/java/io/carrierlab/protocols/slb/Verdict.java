package io.carrierlab.protocols.slb;

/** What becomes of a packet. */
public sealed interface Verdict {
  /** It is for no virtual server in service. */
  record NotOurs() implements Verdict {}

  /** It goes to this real server. @param server IPv4, network order */
  record To(int server) implements Verdict {}

  record Drop(Reason reason) implements Verdict {}

  /** Why a client gets no connection. */
  enum Reason {
    /** Every real server of the farm has failed, is full or is out of service. */
    NO_SERVER,
    /** The client's other connections are at a server that is full. */
    SERVER_FULL,
    /** The client's other connections are at a server that has failed. */
    SERVER_FAILED,
    /** There are as many connections as there may be. */
    TABLE_FULL
  }
}
