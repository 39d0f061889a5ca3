package io.carrierlab.node.ip;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;

/** Whose packet it is, in words: protocol, addresses, ports. */
public final class FlowText {
  private FlowText() {}

  /** @param octets an IPv4 packet with a valid header, perhaps cut short after it */
  public static String of(byte[] octets, int offset, int length) {
    int at = offset + Ipv4Header.headerOctets(octets, offset);
    String source = Ipv4.format(Ipv4Header.source(octets, offset));
    String destination = Ipv4.format(Ipv4Header.destination(octets, offset));
    boolean whole = at + 8 <= offset + length && !Ipv4Header.isFragment(octets, offset);
    return switch (Ipv4Header.protocol(octets, offset)) {
      case IpProtocol.UDP -> whole ? "UDP " + source + ":" + u16(octets, at) + " to " + destination + ":"
          + u16(octets, at + 2) : "UDP " + source + " to " + destination;
      case IpProtocol.TCP -> whole ? "TCP " + source + ":" + u16(octets, at) + " to " + destination + ":"
          + u16(octets, at + 2) : "TCP " + source + " to " + destination;
      case IpProtocol.ICMP -> whole ? "ICMP " + source + " to " + destination + ", identifier " + u16(octets, at + 4)
          : "ICMP " + source + " to " + destination;
      case IpProtocol.ESP -> "ESP " + source + " to " + destination;
      case IpProtocol.AH -> "AH " + source + " to " + destination;
      case IpProtocol.GRE -> "GRE " + source + " to " + destination;
      default -> "protocol " + Ipv4Header.protocol(octets, offset) + " " + source + " to " + destination;
    };
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }
}
