package io.carrierlab.protocols.aaa;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an aggregator reports of a session (RFC 2866; Cisco's IPsec VPN Accounting).
 *
 * @param usage all zero in a start
 */
public record AccountingRecord(Kind kind, Session session, Usage usage) {
  /** Which report this is. */
  public sealed interface Kind {
    record Start() implements Kind {}

    record Interim() implements Kind {}

    record Stop(Cause cause) implements Kind {}
  }

  /** Why a session ended: Acct-Terminate-Cause (RFC 2866 §5.10). */
  public enum Cause {
    USER_REQUEST(1), LOST_CARRIER(2), IDLE_TIMEOUT(4), SESSION_TIMEOUT(5), ADMIN_RESET(6), NAS_ERROR(9),
    NAS_REQUEST(10);

    private final int number;

    Cause(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  /**
   * What stays the same from start to stop.
   *
   * @param id unique on this aggregator (RFC 2866 §5.5)
   * @param phase1Id the identity that the client showed in phase 1: Cisco's {@code isakmp-phase1-id}
   * @param framedAddress the client's inner address, IPv4, network order
   * @param classAttribute as the Access-Accept gave it; empty: none
   */
  public record Session(String id, String user, AaaQuestion.Caller caller, OptionalInt framedAddress, String phase1Id,
      Optional<String> group, Optional<String> vrf, byte[] classAttribute) {}

  /**
   * Counted so far.
   *
   * @param inputOctets from the client; 64 bits, sent as octets and gigawords (RFC 2869 §5.1)
   * @param outputOctets to the client
   * @param seconds since the start
   */
  public record Usage(long inputOctets, long outputOctets, long inputPackets, long outputPackets, long seconds) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);
  }
}
