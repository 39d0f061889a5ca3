package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;

/** The headers around protected packets: outer ones of a tunnel, changed ones of transport mode. */
final class Headers {
  private static final int TTL = 64;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int ECN = 3;
  private static final int CONGESTION_EXPERIENCED = 3;
  private static final int NOT_CAPABLE = 0;
  private static final int CAPABLE_1 = 1;
  private static final int LARGEST = 65_535;

  private Headers() {}

  static boolean fits(int packetOctets) {
    return packetOctets <= LARGEST;
  }

  /**
   * Writes the outer headers at the start of {@code packet}. Code point and congestion bits are those of the inner
   * packet (RFC 4301 §5.1.2.1, RFC 6040 §4.1); the UDP checksum is 0 (RFC 3948 §2.1).
   *
   * @param identification 16 bits
   */
  static void writeOuter(byte[] packet, Outer outer, int protocol, byte[] inner, int innerOffset,
      int identification) {
    int dontFragment = switch (outer.dontFragment()) {
      case COPY -> Octets.u16(inner, innerOffset + 6) & DONT_FRAGMENT;
      case CLEAR -> 0;
      case SET -> DONT_FRAGMENT;
    };
    packet[0] = 0x45;
    packet[1] = inner[innerOffset + 1];
    Octets.put16(packet, 2, packet.length);
    Octets.put16(packet, 4, identification);
    Octets.put16(packet, 6, dontFragment);
    packet[8] = TTL;
    packet[9] = (byte) (outer.encapsulated() ? IpProtocol.UDP : protocol);
    Octets.put32(packet, 12, outer.source());
    Octets.put32(packet, 16, outer.destination());
    Octets.sumIpv4(packet, 0);
    if (outer.encapsulated()) {
      writeUdp(packet, Outer.IPV4_OCTETS, outer);
    }
  }

  static void writeUdp(byte[] packet, int at, Outer outer) {
    Octets.put16(packet, at, outer.sourcePort());
    Octets.put16(packet, at + 2, outer.destinationPort());
    Octets.put16(packet, at + 4, packet.length - at);
    Octets.put16(packet, at + 6, 0);
  }

  /** Gives a header another protocol and length, and the checksum that belongs to them. */
  static void change(byte[] packet, int at, int protocol, int totalOctets) {
    packet[at + 9] = (byte) protocol;
    Octets.put16(packet, at + 2, totalOctets);
    Octets.sumIpv4(packet, at);
  }

  /**
   * Combines the congestion bits of both headers in the inner one (RFC 6040 §4.2).
   *
   * @return false if the packet is to be dropped: it met congestion and its sender could not be told
   */
  static boolean mergeCongestion(byte[] inner, int offset, int outerTrafficClass) {
    int innerBits = inner[offset + 1] & ECN;
    int outerBits = outerTrafficClass & ECN;
    if (innerBits == outerBits || innerBits == CONGESTION_EXPERIENCED) {
      return true;
    }
    if (innerBits == NOT_CAPABLE) {
      return outerBits != CONGESTION_EXPERIENCED;
    }
    if (outerBits == CONGESTION_EXPERIENCED || outerBits == CAPABLE_1) {
      inner[offset + 1] = (byte) (inner[offset + 1] & ~ECN | outerBits);
      Octets.sumIpv4(inner, offset);
    }
    return true;
  }

  /** Where the payload of a valid IPv4 packet begins. */
  static int payload(byte[] packet, int offset) {
    return offset + Ipv4Header.headerOctets(packet, offset);
  }
}
