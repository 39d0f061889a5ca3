package io.carrierlab.protocols.bgp;

import static io.carrierlab.protocols.sim.Hex.hex;

import java.util.Arrays;
import java.util.Set;

/** Messages with a source, header included unless said otherwise. */
final class Vectors {
  static final String MARKER = "ffffffffffffffffffffffffffffffff";

  /** Sent by gobgpd 3.10.0 as AS 65000, 10.255.0.2, hold time 9 s, with families VPNv4 and route target. */
  static final byte[] GOBGP_OPEN = hex(MARKER + """
      0047 01 04fde800090aff00022a
      02280200490402766d0001040001008001040001008441040000fde8050c000100800002000100840002""");

  /** Sent by the same: {@code gobgp global rib add -a vpnv4 10.2.0.0/24 label 2222 rd 65000:200 rt 65000:200}. */
  static final byte[] GOBGP_VPNV4 = hex(MARKER + """
      0053 02 0000 003c 40010102 400200 40050400000064
      800e20 0001800c 0000000000000000 0aff0002 00 70 008ae1 0000fde8000000c8 0a0200
      c01008 0002fde8000000c8""");

  /** Sent by the same: that route deleted. It repeats the label where RFC 8277 §2.4 has 0x800000. */
  static final byte[] GOBGP_WITHDRAW = hex(MARKER + """
      002c 02 0000 0015 800f12 000180 70 008ae1 0000fde8000000c8 0a0200""");

  /** Sent by the same: {@code gobgp neighbor 127.0.0.1 shutdown --reason "moving house"}. */
  static final byte[] GOBGP_SHUTDOWN = hex(MARKER + "0022 03 0602 0c 6d6f76696e6720686f757365");

  /** Laid out by hand from RFC 4271 §4.4. */
  static final byte[] KEEPALIVE = hex(MARKER + "0013 04");

  /** Laid out by hand from RFC 2918 §3: VPNv4. */
  static final byte[] REFRESH = hex(MARKER + "0017 05 0001 00 80");

  /**
   * Laid out by hand from RFC 4271 §4.3, RFC 1997 and RFC 6793: withdraws 10.20.0.0/14, announces 10.1.0.0/16 and
   * 192.0.2.128/25 with path 65001 4200000001 {65003}, MED 5, local preference 200, atomic aggregate, aggregator AS
   * 65003 at 192.0.2.1, communities 65001:1 and NO_EXPORT.
   */
  static final byte[] IPV4 = hex(MARKER + """
      0067 02 0003 0e0a14 0045
      400101 00 400210 02020000fde9fa56ea01 01010000fdeb 400304 c0000209 800404 00000005 400504 000000c8 400600
      c00708 0000fdebc0000201 c00808 fde90001ffffff01
      100a01 19c0000280""");

  /**
   * Laid out by hand from RFC 4684 §4 and RFC 4456 §8: membership of RT:65000:7 by AS 65000, of every target of AS
   * 65000 that begins with type 0, subtype 2, and the default; reflected.
   */
  static final byte[] MEMBERSHIP = hex(MARKER + """
      0058 02 0000 0041
      800e1e 00018404 0a000001 00 60 0000fde8 0002fde800000007 30 0000fde8 0002 00
      40010100 400200 40050400000064 800904 0a000009 800a08 0000000100000002""");

  /** Laid out by hand from RFC 4724 §2: end-of-RIB of VPNv4. */
  static final byte[] END_OF_VPNV4 = hex(MARKER + "001d 02 0000 0006 800f03 000180");

  static final UpdateDecoder.Context INTERNAL = new UpdateDecoder.Context(
      Set.of(Family.IPV4_UNICAST, Family.VPNV4, Family.ROUTE_TARGET), true, true, 65000);

  private Vectors() {}

  /** What follows the header. */
  static byte[] body(byte[] message) {
    return Arrays.copyOfRange(message, Header.OCTETS, message.length);
  }

  static byte[][] updates() {
    return new byte[][] {body(GOBGP_VPNV4), body(GOBGP_WITHDRAW), body(IPV4), body(MEMBERSHIP), body(END_OF_VPNV4)};
  }
}
