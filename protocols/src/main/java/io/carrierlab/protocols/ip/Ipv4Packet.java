package io.carrierlab.protocols.ip;

import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * An IPv4 packet (RFC 791 §3.1). Widths in bits:
 * <pre>
 *   octet  0 | version = 4: 4 | header length in words: 4 | traffic class: 8 | total length: 16
 *          4 | identification: 16 | 0: 1 | don't fragment: 1 | more fragments: 1 | offset in units of 8 octets: 13
 *          8 | TTL: 8 | protocol: 8 | header checksum: 16
 *         12 | source: 32 | destination: 32 | options, skipped
 * </pre>
 *
 * @param trafficClass differentiated services code point: 6, explicit congestion notification: 2 (RFC 2474, RFC 3168)
 * @param ttl 8 bits
 * @param protocol see {@link IpProtocol}
 * @param payload of this fragment, at most 65,515 octets
 */
public record Ipv4Packet(int trafficClass, Fragment fragment, int ttl, int protocol, int source, int destination,
    byte[] payload) {
  /** Code point of routing protocols: class selector 6 (RFC 4594 §3.1). */
  public static final int DSCP_NETWORK_CONTROL = 48;

  /**
   * @param identification 16 bits, the same in all fragments of a packet
   * @param offset of the payload in the whole packet's, in units of 8 octets: 13 bits
   */
  public record Fragment(int identification, boolean dontFragment, boolean moreFragments, int offset) {
    public Fragment {
      if (identification >>> 16 != 0 || offset >>> 13 != 0) {
        throw new IllegalArgumentException("identification " + identification + ", fragment offset " + offset);
      }
    }

    /** A packet that is whole. */
    public static Fragment whole(int identification, boolean dontFragment) {
      return new Fragment(identification, dontFragment, false, 0);
    }
  }

  public Ipv4Packet {
    if (trafficClass >>> 8 != 0 || ttl >>> 8 != 0 || protocol >>> 8 != 0 || payload.length > 65_515) {
      throw new IllegalArgumentException("traffic class " + trafficClass + ", TTL " + ttl + ", protocol " + protocol
          + ", " + payload.length + " octets");
    }
  }

  public int dscp() {
    return trafficClass >>> 2;
  }

  /** True for every piece of a fragmented packet, the first and the last too. */
  public boolean isFragment() {
    return fragment.moreFragments() || fragment.offset() != 0;
  }

  public static Ipv4Packet decode(byte[] octets) throws DecodeException {
    return decode(octets, 0, octets.length);
  }

  /**
   * Options are skipped; octets past the total length are padding.
   *
   * @throws DecodeException if octets are too few, or version, lengths or checksum are wrong (RFC 1812 §5.2.2)
   */
  public static Ipv4Packet decode(byte[] octets, int offset, int length) throws DecodeException {
    var in = new WireReader(octets, offset, length);
    int first = in.u8("version and header length");
    int header = (first & 0xf) << 2;
    if (first >>> 4 != 4 || header < Ipv4Header.OCTETS) {
      throw in.refused("RFC 791 §3.1");
    }
    int trafficClass = in.u8("traffic class");
    int total = in.u16("total length");
    if (total < header) {
      throw in.refused("RFC 791 §3.1");
    }
    int identification = in.u16("identification");
    int bits = in.u16("flags and fragment offset");
    var fragment = new Fragment(identification, (bits & 0x4000) != 0, (bits & 0x2000) != 0, bits & 0x1fff);
    int ttl = in.u8("TTL");
    int protocol = in.u8("protocol");
    int checksum = in.u16("header checksum");
    int source = in.bits32("source");
    int destination = in.bits32("destination");
    in.skip("options", header - Ipv4Header.OCTETS);
    if (Checksum.of(octets, offset, header) != 0) {
      throw new DecodeException(new BadValue("header checksum", checksum, "RFC 1812 §5.2.2"));
    }
    return new Ipv4Packet(trafficClass, fragment, ttl, protocol, source, destination,
        in.octets("payload", total - header));
  }

  public byte[] encode() {
    var out = new WireWriter(Ipv4Header.OCTETS + payload.length);
    out.u8(0x45).u8(trafficClass).u16(Ipv4Header.OCTETS + payload.length).u16(fragment.identification());
    out.u16((fragment.dontFragment() ? 0x4000 : 0) | (fragment.moreFragments() ? 0x2000 : 0) | fragment.offset());
    out.u8(ttl).u8(protocol).u16(0).bits32(source).bits32(destination);
    out.setU16(10, out.checksum(0));
    return out.octets(payload).toByteArray();
  }
}
