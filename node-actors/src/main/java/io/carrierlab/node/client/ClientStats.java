package io.carrierlab.node.client;

import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.ipsec.TunnelEnd;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.protocols.aaa.AccountingRecord.Usage;
import io.carrierlab.protocols.ike.IkeFailure;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a client counts over all of its sessions: about 310 octets, its outages not included. Times in nanoseconds since
 * the start of the run.
 */
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
  /** To requests that were under way when somebody asked for these counts. */
  long lateAnswers;
  /** Answers that came again. */
  long duplicates;
  final OutageWatch outages;
  final Map<IkeFailure, Integer> failures = new EnumMap<>(IkeFailure.class);

  private Usage ended = Usage.NONE;
  private int endedSessions;

  ClientStats(ClientConfig config) {
    outages = new OutageWatch(config.population().traffic().map(each -> each.every().toNanos()).orElse(0L));
  }

  /** A session is over: what its tunnel carried is kept. @param wasUp it had come up */
  void ended(TunnelEnd tunnel, boolean wasUp) {
    ended = usage(tunnel);
    endedSessions += wasUp ? 1 : 0;
  }

  ClientView view(ClientConfig config, long nowNanos) {
    return new ClientView(config.name(), config.population().name(), config.population().vpn(),
        config.initiator().user().orElse(""), upSinceNanos >= 0, attempts, sessions, endedSessions, firstAttemptNanos,
        setupNanos, firstAnswerNanos, requests, answers, internetRequests, internetAnswers, roundTripSumNanos,
        new ClientView.Traffic(ended.outputPackets(), ended.outputOctets(), ended.inputPackets(),
            ended.inputOctets()), failures, lateAnswers, duplicates, outages.all(nowNanos));
  }

  /** Inner packets and octets of all sessions. @param tunnel of the session that is up; null: none */
  Usage usage(TunnelEnd tunnel) {
    if (tunnel == null) {
      return ended;
    }
    Usage now = tunnel.usage(0);
    return new Usage(ended.inputOctets() + now.inputOctets(), ended.outputOctets() + now.outputOctets(),
        ended.inputPackets() + now.inputPackets(), ended.outputPackets() + now.outputPackets(), 0);
  }

  void failed(IkeFailure reason) {
    failures.merge(reason, 1, Integer::sum);
  }
}
