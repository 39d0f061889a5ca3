package io.carrierlab.protocols.ip;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * IPv4 prefixes with an object each, for longest-prefix match: an {@link IntPrefixTable} of places in an array. A
 * look-up allocates nothing. Not thread-safe.
 */
public final class PrefixTable<V> {
  private static final int NONE = -1;

  /** What a look-up found, with the prefix that matched. */
  public record Match<V>(Ipv4Prefix prefix, V value) {}

  private final IntPrefixTable places = new IntPrefixTable();
  private Object[] values = new Object[4];
  private int used;
  private int[] freePlaces = {};
  private int freeCount;

  public int size() {
    return places.size();
  }

  /** The value of the longest prefix that covers an address, or {@code none}: for the forwarding path. */
  public V lookup(int address, V none) {
    int place = places.lookup(address, NONE);
    return place == NONE ? none : at(place);
  }

  /** As {@link #lookup}, with the prefix, for people. */
  public Optional<Match<V>> match(int address) {
    int place = places.lookup(address, NONE);
    return place == NONE ? Optional.empty()
        : Optional.of(new Match<>(Ipv4Prefix.covering(address, places.lookupLength(address, NONE)), at(place)));
  }

  /** The value of exactly this prefix. */
  public Optional<V> get(Ipv4Prefix prefix) {
    int place = places.get(prefix.address(), prefix.length(), NONE);
    return place == NONE ? Optional.empty() : Optional.of(at(place));
  }

  /** Adds a prefix or replaces its value. @return what it had before */
  public Optional<V> put(Ipv4Prefix prefix, V value) {
    if (value == null) {
      throw new IllegalArgumentException("no value for " + prefix);
    }
    int place = places.get(prefix.address(), prefix.length(), NONE);
    if (place != NONE) {
      V before = at(place);
      values[place] = value;
      return Optional.of(before);
    }
    int fresh = freeCount > 0 ? freePlaces[--freeCount] : used++;
    if (fresh == values.length) {
      values = Arrays.copyOf(values, fresh + fresh / 2 + 1);
    }
    values[fresh] = value;
    places.put(prefix.address(), prefix.length(), fresh);
    return Optional.empty();
  }

  /** @return what the prefix had */
  public Optional<V> remove(Ipv4Prefix prefix) {
    int place = places.get(prefix.address(), prefix.length(), NONE);
    if (place == NONE) {
      return Optional.empty();
    }
    V before = at(place);
    places.remove(prefix.address(), prefix.length());
    values[place] = null;
    if (freeCount == freePlaces.length) {
      freePlaces = Arrays.copyOf(freePlaces, freeCount + freeCount / 2 + 4);
    }
    freePlaces[freeCount++] = place;
    return Optional.of(before);
  }

  public void clear() {
    places.clear();
    values = new Object[4];
    used = 0;
    freePlaces = new int[0];
    freeCount = 0;
  }

  /** In order of address, the shorter prefix first. The table must not change meanwhile. */
  public void forEach(BiConsumer<Ipv4Prefix, V> visitor) {
    places.forEach((address, length, place) -> visitor.accept(new Ipv4Prefix(address, length), at(place)));
  }

  @SuppressWarnings("unchecked")
  private V at(int place) {
    return (V) values[place];
  }
}
