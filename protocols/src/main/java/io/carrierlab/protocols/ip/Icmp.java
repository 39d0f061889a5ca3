package io.carrierlab.protocols.ip;

import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * Internet Control Message Protocol (RFC 792). Widths in bits:
 * <pre>
 *   octet 0 | type: 8 | code: 8 | checksum of the whole message: 16 | depends on type: 32 | depends on type
 * </pre>
 */
public sealed interface Icmp {
  /** Asks for an {@link EchoReply} with the same numbers (16 bits each) and data: ping. */
  record EchoRequest(int identifier, int sequence, byte[] data) implements Icmp {
    public EchoRequest {
      fits16(identifier, sequence);
    }

    public EchoReply reply() {
      return new EchoReply(identifier, sequence, data);
    }
  }

  record EchoReply(int identifier, int sequence, byte[] data) implements Icmp {
    public EchoReply {
      fits16(identifier, sequence);
    }
  }

  /**
   * A packet could not be delivered.
   *
   * @param code why: 8 bits, see the constants
   * @param nextHopMtu with {@link #FRAGMENTATION_NEEDED}, octets (RFC 1191 §4): 16 bits; 0 else
   * @param quoted the packet in question: its header and at least 8 octets more
   */
  record Unreachable(int code, int nextHopMtu, byte[] quoted) implements Icmp {
    public static final int NET = 0;
    public static final int HOST = 1;
    public static final int PROTOCOL = 2;
    public static final int PORT = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Refused by a filter (RFC 1812 §5.2.7.1). */
    public static final int PROHIBITED = 13;

    public Unreachable {
      fits8(code);
      fits16(nextHopMtu, 0);
    }
  }

  /**
   * @param code {@link #IN_TRANSIT}: a router counted the TTL down to 0; or {@link #REASSEMBLY}: fragments missing
   */
  record TimeExceeded(int code, byte[] quoted) implements Icmp {
    public static final int IN_TRANSIT = 0;
    public static final int REASSEMBLY = 1;

    public TimeExceeded {
      fits8(code);
    }
  }

  /** A type that Carrierlab has no use for. @param rest the octets 4 to 7 */
  record Other(int type, int code, int rest, byte[] body) implements Icmp {
    public Other {
      fits8(type);
      fits8(code);
      if (type == ECHO_REPLY || type == UNREACHABLE || type == ECHO_REQUEST || type == TIME_EXCEEDED) {
        throw new IllegalArgumentException("ICMP type " + type + " has a record of its own");
      }
    }
  }

  int ECHO_REPLY = 0;
  int UNREACHABLE = 3;
  int ECHO_REQUEST = 8;
  int TIME_EXCEEDED = 11;

  static Icmp decode(byte[] octets) throws DecodeException {
    return decode(octets, 0, octets.length);
  }

  /** @throws DecodeException if octets are too few, the checksum is wrong, or the code of an echo is not 0 */
  static Icmp decode(byte[] octets, int offset, int length) throws DecodeException {
    var in = new WireReader(octets, offset, length);
    int type = in.u8("type");
    int code = in.u8("code");
    if ((type == ECHO_REPLY || type == ECHO_REQUEST) && code != 0) {
      throw in.refused("RFC 792, echo");
    }
    int checksum = in.u16("checksum");
    int rest = in.bits32("rest of header");
    if (Checksum.of(octets, offset, length) != 0) {
      throw new DecodeException(new BadValue("checksum", checksum, "RFC 792"));
    }
    byte[] body = in.rest();
    return switch (type) {
      case ECHO_REQUEST -> new EchoRequest(rest >>> 16, rest & 0xffff, body);
      case ECHO_REPLY -> new EchoReply(rest >>> 16, rest & 0xffff, body);
      case UNREACHABLE -> new Unreachable(code, rest & 0xffff, body);
      case TIME_EXCEEDED -> new TimeExceeded(code, body);
      default -> new Other(type, code, rest, body);
    };
  }

  /** The payload of an IPv4 packet of protocol 1. */
  default byte[] encode() {
    return switch (this) {
      case EchoRequest(int id, int n, byte[] data) -> message(ECHO_REQUEST, 0, id << 16 | n, data);
      case EchoReply(int id, int n, byte[] data) -> message(ECHO_REPLY, 0, id << 16 | n, data);
      case Unreachable(int code, int mtu, byte[] quoted) -> message(UNREACHABLE, code, mtu, quoted);
      case TimeExceeded(int code, byte[] quoted) -> message(TIME_EXCEEDED, code, 0, quoted);
      case Other(int type, int code, int rest, byte[] body) -> message(type, code, rest, body);
    };
  }

  private static byte[] message(int type, int code, int rest, byte[] body) {
    var out = new WireWriter(8 + body.length).u8(type).u8(code).u16(0).bits32(rest).octets(body);
    return out.setU16(2, out.checksum(0)).toByteArray();
  }

  private static void fits8(int value) {
    if (value >>> 8 != 0) {
      throw new IllegalArgumentException(value + " does not fit 8 bits");
    }
  }

  private static void fits16(int one, int other) {
    if ((one | other) >>> 16 != 0) {
      throw new IllegalArgumentException(one + " or " + other + " does not fit 16 bits");
    }
  }
}
