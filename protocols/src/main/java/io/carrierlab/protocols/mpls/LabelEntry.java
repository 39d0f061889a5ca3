package io.carrierlab.protocols.mpls;

/**
 * One entry of a label stack as a raw 32-bit word (RFC 3032 §2.1), the form in which frames carry it:
 * <pre>
 *   label: 20 | traffic class, the former EXP: 3 (RFC 5462) | bottom of stack: 1 | TTL: 8
 * </pre>
 */
public final class LabelEntry {
  /** Explicit null: popped by the egress, legal at the bottom only (RFC 3032 §2.1). */
  public static final int IPV4_EXPLICIT_NULL = 0;
  /** Asks the neighbour for penultimate-hop popping; announced, never seen on a wire (RFC 3032 §2.1). */
  public static final int IMPLICIT_NULL = 3;
  /** Labels below it are reserved (RFC 3032 §2.1). */
  public static final int FIRST_UNRESERVED = 16;
  /** The largest label: 20 bits. */
  public static final int MAX_LABEL = 0xfffff;

  private LabelEntry() {}

  /** @throws IllegalArgumentException if a part does not fit its width */
  public static int of(int label, int trafficClass, boolean bottom, int ttl) {
    if (label >>> 20 != 0 || trafficClass >>> 3 != 0 || ttl >>> 8 != 0) {
      throw new IllegalArgumentException("label " + label + ", class " + trafficClass + ", TTL " + ttl);
    }
    return label << 12 | trafficClass << 9 | (bottom ? 0x100 : 0) | ttl;
  }

  public static int label(int entry) {
    return entry >>> 12;
  }

  public static int trafficClass(int entry) {
    return entry >>> 9 & 7;
  }

  public static boolean bottom(int entry) {
    return (entry & 0x100) != 0;
  }

  public static int ttl(int entry) {
    return entry & 0xff;
  }

  /** The same entry with another TTL, 0 to 255. */
  public static int withTtl(int entry, int ttl) {
    return entry & ~0xff | ttl & 0xff;
  }

  /** The same entry with another label: a swap keeps class, bottom flag and TTL. */
  public static int withLabel(int entry, int label) {
    return entry & 0xfff | label << 12;
  }
}
