package io.carrierlab.node.topology;

import io.carrierlab.node.topology.AccessConfig.AaaData;
import java.util.List;

/**
 * A RADIUS server (RFC 2865, RFC 2866): a host with one interface, {@code eth0}.
 *
 * @param gateway its default router
 * @param clients who may ask, by address, each with its secret
 */
public record RadiusConfig(String name, int address, int prefixLength, int gateway, int authenticationPort,
    int accountingPort, List<Client> clients, AaaData data) implements NodeConfig {
  @Override
  public String kind() {
    return "radius";
  }

  public RadiusConfig {
    clients = List.copyOf(clients);
  }

  public record Client(int address, String secret) {}
}
