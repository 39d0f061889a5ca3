package io.carrierlab.protocols.bgp;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One peer, as configured.
 *
 * @param localAs 32 bits, not 0
 * @param localId our BGP identifier, not 0
 * @param localAddress source of the connections that we make
 * @param peerAddress the peer's
 * @param peerAs 32 bits; its OPEN must say the same
 * @param families offered to it
 * @param timers intervals
 * @param passive we wait for the peer to connect (RFC 4271 §8.1.1 PassiveTcpEstablishment)
 * @param extendedMessages messages of up to 65535 octets are offered (RFC 8654)
 */
public record SessionConfig(long localAs, int localId, int localAddress, int peerAddress, long peerAs,
    Set<Family> families, Timers timers, boolean passive, boolean extendedMessages) {
  /** Port of BGP (RFC 4271 §8.2.1). */
  public static final int PORT = 179;

  /**
   * @param hold offered; whole seconds, 0 or 3 to 65535
   * @param keepalive our interval; a third of the negotiated hold time, if that is less or this is 0 (RFC 4271 §10)
   * @param connectRetry between attempts to connect
   * @param idleHold pause in Idle after an error; doubles with each error in a row, up to 16 times
   * @param jitter each interval is shortened by chance to 75..100 % (RFC 4271 §10)
   */
  public record Timers(Duration hold, Duration keepalive, Duration connectRetry, Duration idleHold, boolean jitter) {
    public Timers {
      long seconds = hold.toSeconds();
      if (seconds < 0 || seconds > 65535 || seconds == 1 || seconds == 2 || hold.getNano() != 0) {
        throw new IllegalArgumentException("hold time " + hold + " is not 0 s or 3 to 65535 s (RFC 4271 §4.2)");
      }
      if (connectRetry.isNegative() || connectRetry.isZero() || idleHold.isNegative() || keepalive.isNegative()) {
        throw new IllegalArgumentException("connect retry " + connectRetry + ", idle hold " + idleHold
            + ", keepalive " + keepalive);
      }
    }

    /** 90 s, 30 s and 120 s as in RFC 4271 §10; idle hold 1 s; jitter. */
    public static Timers defaults() {
      return new Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(120), Duration.ofSeconds(1),
          true);
    }
  }

  public SessionConfig {
    if (localAs <= 0 || localAs >>> 32 != 0 || peerAs <= 0 || peerAs >>> 32 != 0) {
      throw new IllegalArgumentException("AS numbers " + localAs + " and " + peerAs + " are not in 1..4294967295");
    }
    if (localId == 0 || families.isEmpty()) {
      throw new IllegalArgumentException(localId == 0 ? "BGP identifier 0.0.0.0" : "no address family");
    }
    var ordered = EnumSet.noneOf(Family.class);
    ordered.addAll(families);
    families = Collections.unmodifiableSet(ordered);
  }

  /** Without extended messages, as most routers are configured. */
  public SessionConfig(long localAs, int localId, int localAddress, int peerAddress, long peerAs,
      Set<Family> families, Timers timers, boolean passive) {
    this(localAs, localId, localAddress, peerAddress, peerAs, families, timers, passive, false);
  }

  public boolean isInternal() {
    return localAs == peerAs;
  }
}
