package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.sim.Hex.hex;

/** Packets that other software made; payloads of IP packets, all in area 0.0.0.1 or 0.0.0.0. */
final class OspfVectors {
  /** From ospf.cap of the Wireshark sample captures: 192.168.170.8 says hello, alone on the network. */
  static final byte[] HELLO = hex("""
      0201002c c0a8aa08 00000001 273b0000 00000000 00000000
      ffffff00 000a0201 00000028 c0a8aa08 00000000""");

  /** From ospf.cap of the Wireshark sample captures: the first description, I, M and MS set. */
  static final byte[] DESCRIPTION = hex("""
      02020020 c0a8aa08 00000001 a0520000 00000000 00000000
      05dc0207 4177a97e""");

  /** From ospf.cap of the Wireshark sample captures. */
  static final byte[] REQUEST = hex("""
      02030024 c0a8aa03 00000001 bdc70000 00000000 00000000
      00000001 c0a8aa08 c0a8aa08""");

  /** From ospf.cap of the Wireshark sample captures: a router-LSA and six AS-external-LSAs. */
  static final byte[] UPDATE = hex("""
      02040124 c0a8aa03 00000001 366b0000 00000000 00000000 00000007
      00020201 c0a8aa03 c0a8aa03 80000001 3a9c0030 02000002
        c0a8aa00 ffffff00 0300000a c0a8aa00 ffffff00 0300000a
      00030205 50d41000 c0a8aa02 80000001 2a490024 ffffffff 80000014 00000000 00000000
      00030205 9479ab00 c0a8aa02 80000001 34a50024 ffffff00 80000014 c0a8aa01 00000000
      00030205 c0827800 c0a8aa02 80000001 d3190024 ffffff00 80000014 00000000 00000000
      00030205 c0a80000 c0a8aa02 80000001 37080024 ffffff00 80000014 00000000 00000000
      00030205 c0a80100 c0a8aa02 80000001 2c120024 ffffff00 80000014 00000000 00000000
      00030205 c0a8ac00 c0a8aa02 80000001 33410024 ffffff00 80000014 c0a8aa0a 00000000""");

  /** From ospf.cap of the Wireshark sample captures: acknowledges a router-LSA of MaxAge. */
  static final byte[] ACKNOWLEDGMENT = hex("""
      0205002c c0a8aa08 00000001 e2f40000 00000000 00000000
      0e100201 c0a8aa02 c0a8aa02 80000001 4a8e0030""");

  /** Of Quagga, from the tests of John the Ripper's net-md5 format, which print its key and its digest. */
  static final byte[] SIGNED_HELLO = hex("""
      0201002c ac100101 00000000 00000002 00000110 5267ff98
      ffffff00 000a0201 00000028 00000000 00000000
      d4c248b417b8cb1490e02c5e99eb0ad1""");
  static final Md5Key SIGNED_HELLO_KEY = new Md5Key(1, "abcdefghijklmnop");

  /** A network-LSA of a capture printed in the OSPF tests of the gopacket library; its packet is of a stub area. */
  static final byte[] NETWORK_LSA = hex("""
      00012802 ac181b56 ac180446 8000041f 390e0028 fffffff8 ac180446 ac180445 ac181b53 ac181b54""");

  /** The router-LSA of the same packet: one transit link. */
  static final byte[] ROUTER_LSA = hex("""
      00012801 ac180446 ac180446 8000041a 60250024 00000001 ac181b56 ac181b56 02000001""");

  static final byte[][] PACKETS = {HELLO, DESCRIPTION, REQUEST, UPDATE, ACKNOWLEDGMENT, SIGNED_HELLO};

  private OspfVectors() {}
}
