package io.carrierlab.protocols.ldp;

import static io.carrierlab.protocols.sim.Hex.hex;

/**
 * PDUs. The captured ones are payloads in captures of real routers that tcpdump's test suite publishes
 * (the-tcpdump-group/tcpdump, tests/), by file and frame; the others are laid out by hand from the sections of RFC 5036
 * that they name and read alike by Wireshark 4, except where said.
 */
final class LdpVectors {
  private LdpVectors() {}

  /** mpls-ldp-hello.pcap, the one frame; label space 0 of 10.1.0.2, hold 15 s, configuration sequence number 1. */
  static final byte[] HELLO = hex("0001 0026 0a010002 0000"
      + "0100 001c 00011970  0400 0004 000f 0000  0401 0004 0a010002  0402 0004 00000001");
  /** ldp-common-session.pcap, frame 3: with a TLV of RFC 7552, U bit set. */
  static final byte[] HELLO_DUAL_STACK = hex("0001 0026 aca80002 0000"
      + "0100 001c 00000038  0400 0004 000f 0000  0401 0004 aca80002  8701 0004 40000000");
  /** ldp-common-session.pcap, frame 8: D bit, path vector limit 32, max PDU length 0; a capability of RFC 5918. */
  static final byte[] INITIALIZATION = hex("0001 0025 c0a80002 0000"
      + "0200 001b 00000001  0500 000e 0001 001e 40 20 0000 c0a80001 0000  850b 0001 80");
  /** ldp-common-session.pcap, frame 9. */
  static final byte[] KEEPALIVE = hex("0001 000e c0a80002 0000  0201 0004 00000002");
  /** ldp-common-session.pcap, frame 10, second PDU: three IPv6 addresses. */
  static final byte[] IPV6_ADDRESSES = hex("0001 0044 c0a80002 0000  0300 003a 00000004  0101 0032 0002"
      + "fe800000000000007850c6fffec00000 fe800000000000007850c6fffec00001 fe800000000000007850c6fffec00003");
  /** ldp-common-session.pcap, frame 10, first PDU. */
  static final byte[] ADDRESSES = hex("0001 0038 c0a80002 0000  0300 002e 00000003  0101 0026 0001"
      + "1a000002 0c000002 17000002 c0a80002 c0a80102 c0a80202 c0a80302 c0a80402 c0a80502");
  /** ldp-common-session.pcap, frame 10, start of the third PDU, its length adapted: hop count and path vector too. */
  static final byte[] MAPPING = hex("0001 002f c0a80002 0000  0400 0025 00000005"
      + "0100 0008 02 0001 20 c0a80002  0200 0004 00000003  0103 0001 01  0104 0004 c0a80002");
  /** ldp-common-session.pcap, frame 12, first PDU: with a Status TLV (§3.4.6). */
  static final byte[] RELEASE = hex("0001 0030 c0a80002 0000  0403 0026 0000000a"
      + "0100 0008 02 0001 20 c0a80002  0200 0004 00004e62  0300 000a 0000000b 0000000f 0400");
  /** ldp-common-session.pcap, frame 13, the last two messages of its PDU, its length adapted. */
  static final byte[] WITHDRAWALS = hex("0001 003e c0a80002 0000"
      + "0402 0018 00000017  0100 0008 02 0001 20 c0a80303  0200 0004 00004e62"
      + "0402 0018 00000018  0100 0008 02 0001 20 c0a80403  0200 0004 00004e62");
  /** ldp-common-session.pcap, frame 1. */
  static final byte[] SHUTDOWN = hex("0001 001c c0a80002 0000"
      + "0001 0012 fffffff9  0300 000a 8000000a 00000000 0000");
  /** By hand: §3.5.6. */
  static final byte[] ADDRESS_WITHDRAW = hex("0001 0018 0a000001 0000  0301 000e 00000009  0101 0006 0001 0a010101");
  /** By hand: §3.5.8; two prefix elements, of 12 and of 0 bits (§3.4.1). */
  static final byte[] REQUEST = hex("0001 001c 0a000001 0000  0401 0012 00000007  0100 000a"
      + "02 0001 0c ac10  02 0001 00");
  /** By hand: §3.5.7 in answer to a request, explicit null. */
  static final byte[] MAPPING_ON_REQUEST = hex("0001 0028 0a000001 0000  0400 001e 00000008  0100 0006 02 0001 0c ac10"
      + "0200 0004 00000000  0600 0004 00000007");
  /** By hand: §3.5.9. */
  static final byte[] ABORT = hex("0001 0020 0a000001 0000  0404 0016 0000000a  0100 0006 02 0001 0c ac10"
      + "0600 0004 00000007");
  /** By hand: §3.5.10 for all FECs and labels (§3.4.1). Wireshark 4 looks for 10 octets in any FEC TLV, and fails. */
  static final byte[] WITHDRAW_ALL = hex("0001 0013 0a000001 0000  0402 0009 0000000b  0100 0001 01");
  /** By hand: §3.3, a vendor's message (§3.6.2) with the U bit and one without. */
  static final byte[] VENDOR_PRIVATE = hex("0001 001e 0a000001 0000  be00 0008 0000000c 00000042"
      + "3e00 0008 0000000d 00000042");

  static final byte[][] ALL = {HELLO, HELLO_DUAL_STACK, INITIALIZATION, KEEPALIVE, IPV6_ADDRESSES, ADDRESSES, MAPPING,
      RELEASE, WITHDRAWALS, SHUTDOWN, ADDRESS_WITHDRAW, REQUEST, MAPPING_ON_REQUEST, ABORT, WITHDRAW_ALL,
      VENDOR_PRIVATE};
}
