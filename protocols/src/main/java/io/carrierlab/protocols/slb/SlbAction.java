package io.carrierlab.protocols.slb;

/** What the router around does, or tells its operators. */
public sealed interface SlbAction {
  /** Sends an ICMP echo request. @param identifier 16 bits @param sequence 16 bits */
  record Ping(int server, int identifier, int sequence) implements SlbAction {}

  /**
   * A real server no longer answers.
   *
   * @param unanswered pings, one after the other
   * @param connections that were forgotten, 0 without {@code failaction purge}
   * @param sticky clients without a connection that were to stay with it, likewise
   */
  record Failed(String farm, int server, int unanswered, int connections, int sticky) implements SlbAction {}

  /** A real server that had failed answers again. */
  record Back(String farm, int server) implements SlbAction {}
}
