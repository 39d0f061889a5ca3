package io.carrierlab.node.inspect;

import io.carrierlab.protocols.ike.IkeFailure;
import java.util.Collections;
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
 */
public record ClientView(String client, String population, String vpn, String user, boolean connected, int attempts,
    int sessions, int ended, long firstAttemptNanos, long setupNanos, long firstAnswerNanos, long requests,
    long answers, long internetRequests, long internetAnswers, long roundTripNanos, Traffic endedUsage,
    Map<IkeFailure, Integer> failures) {
  public ClientView {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /** Inner IPv4 packets and their octets, sent into and received from tunnels. */
  public record Traffic(long sentPackets, long sentOctets, long receivedPackets, long receivedOctets) {}
}
