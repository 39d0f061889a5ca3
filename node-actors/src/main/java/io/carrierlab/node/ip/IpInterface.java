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

  /** An interface of a node. Its MAC is locally administered, and unique in the topology: 02, node, port. */
  public static IpInterface of(int node, int port, String name, int address, int prefixLength, boolean lan) {
    long mac = lan ? 0x0200_0000_0000L | (long) node << 12 | port : 0;
    return new IpInterface(port, name, address, prefixLength, mac,
        lan ? new ArpTable<>(ArpTable.Config.of(address, mac)) : null);
  }

  /** The network it is on. */
  public Ipv4Prefix network() {
    return Ipv4Prefix.covering(address, prefixLength);
  }

  public boolean lan() {
    return arp != null;
  }
}
