package io.carrierlab.protocols.radius;

import java.util.List;

/**
 * What an operator sees of a server.
 *
 * @param sessions of accounting, oldest first
 */
public record RadiusServerView(List<AccountingBook.Line> sessions, Counters counters) {
  /**
   * Since the start. A datagram that is not answered is counted under one of the reasons.
   *
   * @param duplicates requests answered as before
   * @param unknownClients datagrams from who has no secret with us
   * @param badAuthenticators requests that the secret does not vouch for
   * @param unsupported packets of a kind that does not belong to the port
   * @param eapDiscarded EAP messages that deserve no answer
   * @param sessionsDropped lines that the books had no room for
   * @param recordsRepeated starts and stops that were in the books already
   * @param recordsOutOfOrder records of sessions that were not started, or were stopped
   */
  public record Counters(long accepts, long rejects, long challenges, long accounted, long duplicates,
      long unknownClients, long badAuthenticators, long malformed, long unsupported, long eapDiscarded,
      long sessionsDropped, long recordsRepeated, long recordsOutOfOrder) {}
}
