package io.carrierlab.loadgen.drill;

import java.time.Duration;

/**
 * A UDP flow between two hosts.
 *
 * @param every spacing of its packets, more than 0
 * @param payloadOctets UDP payload, 16 to 1472
 * @param burst packets sent at once each time, 1 or more
 */
public record Traffic(String name, String from, String to, Duration start, Duration stop, Duration every,
    int payloadOctets, int burst) {
  public Traffic {
    if (every.isZero() || every.isNegative() || burst < 1) {
      throw new IllegalArgumentException("flow " + name + ": spacing must be more than 0 and burst at least 1");
    }
  }
}
