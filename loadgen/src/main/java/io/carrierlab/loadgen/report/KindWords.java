package io.carrierlab.loadgen.report;

import java.util.Map;

/** What people call a kind of device that scenario files call {@code last-mile} or {@code rr}. */
final class KindWords {
  private static final Map<String, String> WORDS = Map.ofEntries(Map.entry("p", "P router"),
      Map.entry("pe", "PE router"), Map.entry("rr", "route reflector"), Map.entry("ce", "CE router"),
      Map.entry("host", "host"), Map.entry("isp", "ISP router"), Map.entry("agg", "IPsec aggregator"),
      Map.entry("slb", "load balancer"), Map.entry("firewall", "firewall"), Map.entry("radius", "RADIUS server"),
      Map.entry("client", "remote-access client"), Map.entry("last-mile", "last mile"),
      Map.entry("ipsec-peer", "IPsec peer"), Map.entry("attach", "real machine"));

  private KindWords() {}

  /** One of them. */
  static String one(String kind) {
    return WORDS.getOrDefault(kind, kind);
  }

  /** {@code 1 P router}, {@code 3 P routers}. */
  static String some(long count, String kind) {
    return DrillWords.count(count, one(kind), one(kind) + "s");
  }
}
