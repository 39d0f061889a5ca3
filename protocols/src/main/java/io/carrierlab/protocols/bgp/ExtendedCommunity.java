package io.carrierlab.protocols.bgp;

/**
 * Extended communities as {@code long}, network order (RFC 4360 §2): type 8 bits, subtype 8 bits, value 48 bits. The
 * two that BGP/MPLS VPNs live on, route target (subtype 2) and site of origin (subtype 3), come with a two-octet AS
 * (type 0), an IPv4 address (type 1) or a four-octet AS (type 2, RFC 5668).
 */
public final class ExtendedCommunity {
  private static final int ROUTE_TARGET = 0x02;
  private static final int SITE_OF_ORIGIN = 0x03;
  private static final long SUBTYPE_ONE = 1L << 48;

  private ExtendedCommunity() {}

  /**
   * Reads {@code 65000:1}, {@code 10.0.0.1:5} or {@code 4200000000:7} as a route target; a prefix {@code RT:} may say
   * so and a prefix {@code SoO:} makes it a site of origin.
   *
   * @throws IllegalArgumentException if the text is none of these or a number does not fit
   */
  public static long parse(String text) {
    if (text.regionMatches(true, 0, "SoO:", 0, 4)) {
      return siteOfOrigin(text.substring(4));
    }
    return routeTarget(text.regionMatches(true, 0, "RT:", 0, 3) ? text.substring(3) : text);
  }

  /** The route target {@code 65000:1}. @throws IllegalArgumentException if the text is not one */
  public static long routeTarget(String text) {
    return withSubtype(Administered.parse(text, "route target"), ROUTE_TARGET);
  }

  /** The site of origin {@code 65000:1}. @throws IllegalArgumentException if the text is not one */
  public static long siteOfOrigin(String text) {
    return withSubtype(Administered.parse(text, "site of origin"), SITE_OF_ORIGIN);
  }

  public static boolean isRouteTarget(long community) {
    return isAdministered(community) && subtype(community) == ROUTE_TARGET;
  }

  public static boolean isSiteOfOrigin(long community) {
    return isAdministered(community) && subtype(community) == SITE_OF_ORIGIN;
  }

  /** Whether it may cross an AS boundary (RFC 4360 §2): bit 1 of the type is clear. */
  public static boolean isTransitive(long community) {
    return (community >>> 62 & 1) == 0;
  }

  /** {@code RT:65000:1}, {@code SoO:65000:1}; others as 16 hexadecimal digits after {@code 0x}. */
  public static String format(long community) {
    if (isRouteTarget(community)) {
      return "RT:" + Administered.format((int) (community >>> 56), community);
    }
    if (isSiteOfOrigin(community)) {
      return "SoO:" + Administered.format((int) (community >>> 56), community);
    }
    return "0x%016x".formatted(community);
  }

  private static boolean isAdministered(long community) {
    return community >>> 56 <= 2;
  }

  private static int subtype(long community) {
    return (int) (community >>> 48) & 0xff;
  }

  /** Moves the type from the second octet, where {@link Administered} has it, to the first. */
  private static long withSubtype(long administered, int subtype) {
    long type = administered >>> 48;
    return type << 56 | subtype * SUBTYPE_ONE | administered & 0xffff_ffff_ffffL;
  }
}
