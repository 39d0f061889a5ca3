package io.carrierlab.node.ip;

import io.carrierlab.protocols.ip.Ipv4Packet;

/**
 * A packet that a device wants to send.
 *
 * @param source 0: the address of the interface that it leaves by
 * @param protocol 8 bits
 * @param ttl 8 bits
 * @param dscp 6 bits
 */
public record IpPacket(int source, int destination, int protocol, int ttl, int dscp, byte[] payload) {
  /** A packet of a routing protocol: class selector 6, as routers mark it. */
  public static IpPacket control(int source, int destination, int protocol, int ttl, byte[] payload) {
    return new IpPacket(source, destination, protocol, ttl, Ipv4Packet.DSCP_NETWORK_CONTROL, payload);
  }
}
