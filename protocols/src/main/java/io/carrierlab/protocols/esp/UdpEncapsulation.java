package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;

/** What comes in UDP on port 4500 (RFC 3948 §2), told apart by its first octets. */
public enum UdpEncapsulation {
  /** Four zero octets, the non-ESP marker, then IKE. */
  IKE,
  /** ESP, whose SPI is never 0. */
  ESP,
  /** One octet 0xff, which keeps a NAT's mapping alive and is thrown away. */
  KEEPALIVE,
  /** Too short for any of them. */
  BAD;

  /** Octets before an IKE message: zeros, where ESP has its SPI. */
  public static final int MARKER_OCTETS = 4;
  private static final int SHORTEST_ESP = 8;
  private static final int PORT = 4500;

  /** @param length octets of the UDP payload */
  public static UdpEncapsulation of(byte[] octets, int offset, int length) {
    if (length == 1 && octets[offset] == (byte) 0xff) {
      return KEEPALIVE;
    }
    if (length < SHORTEST_ESP) {
      return BAD;
    }
    return Octets.bits32(octets, offset) == 0 ? IKE : ESP;
  }

  /**
   * The SPI of an IPv4 packet that is ESP in UDP to port 4500 as everybody sends it, whole and without a checksum (RFC
   * 3948 §2.1), so that no copy has to be made of it to find its SA; 0, which no SA has, if it is anything else.
   *
   * @param octets hold a valid IPv4 header from {@code offset} on
   * @param length octets of the packet
   */
  public static int spi(byte[] octets, int offset, int length) {
    int header = Ipv4Header.headerOctets(octets, offset);
    int udp = offset + header;
    return Ipv4Header.protocol(octets, offset) == IpProtocol.UDP && !Ipv4Header.isFragment(octets, offset)
        && length >= header + Outer.UDP_OCTETS + SHORTEST_ESP
        && (Octets.bits32(octets, udp) & 0xffff) == PORT
        && Octets.bits32(octets, udp + 4) == length - header << 16
        ? Octets.bits32(octets, udp + Outer.UDP_OCTETS) : 0;
  }

  /** An IKE message behind its marker. */
  public static byte[] mark(byte[] ikeMessage) {
    byte[] marked = new byte[MARKER_OCTETS + ikeMessage.length];
    System.arraycopy(ikeMessage, 0, marked, MARKER_OCTETS, ikeMessage.length);
    return marked;
  }
}
