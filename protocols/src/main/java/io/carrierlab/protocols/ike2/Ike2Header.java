package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Optional;

/**
 * The header of every message (RFC 7296 §3.1). Widths in bits, network order:
 * <pre>
 *   octet  0 | SPI of the IKE SA's initiator: 64
 *          8 | SPI of its responder, 0 in the first message: 64
 *         16 | next payload: 8 | major version: 4 | minor version: 4 | exchange type: 8
 *         19 | flags: 8 (0x08 sent by the original initiator, 0x10 higher version possible, 0x20 response)
 *         20 | message ID: 32 | length of all: 32
 * </pre>
 *
 * @param nextPayload type of the first payload, 0: none
 * @param exchangeType 8 bits, perhaps one that is not known here
 * @param length of the whole message in octets
 */
public record Ike2Header(long initiatorSpi, long responderSpi, int nextPayload, int majorVersion, int exchangeType,
    boolean fromInitiator, boolean response, int messageId, long length) {
  /** Length of a header. */
  public static final int OCTETS = 28;
  static final int INITIATOR = 0x08;
  static final int RESPONSE = 0x20;
  private static final int VERSION_2 = 0x20;

  /**
   * Reads the header alone, to tell sessions and versions apart; whether the length is true is not looked at.
   *
   * @throws DecodeException if there are fewer than 28 octets
   */
  public static Ike2Header peek(byte[] octets) throws DecodeException {
    return read(new WireReader(octets));
  }

  static Ike2Header read(WireReader in) throws DecodeException {
    long initiatorSpi = in.bits64("initiator SPI");
    long responderSpi = in.bits64("responder SPI");
    int next = in.u8("next payload");
    int version = in.u8("version");
    int exchange = in.u8("exchange type");
    int flags = in.u8("flags");
    return new Ike2Header(initiatorSpi, responderSpi, next, version >>> 4, exchange, (flags & INITIATOR) != 0,
        (flags & RESPONSE) != 0, in.bits32("message ID"), in.u32("length"));
  }

  /** Writes a header of version 2.0 whose length is {@code length}. */
  static void write(WireWriter out, Ike2Header header) {
    out.bits64(header.initiatorSpi).bits64(header.responderSpi).u8(header.nextPayload).u8(VERSION_2)
        .u8(header.exchangeType)
        .u8((header.fromInitiator ? INITIATOR : 0) | (header.response ? RESPONSE : 0))
        .bits32(header.messageId).u32(header.length);
  }

  /**
   * The answer to a message of a later major version (RFC 7296 §2.5): a notification that says that ours is 2.
   *
   * @return empty where none is due: to a response, or to a version that we speak
   */
  public static Optional<byte[]> invalidMajorVersion(Ike2Header received) {
    if (received.response || received.majorVersion <= 2) {
      return Optional.empty();
    }
    var notify = Payload.Notify.of(NotifyType.INVALID_MAJOR_VERSION, new byte[] {2});
    var message = new Ike2Message(received.initiatorSpi, received.responderSpi, received.exchangeType,
        !received.fromInitiator, true, received.messageId, java.util.List.of(notify));
    return Optional.of(message.encode());
  }
}
