package io.carrierlab.protocols.tcp;

import java.time.Duration;

/**
 * The settings of one {@link TcpStack}.
 *
 * @param mss octets of data that one segment may carry, sent as the MSS option, 64 to 65495 (RFC 9293 §3.7.1)
 * @param receiveWindow octets, {@code mss} to 65535: there is no window scaling
 * @param sendBuffer octets that wait for acknowledgment before {@link TcpStack#writable} is 0
 * @param ttl of segments to addresses without {@link TcpEvent.SetTtl}, 1 to 255
 * @param limits how much strangers can make us remember
 * @param times how long to wait for what
 */
public record TcpConfig(int mss, int receiveWindow, int sendBuffer, int ttl, Limits limits, Times times) {
  /** Router defaults: MSS 1460, 64 kB each way, TTL 64. */
  public static final TcpConfig DEFAULT = new TcpConfig(1460, 65_535, 256 * 1024, 64,
      new Limits(64, 4096, 1024),
      new Times(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(5),
          Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ZERO));

  /**
   * @param halfOpen connections that strangers opened and did not confirm; one more ends the oldest
   * @param connections of any state; SYNs are ignored above
   * @param addressesCounted remote addresses whose signature failures are counted apart
   */
  public record Limits(int halfOpen, int connections, int addressesCounted) {}

  /**
   * @param minRto lower bound of the retransmission timeout, 1 s in RFC 6298 §2.4; also its first value
   * @param maxRto upper bound, at least 60 s in RFC 6298 §2.5
   * @param connect from {@link TcpEvent.Connect} or SYN to giving up
   * @param user without any acknowledgment of what is outstanding, to giving up (RFC 9293 §3.8.3)
   * @param timeWait in TIME-WAIT: 2 MSL, far below 4 minutes in an emulation
   * @param finWait2 for the peer's FIN after ours was acknowledged
   * @param delayedAck zero: every segment with data is acknowledged at once; else every second one
   */
  public record Times(Duration minRto, Duration maxRto, Duration connect, Duration user, Duration timeWait,
      Duration finWait2, Duration delayedAck) {}

  public TcpConfig {
    if (mss < 64 || mss > 65_495 || receiveWindow < mss || receiveWindow > 65_535 || sendBuffer < 1
        || ttl < 1 || ttl > 255) {
      throw new IllegalArgumentException("MSS " + mss + ", receive window " + receiveWindow + ", send buffer "
          + sendBuffer + ", TTL " + ttl);
    }
  }
}
