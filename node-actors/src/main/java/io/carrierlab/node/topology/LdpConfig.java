package io.carrierlab.node.topology;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * LDP of a router, on every interface with {@code mpls}.
 *
 * @param passwords TCP MD5 keys by the neighbour's LSR id, which is its transport address too (RFC 5036 §2.9)
 */
public record LdpConfig(Duration hello, Duration hold, Duration keepalive, Map<Integer, String> passwords) {
  public static final LdpConfig DEFAULT = new LdpConfig(Duration.ofSeconds(5), Duration.ofSeconds(15),
      Duration.ofSeconds(60), Map.of());

  public LdpConfig {
    passwords = Collections.unmodifiableSortedMap(new TreeMap<>(passwords));
  }
}
