package io.carrierlab.node.client;

import io.carrierlab.protocols.ike.IkeFailure;
import java.util.EnumMap;
import java.util.Map;

/** What a client counts over all of its sessions: about 200 octets. Times in nanoseconds since the start of the run. */
final class ClientStats {
  int attempts;
  int sessions;
  long firstAttemptNanos = -1;
  long connectingSinceNanos;
  /** From the first message of the last session that came up to its SAs. */
  long setupNanos;
  long upSinceNanos = -1;
  long firstAnswerNanos = -1;
  long requests;
  long answers;
  long internetRequests;
  long internetAnswers;
  long roundTripSumNanos;
  final Map<IkeFailure, Integer> failures = new EnumMap<>(IkeFailure.class);

  void failed(IkeFailure reason) {
    failures.merge(reason, 1, Integer::sum);
  }
}
