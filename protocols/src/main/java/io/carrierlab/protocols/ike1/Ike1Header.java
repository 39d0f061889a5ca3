package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * The header of every ISAKMP message (RFC 2408 §3.1), which IKEv2 shares. Widths in bits, network order:
 * <pre>
 *   octet  0 | initiator cookie: 64
 *          8 | responder cookie: 64
 *         16 | next payload: 8 | major version: 4, minor version: 4 | exchange type: 8 | flags: 8
 *         20 | message id: 32
 *         24 | length of the whole message: 32
 * </pre>
 *
 * @param responderCookie 0 in the first message
 * @param exchange 8 bits, see {@link ExchangeType}
 * @param messageId 0 in phase 1
 */
public record Ike1Header(long initiatorCookie, long responderCookie, int nextPayload, int majorVersion,
    int minorVersion, int exchange, int flags, int messageId, long length) {
  public static final int OCTETS = 28;
  public static final int ENCRYPTED = 1;
  public static final int COMMIT = 2;
  /** A lone informational message that is authenticated but not encrypted. */
  public static final int AUTHENTICATION_ONLY = 4;

  /**
   * Reads the header of a message of either version, so that whoever owns the socket finds the session: by the
   * receiver's cookie, or by the sender's and its address as long as that is 0.
   *
   * @throws DecodeException if there are fewer than 28 octets; the fields are not judged
   */
  public static Ike1Header peek(byte[] message) throws DecodeException {
    return read(new WireReader(message));
  }

  static Ike1Header read(WireReader in) throws DecodeException {
    long initiator = in.bits64("initiator cookie");
    long responder = in.bits64("responder cookie");
    int next = in.u8("next payload");
    int version = in.u8("version");
    return new Ike1Header(initiator, responder, next, version >>> 4, version & 15, in.u8("exchange type"),
        in.u8("flags"), in.bits32("message id"), in.u32("length"));
  }

  /** Reads and judges the header of an IKEv1 message (RFC 2408 §5.2), which must be as long as it says. */
  static Ike1Header decode(WireReader in) throws DecodeException {
    int whole = in.left();
    Ike1Header header = read(in);
    if (header.length != whole) {
      throw in.refused("RFC 2408 §5.2: length of the message is " + whole);
    }
    if (header.majorVersion != 1 || header.initiatorCookie == 0 || (header.flags & ~7) != 0) {
      throw in.refused("RFC 2408 §5.2: version " + header.majorVersion + ", flags " + header.flags);
    }
    return header;
  }

  boolean encrypted() {
    return (flags & ENCRYPTED) != 0;
  }

  void write(WireWriter out) {
    out.bits64(initiatorCookie).bits64(responderCookie).u8(nextPayload).u8(majorVersion << 4 | minorVersion)
        .u8(exchange).u8(flags).bits32(messageId).u32(length);
  }
}
