package io.carrierlab.node.topology;

import java.time.Duration;

/** OSPF timers of a router; the same on all its interfaces. Defaults are those of Cisco IOS. */
public record OspfConfig(Duration hello, Duration dead, Duration retransmit, Duration spfDelay, Duration spfHold) {
  public static final OspfConfig DEFAULT = new OspfConfig(Duration.ofSeconds(10), Duration.ofSeconds(40),
      Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(200));
}
