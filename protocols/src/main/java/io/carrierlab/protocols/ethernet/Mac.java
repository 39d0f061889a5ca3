package io.carrierlab.protocols.ethernet;

import io.carrierlab.protocols.ip.Ipv4;

/** Ethernet addresses as {@code long}: 48 bits, the first octet on the wire highest. */
public final class Mac {
  public static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final long IPV4_MULTICAST = 0x0100_5e00_0000L;
  private static final long GROUP_BIT = 0x0100_0000_0000L;

  private Mac() {}

  /**
   * Reads {@code 02:00:5e:00:00:01}, with hyphens too, or Cisco's {@code 0200.5e00.0001}.
   *
   * @throws IllegalArgumentException if it is written otherwise
   */
  public static long parse(String text) {
    boolean octets = text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}|[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}");
    if (!octets && !text.matches("[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4}){2}")) {
      throw new IllegalArgumentException("\"" + text + "\" is not a MAC address such as 02:00:5e:00:00:01");
    }
    return Long.parseLong(text.replaceAll("[:.-]", ""), 16);
  }

  /** As six octets: {@code 02:00:5e:00:00:01}. */
  public static String format(long mac) {
    var text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      long octet = mac >>> shift & 0xff;
      text.append(Character.forDigit((int) (octet >>> 4), 16)).append(Character.forDigit((int) (octet & 0xf), 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }

  /** As IOS prints it: {@code 0200.5e00.0001}. */
  public static String formatCisco(long mac) {
    String digits = format(mac).replace(":", "");
    return digits.substring(0, 4) + "." + digits.substring(4, 8) + "." + digits.substring(8);
  }

  /** True for group addresses, broadcast among them (IEEE 802, the first octet's lowest bit). */
  public static boolean isGroup(long mac) {
    return (mac & GROUP_BIT) != 0;
  }

  /** Where packets for an IPv4 group go: 01:00:5e and the group's low 23 bits (RFC 1112 §6.4). */
  public static long ofIpv4Group(int group) {
    if (!Ipv4.isMulticast(group)) {
      throw new IllegalArgumentException(Ipv4.format(group) + " is not a multicast group");
    }
    return IPV4_MULTICAST | group & 0x7f_ffff;
  }
}
