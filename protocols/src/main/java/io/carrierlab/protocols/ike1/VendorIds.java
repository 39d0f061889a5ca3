package io.carrierlab.protocols.ike1;

import java.util.Arrays;
import java.util.HexFormat;

/** Vendor ids that say which extensions an end speaks. */
final class VendorIds {
  /** draft-beaulieu-ike-xauth-02 §8. */
  static final byte[] XAUTH = id("09002689dfd6b712");
  /** RFC 3706 §5.1. The last two octets are a version. */
  static final byte[] DPD = id("afcad71368a1f1c96b8696fc77570100");
  /** Cisco's remote-access clients and gateways: MD5 of CISCO-UNITY, with version 1.0 in its last octets. */
  static final byte[] UNITY = id("12f5f28c457168a9702d9fe274cc0100");
  /** RFC 3947 §3.1: MD5 of the RFC's number. */
  static final byte[] NAT_T_RFC = id("4a131c81070358455c5728f20e95452f");
  /** MD5 of draft-ietf-ipsec-nat-t-ike-03. */
  static final byte[] NAT_T_03 = id("7d9419a65310ca6f2c179d9215529d56");
  /** MD5 of draft-ietf-ipsec-nat-t-ike-02 and a newline: the spelling that spread. */
  static final byte[] NAT_T_02N = id("90cb80913ebb696e086381b5ec427b1f");
  /** MD5 of draft-ietf-ipsec-nat-t-ike-02. */
  static final byte[] NAT_T_02 = id("cd60464335df21f87cfdb2fc68b6a448");

  private VendorIds() {}

  private static byte[] id(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Versions are left aside in the ids that have one. */
  static boolean same(byte[] ours, byte[] theirs) {
    int compared = ours == DPD || ours == UNITY ? 14 : ours.length;
    return theirs.length == ours.length && Arrays.equals(ours, 0, compared, theirs, 0, compared);
  }
}
