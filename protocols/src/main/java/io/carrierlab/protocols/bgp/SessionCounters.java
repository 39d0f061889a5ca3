package io.carrierlab.protocols.bgp;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a session counts; nothing of it is ever reset. */
final class SessionCounters {
  private final long[] in = new long[Header.ROUTE_REFRESH + 1];
  private final long[] out = new long[Header.ROUTE_REFRESH + 1];
  private final TreeMap<String, Long> faults = new TreeMap<>();
  private long established;

  void received(int type) {
    in[type]++;
  }

  void sent(int type) {
    out[type]++;
  }

  void established() {
    established++;
  }

  long timesEstablished() {
    return established;
  }

  /** @param reason of a bounded set */
  void fault(String reason) {
    faults.merge(reason, 1L, Long::sum);
  }

  Map<String, Long> faults() {
    return Collections.unmodifiableMap(new TreeMap<>(faults));
  }

  SessionView.Messages in() {
    return messages(in);
  }

  SessionView.Messages out() {
    return messages(out);
  }

  private static SessionView.Messages messages(long[] counts) {
    return new SessionView.Messages(counts[Header.OPEN], counts[Header.UPDATE], counts[Header.NOTIFICATION],
        counts[Header.KEEPALIVE], counts[Header.ROUTE_REFRESH]);
  }
}
