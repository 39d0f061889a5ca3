package io.carrierlab.protocols.gre;

import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.OptionalInt;

/**
 * A GRE packet, the payload of an IPv4 packet of protocol 47. Widths in bits (RFC 2784 §2, RFC 2890 §2):
 * <pre>
 *   octet 0 | C, checksum: 1 | reserved 0: 1 | K, key: 1 | S, sequence: 1 | reserved: 9 | version 0: 3 | protocol: 16
 *         4 | checksum: 16 | reserved 1: 16, both only if C
 *           | key: 32, only if K
 *           | sequence number: 32, only if S
 *           | payload
 * </pre>
 * Bits 1, 4 and 5 belong to RFC 1701 and make us discard a packet; bits 6 to 12 and reserved 1 are ignored (RFC 2784
 * §2.3) and sent as zero.
 *
 * @param checksum there is one, over header and payload
 * @param key 32 bits
 * @param sequence 32 bits
 * @param protocol EtherType of the payload, 16 bits; 0 of a keepalive that has come back
 */
public record GrePacket(boolean checksum, OptionalInt key, OptionalInt sequence, int protocol, byte[] payload) {
  /** Protocol of what a keepalive carries home: nothing. */
  public static final int KEEPALIVE = 0;
  /** Of an IPv4 header and a GRE header without options. */
  public static final int SMALLEST_OVERHEAD = 24;
  private static final int C = 0x8000;
  private static final int K = 0x2000;
  private static final int S = 0x1000;
  /** Routing, strict source route and the upper recursion bits of RFC 1701. */
  private static final int DISCARDED = 0x4c00;
  private static final int VERSION = 7;
  private static final int KEEPALIVE_TTL = 255;

  public GrePacket {
    if (protocol >>> 16 != 0) {
      throw new IllegalArgumentException("protocol " + protocol);
    }
  }

  /** Without options. */
  public static GrePacket of(int protocol, byte[] payload) {
    return new GrePacket(false, OptionalInt.empty(), OptionalInt.empty(), protocol, payload);
  }

  /** @throws DecodeException if octets are too few, bits or version are not of RFC 2784, or the checksum is wrong */
  public static GrePacket decode(byte[] octets, int offset, int length) throws DecodeException {
    var in = new WireReader(octets, offset, length);
    int flags = in.u16("flags and version");
    if ((flags & DISCARDED) != 0) {
      throw in.refused("RFC 2784 §2.3");
    }
    if ((flags & VERSION) != 0) {
      throw in.refused("RFC 2784 §2.3.1");
    }
    int protocol = in.u16("protocol type");
    boolean checksum = (flags & C) != 0;
    if (checksum) {
      int sent = in.u16("checksum");
      in.skip("reserved 1", 2);
      if (Checksum.of(octets, offset, length) != 0) {
        throw new DecodeException(new BadValue("checksum", sent, "RFC 2784 §2.5"));
      }
    }
    OptionalInt key = (flags & K) != 0 ? OptionalInt.of(in.bits32("key")) : OptionalInt.empty();
    OptionalInt sequence = (flags & S) != 0 ? OptionalInt.of(in.bits32("sequence number")) : OptionalInt.empty();
    return new GrePacket(checksum, key, sequence, protocol, in.rest());
  }

  public byte[] encode() {
    int octets = headerOctets(checksum, key.isPresent(), sequence.isPresent());
    int flags = (checksum ? C : 0) | (key.isPresent() ? K : 0) | (sequence.isPresent() ? S : 0);
    var out = new WireWriter(octets + payload.length).u16(flags).u16(protocol);
    if (checksum) {
      out.zeros(4);
    }
    key.ifPresent(out::bits32);
    sequence.ifPresent(out::bits32);
    out.octets(payload);
    if (checksum) {
      out.setU16(4, out.checksum(0));
    }
    return out.toByteArray();
  }

  /** Of a GRE header with these options. */
  public static int headerOctets(boolean checksum, boolean key, boolean sequence) {
    return 4 + (checksum ? 4 : 0) + (key ? 4 : 0) + (sequence ? 4 : 0);
  }

  /**
   * What IOS sends to learn whether the other end is there: as payload, a whole packet from the other end to us, which
   * the other end has but to decapsulate and to forward. What comes home is a GRE packet of protocol 0 without payload.
   *
   * @param source our end of the tunnel
   * @param destination the other end
   * @param checksum and {@code key}: as in all packets of the tunnel, at both layers
   * @param identification of the inner packet, 16 bits
   */
  public static GrePacket keepalive(int source, int destination, boolean checksum, OptionalInt key,
      int identification) {
    byte[] home = new GrePacket(checksum, key, OptionalInt.empty(), KEEPALIVE, new byte[0]).encode();
    byte[] inner = new Ipv4Packet(Ipv4Packet.DSCP_NETWORK_CONTROL << 2,
        Ipv4Packet.Fragment.whole(identification, false), KEEPALIVE_TTL, IpProtocol.GRE, destination, source, home)
        .encode();
    return new GrePacket(checksum, key, OptionalInt.empty(), EtherType.IPV4, inner);
  }

  /** Whether it is a keepalive of ours that has come home. */
  public boolean isKeepalive() {
    return protocol == KEEPALIVE && payload.length == 0;
  }
}
