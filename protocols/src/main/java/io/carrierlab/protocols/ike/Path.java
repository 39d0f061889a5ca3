package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * The addresses and UDP ports that a message came by or goes by, seen from this end. A NAT may change the remote half
 * at any time (RFC 3947 §4, RFC 7296 §2.23).
 *
 * @param localAddress IPv4, network order
 * @param localPort {@link #IKE} or {@link #NAT_TRAVERSAL}
 * @param remoteAddress IPv4, network order
 * @param remotePort 16 bits
 */
public record Path(int localAddress, int localPort, int remoteAddress, int remotePort) {
  /** IKE without a marker (RFC 2408 §2.5.1). */
  public static final int IKE = 500;
  /** IKE with a non-ESP marker, and ESP (RFC 3948 §2). */
  public static final int NAT_TRAVERSAL = 4500;

  /** Whether four zero octets stand before each IKE message. The session never sees them: who sends adds them. */
  public boolean marked() {
    return localPort == NAT_TRAVERSAL;
  }

  @Override
  public String toString() {
    return Ipv4.format(remoteAddress) + ":" + remotePort;
  }
}
