package io.carrierlab.protocols.frame;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;

/**
 * The octets of a payload where they lie, without a copy. Who looks must not write: other holders of the frame see
 * the same array. One view per reader, set anew for each payload; not for use by several threads.
 */
public final class PayloadView extends ByteOutput {
  private byte[] array = {};
  private int offset;
  private int length;

  /** Looks at {@code payload} from now on. */
  public PayloadView at(ByteString payload) {
    length = 0;
    try {
      UnsafeByteOperations.unsafeWriteTo(payload, this);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("nothing is written to anywhere", e);
    }
    return this;
  }

  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  @Override
  public void writeLazy(byte[] value, int valueOffset, int valueLength) {
    if (length != 0) {
      join(value, valueOffset, valueLength);
    } else {
      array = value;
      offset = valueOffset;
      length = valueLength;
    }
  }

  /** A payload in several pieces (a rope) is the one case that is copied. */
  private void join(byte[] value, int valueOffset, int valueLength) {
    byte[] joined = java.util.Arrays.copyOfRange(array, offset, offset + length + valueLength);
    System.arraycopy(value, valueOffset, joined, length, valueLength);
    array = joined;
    offset = 0;
    length = joined.length;
  }

  @Override
  public void write(byte value) {
    writeLazy(new byte[] {value}, 0, 1);
  }

  @Override
  public void write(byte[] value, int valueOffset, int valueLength) {
    writeLazy(java.util.Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength), 0, valueLength);
  }

  @Override
  public void write(ByteBuffer value) {
    writeLazy(value);
  }

  @Override
  public void writeLazy(ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    writeLazy(copy, 0, copy.length);
  }
}
