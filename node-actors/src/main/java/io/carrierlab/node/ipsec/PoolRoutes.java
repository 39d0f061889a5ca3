package io.carrierlab.node.ipsec;

import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.vrf.VrfCommand;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * RRI's other way: each pool as one prefix, ahead of its clients, while their tunnels end here.
 *
 * @param vrfs by name
 */
record PoolRoutes(AccessConfig config, Function<String, Optional<ActorRef<VrfCommand>>> vrfs) {
  /** Announces the pools, or takes them back; nothing where each client has a route of its own, or none has. */
  void announce(boolean up) {
    if (config.reverseRoutes() != AccessConfig.ReverseRoutes.AGGREGATE) {
      return;
    }
    for (AccessConfig.Pool pool : config.pools()) {
      AddressPools.prefixes(pool).forEach(prefix ->
          vrfs.apply(pool.vrf()).ifPresent(vrf -> vrf.tell(new VrfCommand.PoolRoute(prefix, up))));
    }
  }
}
