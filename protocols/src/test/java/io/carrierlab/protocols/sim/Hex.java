package io.carrierlab.protocols.sim;

import java.util.HexFormat;

/** Octets written as hexadecimal digits, white space allowed, the form of every vector. */
public final class Hex {
  private Hex() {}

  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  public static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
