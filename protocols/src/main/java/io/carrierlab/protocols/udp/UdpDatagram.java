package io.carrierlab.protocols.udp;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * A UDP datagram (RFC 768). Widths in bits:
 * <pre>
 *   octet 0 | source port: 16 | destination port: 16 | octets of header and payload: 16 | checksum, 0 if none: 16
 * </pre>
 *
 * @param sourcePort 16 bits
 * @param destinationPort 16 bits
 * @param payload at most 65,507 octets
 */
public record UdpDatagram(int sourcePort, int destinationPort, byte[] payload) {
  private static final int HEADER = 8;

  public UdpDatagram {
    if ((sourcePort | destinationPort) >>> 16 != 0 || payload.length > 65_507) {
      throw new IllegalArgumentException("ports " + sourcePort + " and " + destinationPort + ", " + payload.length
          + " octets");
    }
  }

  /**
   * @param source and {@code destination}: addresses of the IPv4 packet, part of the checksum
   * @param length octets of the IPv4 payload; what is beyond the datagram's own length is ignored
   * @throws DecodeException if octets are too few, or length or checksum are wrong
   */
  public static UdpDatagram decode(int source, int destination, byte[] octets, int offset, int length)
      throws DecodeException {
    var in = new WireReader(octets, offset, length);
    int sourcePort = in.u16("source port");
    int destinationPort = in.u16("destination port");
    int total = in.u16("length");
    if (total < HEADER) {
      throw in.refused("RFC 768");
    }
    int checksum = in.u16("checksum");
    byte[] payload = in.octets("payload", total - HEADER);
    if (checksum != 0) {
      long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.UDP, total);
      if (Checksum.finish(Checksum.sum(pseudo, octets, offset, total)) != 0) {
        throw new DecodeException(new BadValue("checksum", checksum, "RFC 768"));
      }
    }
    return new UdpDatagram(sourcePort, destinationPort, payload);
  }

  /** The payload of an IPv4 packet of protocol 17, with checksum. */
  public byte[] encode(int source, int destination) {
    int total = HEADER + payload.length;
    var out = new WireWriter(total).u16(sourcePort).u16(destinationPort).u16(total).u16(0).octets(payload);
    byte[] octets = out.toByteArray();
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.UDP, total);
    int checksum = Checksum.finish(Checksum.sum(pseudo, octets, 0, total));
    int sent = checksum == 0 ? 0xffff : checksum;      // 0 would say that there is none
    octets[6] = (byte) (sent >>> 8);
    octets[7] = (byte) sent;
    return octets;
  }
}
