package io.carrierlab.protocols.eap;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * An EAP packet (RFC 3748 §4). Widths in bits:
 * <pre>
 *   octet 0 | code: 8 | identifier: 8 | octets of all: 16
 *         4 | type: 8 | type's data              only of requests and responses
 * </pre>
 */
public sealed interface EapPacket {
  int IDENTITY = 1;
  int NOTIFICATION = 2;
  int NAK = 3;
  /** Of MS-CHAPv2 (draft-kamath §2). */
  int MSCHAPV2 = 26;

  /** 8 bits: pairs a response with its request. */
  int identifier();

  /** @param type 8 bits; @param data at most 65,530 octets */
  record Request(int identifier, int type, byte[] data) implements EapPacket {
    public Request {
      fits(identifier, type, data);
    }
  }

  /** @param type 8 bits; @param data at most 65,530 octets */
  record Response(int identifier, int type, byte[] data) implements EapPacket {
    public Response {
      fits(identifier, type, data);
    }
  }

  record Success(int identifier) implements EapPacket {
    public Success {
      fits(identifier, 0, new byte[0]);
    }
  }

  record Failure(int identifier) implements EapPacket {
    public Failure {
      fits(identifier, 0, new byte[0]);
    }
  }

  /**
   * Octets past the length are padding of whatever carries the packet and are ignored (§4.1).
   *
   * @throws DecodeException if octets are too few, or code or length are wrong
   */
  static EapPacket decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    int code = in.u8("code");
    if (code < 1 || code > 4) {
      throw in.refused("RFC 3748 §4");
    }
    int identifier = in.u8("identifier");
    int length = in.u16("length");
    int least = code <= 2 ? 5 : 4;
    if (length < least || code > 2 && length != least) {
      throw in.refused("RFC 3748 §4");
    }
    WireReader body = in.part("type and data", length - 4);
    return switch (code) {
      case 1 -> new Request(identifier, body.u8("type"), body.rest());
      case 2 -> new Response(identifier, body.u8("type"), body.rest());
      case 3 -> new Success(identifier);
      default -> new Failure(identifier);
    };
  }

  default byte[] encode() {
    return switch (this) {
      case Request(int identifier, int type, byte[] data) -> typed(1, identifier, type, data);
      case Response(int identifier, int type, byte[] data) -> typed(2, identifier, type, data);
      case Success(int identifier) -> new byte[] {3, (byte) identifier, 0, 4};
      case Failure(int identifier) -> new byte[] {4, (byte) identifier, 0, 4};
    };
  }

  private static byte[] typed(int code, int identifier, int type, byte[] data) {
    return new WireWriter(5 + data.length).u8(code).u8(identifier).u16(5 + data.length).u8(type).octets(data)
        .toByteArray();
  }

  private static void fits(int identifier, int type, byte[] data) {
    if (identifier >>> 8 != 0 || type >>> 8 != 0 || data.length > 65_530) {
      throw new IllegalArgumentException("identifier " + identifier + ", type " + type + ", " + data.length
          + " octets");
    }
  }
}
