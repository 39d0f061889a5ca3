package io.carrierlab.protocols.ospf;

/** An LSA in the database. Its age is not counted up: it follows from when it was born. */
final class StoredLsa {
  /** InfTransDelay (RFC 2328 appendix C.3): seconds that an LSA ages by crossing a link. */
  private static final int TRANSMIT_DELAY = 1;
  private static final long SECOND = 1_000_000_000L;

  final Lsa lsa;
  private final long bornNanos;
  private final long installedNanos;
  /** It came from a neighbour; it was not made here. */
  final boolean received;
  private long sentBackNanos;

  /** @param age seconds, at most MaxAge */
  StoredLsa(Lsa lsa, int age, long nowNanos, boolean received) {
    this.lsa = lsa;
    this.bornNanos = nowNanos - age * SECOND;
    this.installedNanos = nowNanos;
    this.received = received;
    this.sentBackNanos = Long.MIN_VALUE / 2;
  }

  int age(long nowNanos) {
    return Math.clamp((nowNanos - bornNanos) / SECOND, 0, LsaHeader.MAX_AGE);
  }

  boolean isMaxAge(long nowNanos) {
    return age(nowNanos) == LsaHeader.MAX_AGE;
  }

  /** When it will be as old as this. */
  long atAgeNanos(long ageNanos) {
    return bornNanos + ageNanos;
  }

  long installedNanos() {
    return installedNanos;
  }

  LsaHeader header(long nowNanos) {
    return lsa.header(age(nowNanos));
  }

  /** As it goes on a wire now (RFC 2328 §13.3). */
  Lsa outgoing(long nowNanos) {
    return lsa.aged(Math.min(LsaHeader.MAX_AGE, age(nowNanos) + TRANSMIT_DELAY));
  }

  /** Whether it may be sent back to somebody who has an older one; notes that it is (§13 step 8). */
  boolean mayBeSentBack(long nowNanos, long leastNanos) {
    if (nowNanos - sentBackNanos < leastNanos) {
      return false;
    }
    sentBackNanos = nowNanos;
    return true;
  }
}
