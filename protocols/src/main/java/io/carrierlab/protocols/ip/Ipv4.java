package io.carrierlab.protocols.ip;

/** IPv4 addresses as {@code int}, network order: the form in which tables hold millions of them. */
public final class Ipv4 {
  private Ipv4() {}

  /** The address written as four decimal octets. @throws IllegalArgumentException if it is written otherwise */
  public static int parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.0.0.1");
    }
    int address = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.0.0.1");
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }

  public static String format(int address) {
    return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
  }

  /** The mask of a prefix length, 0 to 32. */
  public static int mask(int length) {
    return length == 0 ? 0 : -1 << 32 - length;
  }

  public static boolean isMulticast(int address) {
    return address >>> 28 == 0xe;
  }
}
