package io.carrierlab.protocols.radius;

import java.util.List;

/**
 * For {@code show aaa servers}.
 *
 * @param outstanding requests sent and not answered
 * @param waiting requests not sent yet
 */
public record RadiusClientView(List<ServerView> servers, int outstanding, int waiting, Counters counters) {
  /** @param sourcePorts in use towards it, for access and accounting together */
  public record ServerView(int address, boolean dead, int outstanding, int sourcePorts) {}

  /**
   * Since the start.
   *
   * @param requests asked of us, accounting included
   * @param timeouts transmissions that stayed unanswered
   * @param failovers requests that went on to another server
   * @param badAuthenticators responses that the secret does not vouch for
   * @param unexpected responses to nothing that is open: late or repeated ones
   * @param unreadable authentic responses that hide something broken
   * @param busy requests refused because too many waited
   * @param givenUp requests that no server answered
   */
  public record Counters(long requests, long accepts, long rejects, long challenges, long accounted,
      long retransmissions, long timeouts, long failovers, long badAuthenticators, long unexpected, long malformed,
      long unreadable, long busy, long givenUp) {}
}
