package io.carrierlab.protocols.nat;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.wire.Checksum;

/**
 * Changes addresses and ports where they lie, and checksums by the difference alone (RFC 1624 §3, equation 3): a packet
 * that came in damaged goes out damaged, and nobody mistakes it for a good one.
 */
final class Rewrite {
  static final int SOURCE = 12;
  static final int DESTINATION = 16;

  private static final int IP_CHECKSUM = 10;
  private static final int UDP_CHECKSUM = 6;
  private static final int TCP_CHECKSUM = 16;
  private static final int ICMP_CHECKSUM = 2;
  private static final int ICMP_IDENTIFIER = 4;
  private static final int ICMP_QUOTE = 8;
  /** Of a quoted transport header: that is how far its checksum may lie. */
  private static final int MOST_QUOTED = 20;

  private Rewrite() {}

  static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }

  static int bits32(byte[] octets, int at) {
    return u16(octets, at) << 16 | u16(octets, at + 2);
  }

  /** Where, from the transport header on, the port or identifier lies that belongs to this end. */
  static int portAt(int protocol, int end) {
    return protocol == IpProtocol.ICMP ? ICMP_IDENTIFIER : end == SOURCE ? 0 : 2;
  }

  /**
   * Another address and port for one end of a packet.
   *
   * @param ip where the IPv4 header lies, which may be quoted in an ICMP message and cut short after {@code octets}
   * @param end {@link #SOURCE} or {@link #DESTINATION}
   */
  static void end(byte[] packet, int ip, int octets, int end, int address, int port) {
    int protocol = Ipv4Header.protocol(packet, ip);
    int transport = ip + Ipv4Header.headerOctets(packet, ip);
    int left = ip + octets - transport;
    long difference = address(packet, ip, end, address);
    int portAt = transport + portAt(protocol, end);
    long portDifference = difference16(u16(packet, portAt), port);
    put16(packet, portAt, port);
    switch (protocol) {
      case IpProtocol.UDP -> {
        int before = u16(packet, transport + UDP_CHECKSUM);
        if (before != 0) {                                  // 0: the sender computed none (RFC 768)
          int after = adjusted(before, difference + portDifference);
          put16(packet, transport + UDP_CHECKSUM, after == 0 ? 0xffff : after);
        }
      }
      case IpProtocol.TCP -> {
        if (left >= TCP_CHECKSUM + 2) {                     // else it is quoted, and cut before its checksum
          adjust(packet, transport + TCP_CHECKSUM, difference + portDifference);
        }
      }
      case IpProtocol.ICMP -> adjust(packet, transport + ICMP_CHECKSUM, portDifference);   // sums no addresses
      default -> throw new IllegalArgumentException("no ports in protocol " + protocol);
    }
  }

  /** Another address alone. @return what became of the sum of all words of the header but the checksum */
  static long address(byte[] packet, int ip, int end, int address) {
    long difference = difference16(u16(packet, ip + end), address >>> 16)
        + difference16(u16(packet, ip + end + 2), address & 0xffff);
    put16(packet, ip + end, address >>> 16);
    put16(packet, ip + end + 2, address & 0xffff);
    adjust(packet, ip + IP_CHECKSUM, difference);
    return difference;
  }

  /**
   * Another address, and port unless the protocol has none, for one end of the packet that an ICMP error quotes.
   *
   * @param icmp where the ICMP message lies; the packet ends with it
   */
  static void quotedEnd(byte[] packet, int icmp, int end, int address, int port) {
    int quote = icmp + ICMP_QUOTE;
    int octets = packet.length - quote;
    int touched = Math.min(octets, Ipv4Header.headerOctets(packet, quote) + MOST_QUOTED);
    long before = Checksum.sum(0, packet, quote, touched);
    if (Ipv4Header.protocol(packet, quote) == IpProtocol.ESP) {
      address(packet, quote, end, address);
    } else {
      end(packet, quote, octets, end, address, port);
    }
    long after = Checksum.sum(0, packet, quote, touched);
    adjust(packet, icmp + ICMP_CHECKSUM, (Checksum.finish(before) & 0xffff) + after);
  }

  private static void adjust(byte[] packet, int at, long difference) {
    put16(packet, at, adjusted(u16(packet, at), difference));
  }

  /** HC' = ~(~HC + ~m + m'). */
  private static int adjusted(int checksum, long difference) {
    return Checksum.finish((~checksum & 0xffff) + difference);
  }

  private static long difference16(int before, int after) {
    return (~before & 0xffff) + after;
  }

  private static void put16(byte[] packet, int at, int value) {
    packet[at] = (byte) (value >>> 8);
    packet[at + 1] = (byte) value;
  }
}
