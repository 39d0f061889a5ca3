package io.carrierlab.node.ip;

import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.ip.Ipv4Prefix;

/**
 * An interface in one routing context.
 *
 * @param port its number in the fabric; -1 for a loopback
 * @param address IPv4, network order; 0: unnumbered
 * @param mac 48 bits; 0 on point-to-point links and loopbacks
 * @param arp null unless it is on a LAN
 */
public record IpInterface(int port, String name, int address, int prefixLength, long mac, ArpTable<Departure> arp) {
  /** Where an interface is attached to nothing. */
  public static final int NO_PORT = -1;

  /** The network it is on. */
  public Ipv4Prefix network() {
    return Ipv4Prefix.covering(address, prefixLength);
  }

  public boolean lan() {
    return arp != null;
  }
}
