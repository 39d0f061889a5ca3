package io.carrierlab.protocols.ethernet;

/** EtherTypes, 16 bits (IEEE 802 numbers), as {@code Frame} carries them. */
public final class EtherType {
  public static final int IPV4 = 0x0800;
  public static final int ARP = 0x0806;
  /** 802.1Q customer VLAN tag. */
  public static final int VLAN = 0x8100;
  /** MPLS (RFC 5332: with an upstream or a downstream assigned label, told apart by the link, is 0x8848). */
  public static final int MPLS = 0x8847;
  /** Cisco HDLC keepalive (SLARP). */
  public static final int SLARP = 0x8035;

  private EtherType() {}
}
