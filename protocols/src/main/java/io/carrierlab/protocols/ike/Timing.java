package io.carrierlab.protocols.ike;

import java.time.Duration;

/**
 * How patient a session is.
 *
 * @param retransmitFirst wait before the first retransmission; each next wait is twice as long
 * @param retransmissions of one message before the peer is given up
 * @param setupLimit a session that is not established by then is given up
 * @param dpdIdle silence of the peer before it is asked; zero: never asked
 * @param dpdRetry wait for its answer
 * @param dpdMaxAsks questions per silence
 * @param dpdPeriodic ask whenever the peer was silent; else only if we also have sent since (on demand)
 * @param natKeepalive a client behind a NAT sends one octet after so much silence of its own (RFC 3948 §4)
 */
public record Timing(Duration retransmitFirst, int retransmissions, Duration setupLimit, Duration dpdIdle,
    Duration dpdRetry, int dpdMaxAsks, boolean dpdPeriodic, Duration natKeepalive) {
  public static final Timing DEFAULT = new Timing(Duration.ofSeconds(2), 5, Duration.ofSeconds(75),
      Duration.ofSeconds(30), Duration.ofSeconds(2), 5, true, Duration.ofSeconds(20));
}
