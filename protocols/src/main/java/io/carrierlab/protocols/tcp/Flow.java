package io.carrierlab.protocols.tcp;

import io.carrierlab.protocols.ip.Ipv4;

/**
 * One connection as one end names it; each distinct value is a connection of its own (RFC 9293 §3.3.1).
 *
 * @param localPort 16 bits
 * @param remotePort 16 bits
 */
public record Flow(int localAddress, int localPort, int remoteAddress, int remotePort) implements Comparable<Flow> {
  public Flow {
    if (localPort >>> 16 != 0 || remotePort >>> 16 != 0) {
      throw new IllegalArgumentException("ports " + localPort + " and " + remotePort + " are not both in 0..65535");
    }
  }

  /** The same connection as the other end names it. */
  public Flow reversed() {
    return new Flow(remoteAddress, remotePort, localAddress, localPort);
  }

  /** By remote address, remote port, local address, local port: the order in which views list connections. */
  @Override
  public int compareTo(Flow other) {
    int order = Integer.compareUnsigned(remoteAddress, other.remoteAddress);
    if (order == 0) {
      order = Integer.compare(remotePort, other.remotePort);
    }
    if (order == 0) {
      order = Integer.compareUnsigned(localAddress, other.localAddress);
    }
    return order != 0 ? order : Integer.compare(localPort, other.localPort);
  }

  @Override
  public String toString() {
    return Ipv4.format(localAddress) + ":" + localPort + "-" + Ipv4.format(remoteAddress) + ":" + remotePort;
  }
}
