package io.carrierlab.protocols.ike;

/**
 * Packets of an SA by their address, protocol and port: a phase 2 identity (RFC 2407 §4.6.2) or a traffic selector
 * (RFC 7296 §3.13). One end of the traffic.
 *
 * @param first and {@code last}: IPv4 addresses as {@code int}, compared unsigned
 * @param protocol 8 bits, 0: any
 * @param port 16 bits, 0: any
 */
public record Selector(int first, int last, int protocol, int port) {
  public static final Selector ANY = new Selector(0, -1, 0, 0);

  public static Selector host(int address) {
    return new Selector(address, address, 0, 0);
  }

  /** Whether a packet of this protocol may be its traffic. Ports are not looked at. */
  public boolean contains(int address, int packetProtocol) {
    return contains(address) && (protocol == 0 || protocol == packetProtocol);
  }

  public boolean contains(int address) {
    return Integer.compareUnsigned(first, address) <= 0 && Integer.compareUnsigned(address, last) <= 0;
  }
}
