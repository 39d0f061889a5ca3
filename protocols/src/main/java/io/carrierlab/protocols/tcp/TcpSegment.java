package io.carrierlab.protocols.tcp;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A TCP segment (RFC 9293 §3.1). Widths in bits:
 * <pre>
 *   octet  0 | source port: 16 | destination port: 16
 *          4 | sequence number: 32
 *          8 | acknowledgment number: 32
 *         12 | header length in words: 4 | reserved: 4 | CWR ECE URG ACK PSH RST SYN FIN: 8 | window: 16
 *         16 | checksum: 16 | urgent pointer: 16
 *         20 | options, then data
 * </pre>
 * Of the options, maximum segment size (kind 2) and MD5 signature (kind 19, RFC 2385) are read; others are skipped.
 * Reserved bits and the urgent pointer are ignored, and sent as 0.
 *
 * @param flags as in the header: 8 bits
 * @param window octets: 16 bits
 * @param mss the MSS option: 16 bits
 * @param signature 16 octets, or none at all when the segment is not signed
 */
public record TcpSegment(int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags, int window,
    OptionalInt mss, byte[] signature, byte[] data) {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  /** Octets of the MD5 option, padded to words: kind, length, digest, two no-operations. */
  static final int SIGNATURE_OPTION = 20;
  static final byte[] UNSIGNED = {};
  private static final int HEADER = 20;
  private static final int END = 0, NO_OPERATION = 1, MSS = 2, MD5 = 19;
  private static final int DIGEST = 16;

  public TcpSegment {
    if ((sourcePort | destinationPort | window | mss.orElse(0)) >>> 16 != 0 || flags >>> 8 != 0
        || signature.length != 0 && signature.length != DIGEST || data.length > 65_495) {
      throw new IllegalArgumentException("ports " + sourcePort + " and " + destinationPort + ", flags " + flags
          + ", window " + window + ", " + mss + ", " + signature.length + "-octet signature, " + data.length
          + " octets");
    }
  }

  /** An unsigned segment. */
  public TcpSegment(int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags, int window,
      OptionalInt mss, byte[] data) {
    this(sourcePort, destinationPort, sequence, acknowledgment, flags, window, mss, UNSIGNED, data);
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Sequence numbers that the segment takes: its data, and one each for SYN and FIN (RFC 9293 §3.4). */
  public int span() {
    return data.length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }

  public boolean signed() {
    return signature.length != 0;
  }

  /**
   * @param source and {@code destination}: addresses of the IPv4 packet, part of the checksum
   * @param length octets of the IPv4 payload
   * @throws DecodeException if octets are too few, or lengths or checksum are wrong
   */
  public static TcpSegment decode(int source, int destination, byte[] octets, int offset, int length)
      throws DecodeException {
    var in = new WireReader(octets, offset, length);
    int sourcePort = in.u16("source port");
    int destinationPort = in.u16("destination port");
    int sequence = in.bits32("sequence number");
    int acknowledgment = in.bits32("acknowledgment number");
    int header = in.u8("header length") >>> 4 << 2;
    if (header < HEADER) {
      throw in.refused("RFC 9293 §3.1");
    }
    int flags = in.u8("flags");
    int window = in.u16("window");
    int checksum = in.u16("checksum");
    in.skip("urgent pointer", 2);
    var options = in.part("options", header - HEADER);
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.TCP, length);
    if (Checksum.finish(Checksum.sum(pseudo, octets, offset, length)) != 0) {
      throw new DecodeException(new BadValue("checksum", checksum, "RFC 9293 §3.1"));
    }
    var mss = OptionalInt.empty();
    byte[] signature = UNSIGNED;
    while (options.left() > 0) {
      int kind = options.u8("option kind");
      if (kind == END) {
        break;
      }
      if (kind != NO_OPERATION) {
        int size = options.u8("option length");
        if (size < 2 || kind == MSS && size != 4 || kind == MD5 && size != 2 + DIGEST) {
          throw options.refused("RFC 9293 §3.2");
        }
        var body = options.part("option", size - 2);
        if (kind == MSS) {
          mss = OptionalInt.of(body.u16("maximum segment size"));
        } else if (kind == MD5) {
          signature = body.rest();
        }
      }
    }
    return new TcpSegment(sourcePort, destinationPort, sequence, acknowledgment, flags, window, mss, signature,
        in.rest());
  }

  /** The payload of an IPv4 packet of protocol 6, with checksum, and with the signature that this record holds. */
  public byte[] encode(int source, int destination) {
    int header = HEADER + (mss.isPresent() ? 4 : 0) + (signed() ? SIGNATURE_OPTION : 0);
    var out = new WireWriter(header + data.length).u16(sourcePort).u16(destinationPort);
    out.bits32(sequence).bits32(acknowledgment).u8(header << 2).u8(flags).u16(window).u16(0).u16(0);
    mss.ifPresent(octets -> out.u8(MSS).u8(4).u16(octets));
    if (signed()) {
      out.u8(MD5).u8(2 + DIGEST).octets(signature).u8(NO_OPERATION).u8(NO_OPERATION);
    }
    return withChecksum(out.octets(data).toByteArray(), source, destination);
  }

  /** The same, signed with a key whatever signature the record holds. */
  public byte[] encodeSigned(int source, int destination, MessageDigest md5, byte[] key) {
    byte[] octets = new TcpSegment(sourcePort, destinationPort, sequence, acknowledgment, flags, window, mss,
        new byte[DIGEST], data).encode(source, destination);
    byte[] digest = digest(source, destination, octets, 0, octets.length, md5, key);
    System.arraycopy(digest, 0, octets, HEADER + (mss.isPresent() ? 4 : 0) + 2, DIGEST);
    octets[16] = 0;
    octets[17] = 0;
    return withChecksum(octets, source, destination);
  }

  /**
   * The digest that a segment's MD5 option must hold (RFC 2385 §2.0): over pseudo-header, header without options and
   * with zero checksum, data, key.
   *
   * @param octets hold a segment that {@link #decode} accepts
   * @param md5 a digest of that name, left reset
   */
  public static byte[] digest(int source, int destination, byte[] octets, int offset, int length, MessageDigest md5,
      byte[] key) {
    var pseudo = new WireWriter(12 + HEADER).bits32(source).bits32(destination).u8(0).u8(IpProtocol.TCP).u16(length);
    pseudo.octets(octets, offset, 16).u16(0).octets(octets, offset + 18, 2);
    md5.update(pseudo.toByteArray());
    int header = (octets[offset + 12] & 0xf0) >>> 2;
    md5.update(octets, offset + header, length - header);
    return md5.digest(key);
  }

  private static byte[] withChecksum(byte[] octets, int source, int destination) {
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.TCP, octets.length);
    int checksum = Checksum.finish(Checksum.sum(pseudo, octets, 0, octets.length));
    octets[16] = (byte) (checksum >>> 8);
    octets[17] = (byte) checksum;
    return octets;
  }

  /** As records with arrays need it: by content. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TcpSegment that && sourcePort == that.sourcePort
        && destinationPort == that.destinationPort && sequence == that.sequence
        && acknowledgment == that.acknowledgment && flags == that.flags && window == that.window
        && mss.equals(that.mss) && Arrays.equals(signature, that.signature) && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * sourcePort + destinationPort) + sequence;
  }

  @Override
  public String toString() {
    var text = new StringBuilder().append(sourcePort).append('>').append(destinationPort).append(' ');
    text.append(has(SYN) ? "S" : "").append(has(FIN) ? "F" : "").append(has(RST) ? "R" : "");
    text.append(has(ACK) ? "A" : "").append(" seq ").append(Integer.toUnsignedString(sequence));
    text.append(" ack ").append(Integer.toUnsignedString(acknowledgment)).append(" win ").append(window);
    return text.append(" data ").append(data.length).append(signed() ? " signed" : "").toString();
  }
}
