package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.wire.Checksum;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fields in network order, written and read in place; bounds are the caller's care. */
final class Octets {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Octets() {}

  static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }

  static int bits32(byte[] octets, int at) {
    return (int) INT.get(octets, at);
  }

  static void put16(byte[] octets, int at, int value) {
    octets[at] = (byte) (value >>> 8);
    octets[at + 1] = (byte) value;
  }

  static void put32(byte[] octets, int at, int value) {
    INT.set(octets, at, value);
  }

  static void put64(byte[] octets, int at, long value) {
    LONG.set(octets, at, value);
  }

  /** Fills in the checksum of an IPv4 header. */
  static void sumIpv4(byte[] octets, int at) {
    put16(octets, at + 10, 0);
    put16(octets, at + 10, Checksum.of(octets, at, (octets[at] & 0xf) << 2));
  }

  /** In a time that does not tell where they differ. */
  static boolean same(byte[] one, byte[] other, int otherAt, int count) {
    int difference = 0;
    for (int i = 0; i < count; i++) {
      difference |= one[i] ^ other[otherAt + i];
    }
    return difference == 0;
  }
}
