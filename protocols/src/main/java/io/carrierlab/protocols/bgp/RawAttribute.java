package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.bgp.AttributeType.Flags;
import io.carrierlab.protocols.wire.WireReader;
import java.util.Arrays;

/**
 * One attribute as it lies in an UPDATE: flags 8 bits, type code 8, length 8 or 16 (RFC 4271 §4.3).
 *
 * @param message the array it lies in, shared, not to be written to
 * @param start index of the flags
 * @param valueAt index of the value
 * @param length octets of the value, all of them in {@code message}
 */
record RawAttribute(byte[] message, int start, int valueAt, int length) {
  int flags() {
    return message[start] & 0xff;
  }

  int code() {
    return message[start + 1] & 0xff;
  }

  WireReader value() {
    return new WireReader(message, valueAt, length);
  }

  /** All of it, header included: the data of a NOTIFICATION (RFC 4271 §6.3). */
  byte[] octets() {
    return Arrays.copyOfRange(message, start, valueAt + length);
  }

  /** Only the Optional and Transitive bits count (RFC 7606 §3 c). */
  boolean flagsFit(AttributeType type) {
    return (flags() & (Flags.OPTIONAL | Flags.TRANSITIVE)) == type.flags();
  }

  int end() {
    return valueAt + length;
  }
}
