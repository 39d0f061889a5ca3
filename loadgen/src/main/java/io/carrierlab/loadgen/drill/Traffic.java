package io.carrierlab.loadgen.drill;

import java.time.Duration;

/**
 * A UDP flow between two hosts.
 *
 * @param every spacing of its packets
 * @param payloadOctets UDP payload, 16 to 1472
 * @param burst packets sent at once each time
 */
public record Traffic(String name, String from, String to, Duration start, Duration stop, Duration every,
    int payloadOctets, int burst) {}
