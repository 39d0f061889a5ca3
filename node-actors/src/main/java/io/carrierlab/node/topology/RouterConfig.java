package io.carrierlab.node.topology;

import io.carrierlab.protocols.slb.SlbConfig;
import java.util.List;
import java.util.Optional;

/**
 * A P, PE, CE or route reflector: they differ in what is configured, as real ones do.
 *
 * @param kind {@code p}, {@code pe}, {@code ce} or {@code rr}; for people, no device decides by it
 * @param routerId 32 bits; also the OSPF router id, BGP identifier and LDP LSR id
 * @param access set: it is an IPsec aggregator
 * @param tunnels GRE tunnels
 * @param slb set: it balances load
 * @param interfaces an interface's index is its port number in the fabric; loopbacks are not ports, they come last
 */
public record RouterConfig(String name, String kind, int routerId, List<InterfaceConfig> interfaces,
    List<StaticRoute> statics, Optional<OspfConfig> ospf, Optional<LdpConfig> ldp, Optional<BgpConfig> bgp,
    List<VrfConfig> vrfs, Optional<AccessConfig> access, List<GreTunnelConfig> tunnels, Optional<SlbConfig> slb)
    implements NodeConfig {
  public RouterConfig {
    interfaces = List.copyOf(interfaces);
    statics = List.copyOf(statics);
    vrfs = List.copyOf(vrfs);
    tunnels = List.copyOf(tunnels);
  }
}
