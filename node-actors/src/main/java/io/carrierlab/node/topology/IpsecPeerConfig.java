package io.carrierlab.node.topology;

import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import java.time.Duration;

/**
 * A site's router that reaches its VPN through an IPsec tunnel: {@code eth0} is its public interface, {@code eth1} the
 * site's network. Between the two it forwards through the tunnel only.
 *
 * @param vpn of the site
 * @param gateway public address of the aggregator
 * @param start when it connects
 * @param retry wait after a failure
 */
public record IpsecPeerConfig(String name, int address, int prefixLength, int nextHop, int insideAddress,
    int insidePrefixLength, boolean insideLan, String vpn, int gateway, int ikeVersion, IkeSettings settings,
    Initiator initiator, Duration start, Duration retry) implements NodeConfig {
  @Override
  public String kind() {
    return "ipsec-peer";
  }
}
