package io.carrierlab.protocols.esp;

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

  /** An IKE message behind its marker. */
  public static byte[] mark(byte[] ikeMessage) {
    byte[] marked = new byte[MARKER_OCTETS + ikeMessage.length];
    System.arraycopy(ikeMessage, 0, marked, MARKER_OCTETS, ikeMessage.length);
    return marked;
  }
}
