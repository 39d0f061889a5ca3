package io.carrierlab.cluster.source;

import io.carrierlab.protocols.ip.Ipv4;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The notation {@code AS:number} or {@code address:number} of route distinguishers (RFC 4364 §4.2), route targets and
 * sites of origin (RFC 4360 §4, §5; RFC 5668), each 64 bits on the wire:
 * <pre>
 *   AS up to 65535: type 16 | AS 16 | number 32
 *   IPv4 address:   type 16 | address 32 | number 16
 *   larger AS:      type 16 | AS 32 | number 16
 * </pre>
 */
public final class VpnNumber {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,10}|[0-9.]{7,15}):([0-9]{1,10})");
  private static final int ROUTE_TARGET = 0x0002;
  private static final int SITE_OF_ORIGIN = 0x0003;

  private VpnNumber() {}

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong routeDistinguisher(String text) {
    return parse(text, 0);
  }

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong routeTarget(String text) {
    return parse(text, ROUTE_TARGET);
  }

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong siteOfOrigin(String text) {
    return parse(text, SITE_OF_ORIGIN);
  }

  /** The notation of a route target or site of origin. */
  public static String formatCommunity(long value) {
    return format((int) (value >>> 56), value);
  }

  /** The notation of a route distinguisher. */
  public static String formatDistinguisher(long value) {
    return format((int) (value >>> 48), value);
  }

  private static String format(int form, long value) {
    return switch (form) {
      case 0 -> (value >>> 32 & 0xffff) + ":" + (value & 0xffff_ffffL);
      case 1 -> Ipv4.format((int) (value >>> 16)) + ":" + (value & 0xffff);
      case 2 -> (value >>> 16 & 0xffff_ffffL) + ":" + (value & 0xffff);
      default -> String.format("0x%016x", value);
    };
  }

  private static OptionalLong parse(String text, int subtype) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(matcher.group(2));
    if (matcher.group(1).contains(".")) {
      try {
        return join(1, Ipv4.parse(matcher.group(1)) & 0xffff_ffffL, number, 16, subtype);
      } catch (IllegalArgumentException notAnAddress) {
        return OptionalLong.empty();
      }
    }
    long as = Long.parseLong(matcher.group(1));
    return as <= 0xffff ? join(0, as, number, 32, subtype) : join(2, as, number, 16, subtype);
  }

  private static OptionalLong join(int form, long administrator, long number, int numberBits, int subtype) {
    if (number >>> numberBits != 0 || administrator >>> 48 - numberBits != 0) {
      return OptionalLong.empty();
    }
    long type = subtype == 0 ? form : (long) form << 8 | subtype;
    return OptionalLong.of(type << 48 | administrator << numberBits | number);
  }
}
