package io.carrierlab.node.topology;

import java.time.Duration;
import java.util.List;

/**
 * A point-to-point link (two ends, Cisco HDLC framing) or a LAN segment (two or more, Ethernet).
 *
 * @param name unique; by default its first two ends joined by {@code --}
 * @param delay propagation delay, more than zero
 * @param bitsPerSecond 0: not limited
 * @param loss probability that a frame is lost, 0 to 1
 * @param queueFrames frames that may wait at each sender before the tail is dropped
 */
public record LinkConfig(String name, boolean lan, List<End> ends, Duration delay, long bitsPerSecond, double loss,
    int queueFrames) {
  public LinkConfig {
    ends = List.copyOf(ends);
    if (delay.isZero() || delay.isNegative()) {
      throw new IllegalArgumentException("link " + name + ": delay must be more than 0");
    }
  }

  /**
   * @param port index of the interface in its node's configuration
   * @param vpn name of the VPN whose place this is, empty in the provider's core: what the isolation check goes by
   */
  public record End(String node, int port, String interfaceName, String vpn) {}
}
