package io.carrierlab.protocols.bgp;

/**
 * Route distinguishers as {@code long}, network order (RFC 4364 §4.2): the form in which tables hold millions of
 * them.
 * <pre>
 *   type 0: 16 | AS number: 16    | assigned number: 32      65000:1
 *   type 1: 16 | IPv4 address: 32 | assigned number: 16      10.0.0.1:5
 *   type 2: 16 | AS number: 32    | assigned number: 16      4200000000:7
 * </pre>
 */
public final class RouteDistinguisher {
  private RouteDistinguisher() {}

  /**
   * Reads {@code 65000:1}, {@code 10.0.0.1:5} or {@code 4200000000:7}; an AS number above 65535 makes type 2, and so
   * does a trailing L on a smaller one, as in {@code 1L:7}.
   *
   * @throws IllegalArgumentException if the text is none of these or a number does not fit
   */
  public static long parse(String text) {
    return Administered.parse(text, "route distinguisher");
  }

  /** Type 0: {@code as} 0 to 65535, {@code assigned} 0 to 2^32-1. */
  public static long ofAs(int as, long assigned) {
    return Administered.twoOctetAs(as, assigned);
  }

  /** Type 1: {@code assigned} 0 to 65535. */
  public static long ofAddress(int address, int assigned) {
    return Administered.address(address, assigned);
  }

  /** Type 2: {@code as} 0 to 2^32-1, {@code assigned} 0 to 65535. */
  public static long ofLongAs(long as, int assigned) {
    return Administered.fourOctetAs(as, assigned);
  }

  /** As {@link #parse} reads it; an unknown type as {@code type 9:0x000102030405}. */
  public static String format(long distinguisher) {
    int type = (int) (distinguisher >>> 48);
    return type <= 2 ? Administered.format(type, distinguisher)
        : "type %d:0x%012x".formatted(type, distinguisher & 0xffff_ffff_ffffL);
  }
}
