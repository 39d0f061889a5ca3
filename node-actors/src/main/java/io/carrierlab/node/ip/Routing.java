package io.carrierlab.node.ip;

/** A routing context's lookup, and what it does with a route that leaves the context. */
public interface Routing {
  Hop lookup(int destination);

  /** For people who follow a packet: the route that {@link #lookup} finds, and where it came from. */
  String explain(int destination);

  /** Sends a packet to another PE. @return false if there is no way to it */
  boolean sendRemote(Hop.Remote hop, Departure departure);
}
