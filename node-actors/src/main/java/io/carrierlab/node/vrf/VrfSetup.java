package io.carrierlab.node.vrf;

import io.carrierlab.node.hsrp.HsrpPlace;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a VRF actor is made of.
 *
 * @param loopback the PE's address, next hop of what the VRF exports
 * @param as of the provider, for a VRF without a speaker of its own
 * @param hsrp groups on the interfaces
 * @param tracked interfaces whose line state HSRP groups of the router track, wherever they are
 * @param tunnels GRE tunnels whose interfaces are the VRF's
 */
public record VrfSetup(Node node, VrfConfig config, List<IpInterface> interfaces, int loopback, long as,
    SpeakerConfig.Labels labels, ActorRef<RouterCommand> router, List<HsrpPlace> hsrp, Set<String> tracked,
    List<TunnelPort> tunnels) {
  /** @param port number of the tunnel's interface in the router */
  public record TunnelPort(int port, GreTunnelConfig tunnel) {}
}
