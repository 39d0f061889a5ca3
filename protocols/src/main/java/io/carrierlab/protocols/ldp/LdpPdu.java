package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A PDU (RFC 5036 §3.1): what one TCP stretch or UDP datagram carries. Widths in bits, network order:
 * <pre>
 *   octet  0 | version = 1: 16 | PDU length, from the identifier on: 16
 *          4 | sender's LDP identifier: 32 (router) and 16 (label space)
 *         10 | messages
 * </pre>
 */
public record LdpPdu(LdpId sender, List<LdpMessage> messages) {
  /** Octets of version and length, which the PDU length does not count. */
  static final int PREFIX_OCTETS = 4;
  /** Octets before the first message. */
  public static final int HEADER_OCTETS = PREFIX_OCTETS + LdpId.OCTETS;
  /** The longest PDU length before and without negotiation (§3.5.3). */
  public static final int DEFAULT_MAX_OCTETS = 4096;
  static final int VERSION = 1;

  public LdpPdu {
    messages = List.copyOf(messages);
  }

  /** Reads exactly one PDU. @throws DecodeException see {@link LdpStatus#of}; nothing else is thrown */
  public static LdpPdu decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    in.expect16(LdpStatus.VERSION_FIELD, VERSION, "RFC 5036 §3.1");
    int length = in.u16(LdpStatus.PDU_LENGTH_FIELD);
    if (length < LdpId.OCTETS || length > in.left()) {
      throw in.refused("RFC 5036 §3.1");
    }
    var body = in.part("PDU", length);
    in.end();
    int lsrId = body.bits32(LdpStatus.LDP_ID_FIELD);
    if (lsrId == 0) {
      throw body.refused("RFC 5036 §2.2.2");
    }
    var sender = new LdpId(lsrId, body.u16("label space"));
    var messages = new ArrayList<LdpMessage>(2);
    while (body.left() > 0) {
      messages.add(LdpCodec.read(body));
    }
    return new LdpPdu(sender, messages);
  }

  /** @throws IllegalArgumentException if the PDU is longer than its length field can say */
  public byte[] encode() {
    var out = new WireWriter(128);
    out.u16(VERSION).u16(0).bits32(sender.lsrId()).u16(sender.labelSpace());
    messages.forEach(message -> LdpCodec.write(message, out));
    return out.setU16(2, out.size() - PREFIX_OCTETS).toByteArray();
  }
}
