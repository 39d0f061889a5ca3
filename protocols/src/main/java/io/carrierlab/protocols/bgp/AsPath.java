package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The AS_PATH (RFC 4271 §4.3, §5.1.2) with 4-octet AS numbers (RFC 6793), whatever the peer writes. Immutable.
 *
 * <p>It costs 4 octets per AS number and 4 per segment: {@code words} holds, per segment, type in the upper 16 bits
 * and count in the lower, then the AS numbers.
 */
public final class AsPath {
  /** Longest segment: its count has 8 bits. */
  static final int MAX_SEGMENT = 255;
  static final int SET = 1;
  static final int SEQUENCE = 2;
  private static final int CONFED_SEQUENCE = 3;
  private static final int CONFED_SET = 4;

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

  /**
   * Reads segments to the end of their field: type 8 bits, count of AS numbers 8 bits, AS numbers of 16 or 32 bits.
   *
   * @throws DecodeException if a segment is cut short, empty, of unknown type or holds AS 0 (RFC 7606 §7.2, RFC 7607)
   */
  static AsPath decode(WireReader in, boolean fourOctets) throws DecodeException {
    return decode(in, fourOctets, false);
  }

  /** Reads an AS4_PATH: as above, but confederation segments are left out (RFC 6793 §6). */
  static AsPath decodeAs4(WireReader in) throws DecodeException {
    return decode(in, true, true);
  }

  private static AsPath decode(WireReader in, boolean fourOctets, boolean skipConfederations) throws DecodeException {
    int[] words = new int[in.left() / 2];
    int size = 0;
    while (in.left() > 0) {
      int type = in.u8("segment type");
      boolean skip = skipConfederations && (type == CONFED_SEQUENCE || type == CONFED_SET);
      if (type != SET && type != SEQUENCE && !skip) {
        throw in.refused("RFC 4271 §4.3: 1 or 2");
      }
      int count = in.u8("segment length");
      if (count == 0) {
        throw in.refused("RFC 7606 §7.2: not 0");
      }
      if (skip) {
        in.skip("AS numbers", 4 * count);
        continue;
      }
      words[size++] = type << 16 | count;
      for (int i = 0; i < count; i++) {
        int as = fourOctets ? in.bits32("AS number") : in.u16("AS number");
        if (as == 0) {
          throw in.refused("RFC 7607: not 0");
        }
        words[size++] = as;
      }
    }
    return size == 0 ? EMPTY : new AsPath(Arrays.copyOf(words, size));
  }

  /**
   * The path that a 2-octet peer sent as AS_PATH (this) and AS4_PATH (RFC 6793 §4.2.3): what AS4_PATH lacks, which is
   * what 2-octet speakers put in front, comes from the AS_PATH. An AS4_PATH longer than the AS_PATH is ignored.
   */
  AsPath merge(AsPath as4) {
    int lacking = hops() - as4.hops();
    if (lacking < 0) {
      return this;
    }
    int[] merged = new int[words.length + as4.words.length];
    int size = 0;
    for (int at = 0; lacking > 0; at += 1 + count(at)) {
      int take = type(at) == SET ? count(at) : Math.min(count(at), lacking);
      lacking -= type(at) == SET ? 1 : take;
      merged[size] = type(at) << 16 | take;
      System.arraycopy(words, at + 1, merged, size + 1, take);
      size += 1 + take;
    }
    System.arraycopy(as4.words, 0, merged, size, as4.words.length);
    return new AsPath(Arrays.copyOf(merged, size + as4.words.length)).joined();
  }

  /** With neighbouring sequences joined where they fit one segment. */
  private AsPath joined() {
    int[] out = new int[words.length];
    int size = 0;
    int last = -1;
    for (int at = 0; at < words.length; at += 1 + count(at)) {
      boolean join = last >= 0 && type(at) == SEQUENCE && out[last] >>> 16 == SEQUENCE
          && (out[last] & 0xffff) + count(at) <= MAX_SEGMENT;
      if (join) {
        out[last] += count(at);
      } else {
        last = size;
        out[size++] = words[at];
      }
      System.arraycopy(words, at + 1, out, size, count(at));
      size += count(at);
    }
    return new AsPath(Arrays.copyOf(out, size));
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

  /**
   * The nearest AS, if the path begins with a sequence: the neighbour AS for comparing MEDs (RFC 4271 §9.1.2.2 c).
   */
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
