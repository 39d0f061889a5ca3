package io.carrierlab.protocols.arp;

import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * An ARP packet for IPv4 on Ethernet (RFC 826). Widths in bits:
 * <pre>
 *   octet  0 | hardware = 1, Ethernet: 16 | protocol = 0x0800, IPv4: 16
 *          4 | hardware address octets = 6: 8 | protocol address octets = 4: 8 | 1 request, 2 reply: 16
 *          8 | sender MAC: 48 | sender IP: 32 | target MAC: 48 | target IP: 32
 * </pre>
 *
 * @param senderMac and {@code targetMac}: 48 bits; the target's is 0 in a request
 */
public record ArpPacket(Operation operation, long senderMac, int senderIp, long targetMac, int targetIp) {
  public enum Operation { REQUEST, REPLY }

  private static final int OCTETS = 28;

  public ArpPacket {
    if ((senderMac | targetMac) >>> 48 != 0) {
      throw new IllegalArgumentException("MAC addresses " + senderMac + " and " + targetMac + " are not of 48 bits");
    }
  }

  /**
   * What follows the 28 octets is Ethernet's padding.
   *
   * @throws DecodeException if octets are too few, or it is not about IPv4 on Ethernet
   */
  public static ArpPacket decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    in.expect16("hardware", 1, "RFC 826, Ethernet");
    in.expect16("protocol", EtherType.IPV4, "RFC 826, IPv4");
    in.expect8("hardware address octets", 6, "RFC 826, Ethernet");
    in.expect8("protocol address octets", 4, "RFC 826, IPv4");
    var operation = switch (in.u16("operation")) {
      case 1 -> Operation.REQUEST;
      case 2 -> Operation.REPLY;
      default -> throw in.refused("RFC 826");
    };
    long senderMac = mac(in, "sender MAC");
    int senderIp = in.bits32("sender IP");
    long targetMac = mac(in, "target MAC");
    return new ArpPacket(operation, senderMac, senderIp, targetMac, in.bits32("target IP"));
  }

  public byte[] encode() {
    int code = switch (operation) {
      case REQUEST -> 1;
      case REPLY -> 2;
    };
    var out = new WireWriter(OCTETS).u16(1).u16(EtherType.IPV4).u8(6).u8(4).u16(code);
    mac(out, senderMac).bits32(senderIp);
    return mac(out, targetMac).bits32(targetIp).toByteArray();
  }

  private static long mac(WireReader in, String field) throws DecodeException {
    long high = in.u16(field);
    return high << 32 | in.u32(field);
  }

  private static WireWriter mac(WireWriter out, long mac) {
    return out.u16((int) (mac >>> 32)).bits32((int) mac);
  }
}
