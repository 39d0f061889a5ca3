package io.carrierlab.protocols.bgp;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The AS_PATH (RFC 4271 §4.3, §5.1.2) with 4-octet AS numbers (RFC 6793), whatever the peer writes. Immutable.
 *
 * <p>It costs 4 octets per AS number and 4 per segment: {@code words} holds, per segment, type in the upper 16 bits and
 * count in the lower, then the AS numbers.
 */
public final class AsPath {
  /** Longest segment: its count has 8 bits. */
  static final int MAX_SEGMENT = 255;
  static final int SET = 1;
  static final int SEQUENCE = 2;

  public static final AsPath EMPTY = new AsPath(new int[0]);

  private final int[] words;

  /** Takes the array over; it must be well formed. */
  AsPath(int[] words) {
    this.words = words;
  }

  /** One AS_SEQUENCE, nearest AS first; each 0 to 2^32-1. */
  public static AsPath of(long... ases) {
    AsPath path = EMPTY;
    for (int i = ases.length - 1; i >= 0; i--) {
      path = path.prepend(ases[i]);
    }
    return path;
  }

  /** Length for route selection (RFC 4271 §9.1.2.2 a): an AS_SET counts as one. */
  public int hops() {
    int hops = 0;
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      hops += type(at) == SET ? 1 : count(at);
    }
    return hops;
  }

  public boolean isEmpty() {
    return words.length == 0;
  }

  /** Whether {@code as} is anywhere in it: a loop, if it is our own (RFC 4271 §9.1.2). */
  public boolean contains(long as) {
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      for (int i = 1; i <= count(at); i++) {
        if (Integer.toUnsignedLong(words[at + i]) == as) {
          return true;
        }
      }
    }
    return false;
  }

  /** The nearest AS, if the path begins with a sequence: the neighbour AS for comparing MEDs (RFC 4271 §9.1.2.2 c). */
  public OptionalLong first() {
    return words.length == 0 || type(0) == SET ? OptionalLong.empty()
        : OptionalLong.of(Integer.toUnsignedLong(words[1]));
  }

  /** With {@code as} in front (RFC 4271 §5.1.2 b). */
  public AsPath prepend(long as) {
    if (as >>> 32 != 0) {
      throw new IllegalArgumentException("AS number " + as + " does not fit 32 bits");
    }
    boolean fits = words.length > 0 && type(0) == SEQUENCE && count(0) < MAX_SEGMENT;
    int[] longer = new int[words.length + (fits ? 1 : 2)];
    System.arraycopy(words, fits ? 1 : 0, longer, 2, words.length - (fits ? 1 : 0));
    longer[0] = SEQUENCE << 16 | (fits ? count(0) + 1 : 1);
    longer[1] = (int) as;
    return new AsPath(longer);
  }

  /** With each {@code as} replaced by another: AS override towards a CE (RFC 4364 §7). */
  public AsPath replace(long as, long by) {
    if (!contains(as)) {
      return this;
    }
    int[] replaced = words.clone();
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      for (int i = 1; i <= count(at); i++) {
        if (Integer.toUnsignedLong(words[at + i]) == as) {
          replaced[at + i] = (int) by;
        }
      }
    }
    return new AsPath(replaced);
  }

  /** Whether a 2-octet peer cannot be told all of it. */
  boolean hasLongAs() {
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      for (int i = 1; i <= count(at); i++) {
        if (words[at + i] >>> 16 != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The words themselves, for the codec of this package: not to be written to. */
  int[] words() {
    return words;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AsPath path && Arrays.equals(words, path.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** As routers print it: {@code 65001 65002 {65003,65004}}; empty for an empty path. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      boolean set = type(at) == SET;
      text.append(text.isEmpty() ? "" : " ").append(set ? "{" : "");
      for (int i = 1; i <= count(at); i++) {
        text.append(i == 1 ? "" : set ? "," : " ").append(Integer.toUnsignedString(words[at + i]));
      }
      text.append(set ? "}" : "");
    }
    return text.toString();
  }

  private int type(int at) {
    return words[at] >>> 16;
  }

  private int count(int at) {
    return words[at] & 0xffff;
  }
}
