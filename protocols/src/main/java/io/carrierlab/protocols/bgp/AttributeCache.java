package io.carrierlab.protocols.bgp;

import java.util.Arrays;

/**
 * Attributes by their octets. Peers send the same ones over and over, so most UPDATEs need no parsing and no new
 * object. Direct-mapped, starting at 16 places and at most 1024; keys longer than 256 octets are not kept, so that a
 * peer who never repeats itself costs 300 kB, not more.
 */
final class AttributeCache {
  private static final int MAX_PLACES = 1024;
  private static final int MAX_KEY = 256;

  private record Entry(byte[] key, int hash, PathAttributes value) {}

  private Entry[] places = new Entry[16];
  private byte[] key = new byte[64];
  private int size;
  private int hash;

  /** Begins a key. */
  void begin() {
    size = 0;
    hash = 1;
  }

  void add(byte[] octets, int from, int count) {
    if (key.length - size < count) {
      key = Arrays.copyOf(key, Math.max(key.length * 2, size + count));
    }
    System.arraycopy(octets, from, key, size, count);
    size += count;
  }

  void add(int word) {
    add(new byte[] {(byte) (word >>> 24), (byte) (word >>> 16), (byte) (word >>> 8), (byte) word}, 0, 4);
  }

  /** The attributes of the key, or null. */
  PathAttributes find() {
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + key[i];
    }
    hash ^= hash >>> 15;
    Entry entry = places[hash & places.length - 1];
    return entry != null && entry.hash == hash && Arrays.equals(entry.key, 0, entry.key.length, key, 0, size)
        ? entry.value : null;
  }

  /** Keeps attributes under the key that was looked for last. */
  void keep(PathAttributes value) {
    if (size > MAX_KEY) {
      return;
    }
    if (places[hash & places.length - 1] != null && places.length < MAX_PLACES) {
      Entry[] old = places;
      places = new Entry[old.length * 2];
      for (Entry entry : old) {
        if (entry != null) {
          places[entry.hash & places.length - 1] = entry;
        }
      }
    }
    places[hash & places.length - 1] = new Entry(Arrays.copyOf(key, size), hash, value);
  }
}
