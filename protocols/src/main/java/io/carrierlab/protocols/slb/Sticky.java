package io.carrierlab.protocols.slb;

/**
 * A client that stays with its server: 48 octets, and some 50 in the table that finds it. While it has no connection
 * it is in a list of the virtual server that saw its last one, in the order of their ends.
 */
final class Sticky extends Linked<Sticky> {
  /** Widths in bits: sticky group's number: 32, client's address: 32. */
  final long key;
  RealServer real;
  int connections;
  long endNanos;

  Sticky(long key, RealServer real) {
    this.key = key;
    this.real = real;
  }

  static long key(int group, int client) {
    return (long) group << 32 | client & 0xffff_ffffL;
  }
}
