package io.carrierlab.protocols.ospf;

/** The checksum of an LSA (RFC 2328 §12.1.7, RFC 905 annex B), over all of it but the age. */
final class FletcherChecksum {
  /** Where it starts: after the LS age, which routers change on the way. */
  private static final int FROM = 2;
  /** The checksum's place in the LSA. */
  private static final int AT = 16;
  /** So many octets can be added up before the sums have to be reduced to stay within an int. */
  private static final int STRIDE = 4096;

  private FletcherChecksum() {}

  /** Whether the checksum in the LSA is right; one of zero never is (§12.1.7). */
  static boolean holds(byte[] lsa) {
    return (lsa[AT] | lsa[AT + 1]) != 0 && sums(lsa) == 0;
  }

  /** Writes the right checksum into the LSA. */
  static void fill(byte[] lsa) {
    lsa[AT] = 0;
    lsa[AT + 1] = 0;
    int sums = sums(lsa);
    int c0 = sums >>> 8;
    int c1 = sums & 0xff;
    int after = lsa.length - AT - 1;
    int x = Math.floorMod(after * c0 - c1, 255);
    int y = Math.floorMod(-x - c0, 255);
    lsa[AT] = (byte) (x == 0 ? 255 : x);
    lsa[AT + 1] = (byte) (y == 0 ? 255 : y);
  }

  private static int sums(byte[] lsa) {
    int c0 = 0;
    int c1 = 0;
    for (int at = FROM; at < lsa.length;) {
      int end = Math.min(lsa.length, at + STRIDE);
      while (at < end) {
        c0 += lsa[at++] & 0xff;
        c1 += c0;
      }
      c0 %= 255;
      c1 %= 255;
    }
    return c0 << 8 | c1;
  }
}
