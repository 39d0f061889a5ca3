package io.carrierlab.node.topology;

/**
 * An end system with one interface, {@code eth0}.
 *
 * @param address IPv4, network order
 * @param prefixLength of its LAN, 0 to 32
 * @param gateway IPv4 address of its default router, on the same LAN
 */
public record HostConfig(String name, int address, int prefixLength, int gateway) implements NodeConfig {
  @Override
  public String kind() {
    return "host";
  }
}
