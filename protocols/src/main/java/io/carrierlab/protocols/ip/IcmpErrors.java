package io.carrierlab.protocols.ip;

import io.carrierlab.protocols.ip.Ipv4Header.Verdict;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;

/** When a packet may be answered with an ICMP error, what the error quotes, and what a quotation tells. */
public final class IcmpErrors {
  /** Octets of the largest packet that carries an error (RFC 1812 §4.3.2.3), less IPv4 and ICMP header. */
  private static final int MOST_QUOTED = 576 - 20 - 8;
  private static final int LEAST_QUOTED = 8;

  /**
   * Which packet an ICMP error is about.
   *
   * @param firstOctets the 8 octets behind its header: the ports of UDP and TCP, identifier and sequence of an echo
   */
  public record Quotation(int protocol, int source, int destination, int identification, byte[] firstOctets) {
    /** The source port (UDP, TCP): octets 0 and 1. */
    public int sourcePort() {
      return u16(0);
    }

    /** The destination port (UDP, TCP): octets 2 and 3. */
    public int destinationPort() {
      return u16(2);
    }

    /** The identifier of an ICMP echo: octets 4 and 5. */
    public int echoIdentifier() {
      return u16(4);
    }

    /** The sequence number of an ICMP echo: octets 6 and 7. */
    public int echoSequence() {
      return u16(6);
    }

    private int u16(int at) {
      return (firstOctets[at] & 0xff) << 8 | firstOctets[at + 1] & 0xff;
    }
  }

  private IcmpErrors() {}

  /**
   * RFC 1122 §3.2.2 and RFC 1812 §4.3.2.7: no error about an ICMP error, about a packet that many received or that
   * no single host sent, or about a later fragment. Otherwise one packet could cause a storm.
   *
   * @param toMany the packet came as link-layer broadcast or multicast, or its destination is a directed broadcast
   */
  public static boolean mayAnswer(byte[] octets, int offset, int length, boolean toMany) {
    return !toMany && Ipv4Header.check(octets, offset, length) == Verdict.VALID
        && !isForMany(Ipv4Header.destination(octets, offset)) && isOneHost(Ipv4Header.source(octets, offset))
        && !Ipv4Header.isLaterFragment(octets, offset) && !isIcmpError(octets, offset);
  }

  /** What an error quotes of a valid packet: all of it, or what fits a 576-octet error packet. */
  public static byte[] quote(byte[] octets, int offset) {
    int total = Ipv4Header.totalOctets(octets, offset);
    return Arrays.copyOfRange(octets, offset, offset + Math.min(total, MOST_QUOTED));
  }

  /**
   * Reads what an error quotes. Checksum and total length of the quoted header do not count: routers change them.
   *
   * @throws DecodeException if that is less than an IPv4 header and 8 octets
   */
  public static Quotation read(byte[] quoted) throws DecodeException {
    if (quoted.length < Ipv4Header.OCTETS) {
      throw new DecodeException(new Truncated("quoted header", Ipv4Header.OCTETS, quoted.length));
    }
    int header = Ipv4Header.headerOctets(quoted, 0);
    if (quoted[0] >>> 4 != 4 || header < Ipv4Header.OCTETS) {
      throw new DecodeException(new BadValue("quoted version and header length", quoted[0] & 0xff, "RFC 791 §3.1"));
    }
    if (quoted.length < header + LEAST_QUOTED) {
      throw new DecodeException(new Truncated("quoted octets", header + LEAST_QUOTED, quoted.length));
    }
    return new Quotation(Ipv4Header.protocol(quoted, 0), Ipv4Header.source(quoted, 0),
        Ipv4Header.destination(quoted, 0), Ipv4Header.identification(quoted, 0),
        Arrays.copyOfRange(quoted, header, header + LEAST_QUOTED));
  }

  private static boolean isForMany(int address) {
    return Ipv4.isMulticast(address) || address == -1;
  }

  /** Not of network 0 or 127, not multicast, reserved or broadcast. */
  private static boolean isOneHost(int address) {
    int first = address >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static boolean isIcmpError(byte[] octets, int offset) {
    if (Ipv4Header.protocol(octets, offset) != IpProtocol.ICMP) {
      return false;
    }
    int header = Ipv4Header.headerOctets(octets, offset);
    if (Ipv4Header.totalOctets(octets, offset) == header) {
      return true;                                     // no type to see: the cautious answer
    }
    // The queries of RFC 792 and RFC 950; whatever else there is counts as an error.
    return switch (octets[offset + header] & 0xff) {
      case Icmp.ECHO_REPLY, Icmp.ECHO_REQUEST, 13, 14, 15, 16, 17, 18 -> false;
      default -> true;
    };
  }
}
