package io.carrierlab.protocols.slb;

/**
 * A client's connection to a virtual server: 48 octets, and some 50 in the table that finds it. In a list of its
 * virtual server, the one that was silent longest first.
 */
final class Connection extends Linked<Connection> {
  /** See {@link #key}. */
  final long key;
  final VirtualServer server;
  final RealServer real;
  /** Null if its virtual server is not sticky. */
  final Sticky sticky;
  long seenNanos;

  Connection(long key, VirtualServer server, RealServer real, Sticky sticky) {
    this.key = key;
    this.server = server;
    this.real = real;
    this.sticky = sticky;
  }

  /** Widths in bits: virtual server's number: 16, client's port: 16, client's address: 32. */
  static long key(int server, int port, int client) {
    return (long) server << 48 | (long) port << 32 | client & 0xffff_ffffL;
  }

  int client() {
    return (int) key;
  }

  int port() {
    return (int) (key >>> 32) & 0xffff;
  }
}
