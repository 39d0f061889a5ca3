package io.carrierlab.protocols.wire;

import java.util.Arrays;

/**
 * Writes a message in network order into a buffer that grows. A number wider than its field is a bug of the caller
 * and throws {@link IllegalArgumentException}: no write loses a bit.
 */
public final class WireWriter {
  private byte[] octets;
  private int at;

  public WireWriter() {
    this(64);
  }

  public WireWriter(int expectedOctets) {
    octets = new byte[Math.max(8, expectedOctets)];
  }

  /** Octets written so far. */
  public int size() {
    return at;
  }

  public WireWriter u8(int value) {
    fits(value, 8);
    room(1);
    octets[at++] = (byte) value;
    return this;
  }

  public WireWriter u16(int value) {
    fits(value, 16);
    room(2);
    octets[at++] = (byte) (value >>> 8);
    octets[at++] = (byte) value;
    return this;
  }

  public WireWriter u24(int value) {
    fits(value, 24);
    return u8(value >>> 16).u16(value & 0xffff);
  }

  public WireWriter u32(long value) {
    if (value >>> 32 != 0) {
      throw new IllegalArgumentException(value + " does not fit 32 bits");
    }
    return bits32((int) value);
  }

  public WireWriter bits32(int value) {
    room(4);
    octets[at++] = (byte) (value >>> 24);
    octets[at++] = (byte) (value >>> 16);
    octets[at++] = (byte) (value >>> 8);
    octets[at++] = (byte) value;
    return this;
  }

  public WireWriter bits64(long value) {
    return bits32((int) (value >>> 32)).bits32((int) value);
  }

  public WireWriter octets(byte[] source) {
    return octets(source, 0, source.length);
  }

  public WireWriter octets(byte[] source, int offset, int count) {
    room(count);
    System.arraycopy(source, offset, octets, at, count);
    at += count;
    return this;
  }

  public WireWriter zeros(int count) {
    room(count);
    Arrays.fill(octets, at, at + count, (byte) 0);
    at += count;
    return this;
  }

  /** Fills in a field that had to wait, such as a length or a checksum, at {@code position} from the start. */
  public WireWriter setU16(int position, int value) {
    fits(value, 16);
    octets[position] = (byte) (value >>> 8);
    octets[position + 1] = (byte) value;
    return this;
  }

  public WireWriter setU8(int position, int value) {
    fits(value, 8);
    octets[position] = (byte) value;
    return this;
  }

  /** The Internet checksum (RFC 1071) of what was written from {@code from} on. */
  public int checksum(int from) {
    return Checksum.of(octets, from, at - from);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(octets, at);
  }

  private void room(int count) {
    if (octets.length - at < count) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, Math.addExact(at, count)));
    }
  }

  private static void fits(int value, int bits) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(value + " does not fit " + bits + " bits");
    }
  }
}
