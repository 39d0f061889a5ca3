package io.carrierlab.protocols.tcp;

/**
 * Octets in order, added at the end, read anywhere, dropped at the front: a ring that grows by doubling, so that each
 * octet is copied a bounded number of times, and that holds no memory while it is empty.
 */
final class OctetQueue {
  private static final byte[] NOTHING = {};
  private static final int LEAST = 256;
  private byte[] ring = NOTHING;                       // length is 0 or a power of two
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(byte[] octets, int offset, int count) {
    if (count > ring.length - size) {
      grow(Math.addExact(size, count));
    }
    int tail = head + size & ring.length - 1;
    int first = Math.min(count, ring.length - tail);
    System.arraycopy(octets, offset, ring, tail, first);
    System.arraycopy(octets, offset + first, ring, 0, count - first);
    size += count;
  }

  /** Copies {@code count} octets from {@code position} after the front on. */
  void copy(int position, byte[] target, int offset, int count) {
    if (position < 0 || count < 0 || position > size - count) {
      throw new IndexOutOfBoundsException(position + "+" + count + " of " + size);
    }
    if (count > 0) {
      int start = head + position & ring.length - 1;
      int first = Math.min(count, ring.length - start);
      System.arraycopy(ring, start, target, offset, first);
      System.arraycopy(ring, 0, target, offset + first, count - first);
    }
  }

  void drop(int count) {
    if (count < 0 || count > size) {
      throw new IndexOutOfBoundsException(count + " of " + size);
    }
    size -= count;
    if (size == 0) {
      ring = NOTHING;
      head = 0;
    } else {
      head = head + count & ring.length - 1;
    }
  }

  /** Takes everything out. */
  byte[] drain() {
    byte[] all = new byte[size];
    copy(0, all, 0, size);
    drop(size);
    return all;
  }

  private void grow(int needed) {
    if (needed > 1 << 30) {
      throw new OutOfMemoryError(needed + " octets in one queue");
    }
    int capacity = Math.max(LEAST, Integer.highestOneBit(needed - 1) << 1);
    byte[] larger = new byte[capacity];
    copy(0, larger, 0, size);
    ring = larger;
    head = 0;
  }
}
