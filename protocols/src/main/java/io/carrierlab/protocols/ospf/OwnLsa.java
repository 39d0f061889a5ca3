package io.carrierlab.protocols.ospf;

/** An LSA that this router originates, or may. */
final class OwnLsa {
  final LsaKey key;
  /** What it should say; null: it should not exist. */
  byte[] body;
  long originatedNanos = Long.MIN_VALUE / 2;
  /** The instance in the database is not of our making: a new one must replace it whatever it says (§13.4). */
  boolean overridden;
  /** Flushed as its sequence number had reached the last; the first may be used once it is gone (§12.1.6). */
  boolean wrapping;

  OwnLsa(LsaKey key) {
    this.key = key;
  }
}
