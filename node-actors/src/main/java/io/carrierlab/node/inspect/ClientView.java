package io.carrierlab.node.inspect;

import io.carrierlab.protocols.ike.IkeFailure;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a remote-access client has counted, over all of its sessions. Times are nanoseconds since the start of the run.
 *
 * @param user empty: it has none
 * @param attempts to connect
 * @param sessions that came up
 * @param ended of them, those that are over
 * @param firstAttemptNanos -1: none yet
 * @param setupNanos of the last session that came up, from the first message to its SAs
 * @param firstAnswerNanos when the first answer through a tunnel came; -1: none yet
 * @param requests and {@code answers}: to and from its company
 * @param roundTripNanos of all answers together
 * @param endedUsage inner packets and octets of the sessions that are over
 * @param failures sessions and messages that failed, by reason
 * @param lateAnswers answers, after the client was asked for its counts, to requests that it had sent before
 * @param duplicates answers that came again; not among the answers
 * @param outages of the company's answers, in order of time, the last perhaps not over
 */
public record ClientView(String client, String population, String vpn, String user, boolean connected, int attempts,
    int sessions, int ended, long firstAttemptNanos, long setupNanos, long firstAnswerNanos, long requests,
    long answers, long internetRequests, long internetAnswers, long roundTripNanos, Traffic endedUsage,
    Map<IkeFailure, Integer> failures, long lateAnswers, long duplicates, List<Outage> outages) {
  public ClientView {
    outages = List.copyOf(outages);
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /**
   * A silence of the company that cost answers: a client that has a tunnel or wants one got none for longer than two
   * requests and a half, or lost its session. What it was spent on lies between the times, each -1 where it did not
   * come to that.
   *
   * @param lastAnswerNanos before the silence, or when the client wanted to be connected first
   * @param lostNanos when the client gave up its session, by DPD as a rule
   * @param attemptNanos when the attempt to connect began that succeeded
   * @param upNanos when that had its SAs
   * @param answerNanos the first answer after the silence
   * @param attempts to connect during the silence, the one that succeeded included
   * @param unanswered requests
   * @param missedNanos when the first request was sent that got no answer; -1: none was
   * @param leftNanos when the client left in good order, and so ended the silence without an answer
   */
  public record Outage(long lastAnswerNanos, long lostNanos, long attemptNanos, long upNanos, long answerNanos,
      int attempts, long unanswered, long missedNanos, long leftNanos) {
    /** When it lacked something for the first time: an answer, or its session. */
    public long begunNanos() {
      return missedNanos < 0 ? lostNanos < 0 ? lastAnswerNanos : lostNanos
          : lostNanos < 0 ? missedNanos : Math.min(missedNanos, lostNanos);
    }
  }

  /** Inner IPv4 packets and their octets, sent into and received from tunnels. */
  public record Traffic(long sentPackets, long sentOctets, long receivedPackets, long receivedOctets) {}
}
