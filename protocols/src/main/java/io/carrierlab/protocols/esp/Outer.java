package io.carrierlab.protocols.esp;

/**
 * The header that a tunnel puts before a packet (RFC 4301 §5.1.2.1), and the UDP header in which a NAT makes us wrap
 * ESP (RFC 3948 §2.1). One object serves all packets of a tunnel until an address or port changes.
 *
 * @param source IPv4, network order
 * @param destination IPv4, network order
 * @param sourcePort 16 bits; 0, as {@code destinationPort}: no UDP header
 */
public record Outer(int source, int destination, int sourcePort, int destinationPort, DontFragment dontFragment) {
  /** What the don't-fragment bit of the outer header is: {@code crypto ipsec df-bit}. */
  public enum DontFragment { COPY, CLEAR, SET }

  static final int IPV4_OCTETS = 20;
  static final int UDP_OCTETS = 8;

  public Outer {
    if ((sourcePort | destinationPort) >>> 16 != 0 || (sourcePort == 0) != (destinationPort == 0)) {
      throw new IllegalArgumentException("ports " + sourcePort + " and " + destinationPort);
    }
  }

  /** Without UDP. */
  public static Outer plain(int source, int destination, DontFragment dontFragment) {
    return new Outer(source, destination, 0, 0, dontFragment);
  }

  public boolean encapsulated() {
    return sourcePort != 0;
  }

  /** Of the IPv4 header and, if there is one, the UDP header. */
  int octets() {
    return encapsulated() ? IPV4_OCTETS + UDP_OCTETS : IPV4_OCTETS;
  }
}
