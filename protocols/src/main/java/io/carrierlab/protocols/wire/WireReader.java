package io.carrierlab.protocols.wire;

import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Trailing;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import java.util.Arrays;

/**
 * Reads a message field by field, in network order. It alone touches the buffer: each read checks what is left and
 * throws {@link Truncated} with its field's name. {@code uN} reads an unsigned number into a wider type; {@code
 * bitsN} reads all bits of the Java type, for values that are compared but not counted with.
 */
public final class WireReader {
  private final byte[] octets;
  private final int end;
  private int at;
  private String lastField = "";
  private long lastValue;

  public WireReader(byte[] octets) {
    this(octets, 0, octets.length);
  }

  /** Reads {@code length} octets from {@code offset} on; nothing outside is ever touched. */
  public WireReader(byte[] octets, int offset, int length) {
    if (offset < 0 || length < 0 || offset > octets.length - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + octets.length);
    }
    this.octets = octets;
    this.at = offset;
    this.end = offset + length;
  }

  /** Octets not yet read. */
  public int left() {
    return end - at;
  }

  /** Index, in the array that this reader was given, of the next octet. */
  public int position() {
    return at;
  }

  public int u8(String field) throws DecodeException {
    need(field, 1);
    int value = octets[at++] & 0xff;
    return (int) note(field, value);
  }

  public int u16(String field) throws DecodeException {
    need(field, 2);
    int value = (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    at += 2;
    return (int) note(field, value);
  }

  public int u24(String field) throws DecodeException {
    need(field, 3);
    int value = (octets[at] & 0xff) << 16 | (octets[at + 1] & 0xff) << 8 | octets[at + 2] & 0xff;
    at += 3;
    return (int) note(field, value);
  }

  public long u32(String field) throws DecodeException {
    return Integer.toUnsignedLong(bits32(field));
  }

  public int bits32(String field) throws DecodeException {
    need(field, 4);
    int value = (octets[at] & 0xff) << 24 | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8 | octets[at + 3] & 0xff;
    at += 4;
    note(field, Integer.toUnsignedLong(value));
    return value;
  }

  public long bits64(String field) throws DecodeException {
    need(field, 8);
    long high = Integer.toUnsignedLong(bits32(field));
    return note(field, high << 32 | Integer.toUnsignedLong(bits32(field)));
  }

  /** A copy of the next {@code count} octets. */
  public byte[] octets(String field, int count) throws DecodeException {
    need(field, count);
    at += count;
    return Arrays.copyOfRange(octets, at - count, at);
  }

  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(octets, at, end);
    at = end;
    return rest;
  }

  public void skip(String field, int count) throws DecodeException {
    need(field, count);
    at += count;
  }

  /** A reader of the next {@code count} octets, for a field that carries its own length; this one moves past them. */
  public WireReader part(String field, int count) throws DecodeException {
    need(field, count);
    at += count;
    return new WireReader(octets, at - count, count);
  }

  public void expect8(String field, int wanted, String rule) throws DecodeException {
    if (u8(field) != wanted) {
      throw refused(rule);
    }
  }

  public void expect16(String field, int wanted, String rule) throws DecodeException {
    if (u16(field) != wanted) {
      throw refused(rule);
    }
  }

  public void expect32(String field, int wanted, String rule) throws DecodeException {
    if (bits32(field) != wanted) {
      throw refused(rule);
    }
  }

  /** The exception for the field read last, whose value breaks {@code rule}; the caller throws it. */
  public DecodeException refused(String rule) {
    return new DecodeException(new BadValue(lastField, lastValue, rule));
  }

  /** @throws DecodeException {@link Trailing} if anything is left */
  public void end() throws DecodeException {
    if (at != end) {
      throw new DecodeException(new Trailing(end - at));
    }
  }

  private void need(String field, int count) throws DecodeException {
    if (count < 0 || end - at < count) {
      throw new DecodeException(new Truncated(field, count, end - at));
    }
  }

  private long note(String field, long value) {
    lastField = field;
    lastValue = value;
    return value;
  }
}
