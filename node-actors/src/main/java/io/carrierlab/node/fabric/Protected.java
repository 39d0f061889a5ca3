package io.carrierlab.node.fabric;

import com.google.protobuf.ByteString;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.IpProtocol;

/** Whether a packet is under IPsec, to the eye of one who has no key. */
final class Protected {
  private Protected() {}

  /** ESP, AH, or ESP in UDP (RFC 3948 §2.1): the four octets after the UDP header are an SPI, not zero. */
  static boolean isProtected(Frame frame) {
    ByteString packet = frame.getPayload();
    if (frame.getEtherType() != EtherType.IPV4 || packet.size() < 20) {
      return false;
    }
    int protocol = packet.byteAt(9) & 0xff;
    int header = (packet.byteAt(0) & 0xf) * 4;
    if (protocol != IpProtocol.UDP) {
      return protocol == IpProtocol.ESP || protocol == IpProtocol.AH;
    }
    return packet.size() >= header + 12 && (u16(packet, header) == Path.NAT_TRAVERSAL
        || u16(packet, header + 2) == Path.NAT_TRAVERSAL) && (u16(packet, header + 8) | u16(packet, header + 10)) != 0;
  }

  private static int u16(ByteString packet, int at) {
    return (packet.byteAt(at) & 0xff) << 8 | packet.byteAt(at + 1) & 0xff;
  }
}
