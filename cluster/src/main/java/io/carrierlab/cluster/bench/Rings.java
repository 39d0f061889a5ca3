package io.carrierlab.cluster.bench;

import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.LdpConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.LinkConfig.End;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Routers in a ring that send LDP hellos to both neighbours every 3 s, and have no route to set up a session over. */
final class Rings {
  private static final LdpConfig HELLOS = new LdpConfig(Duration.ofSeconds(3), Duration.ofSeconds(9),
      Duration.ofSeconds(60), Map.of());
  private static final int FIRST_ROUTER = 0x0a000001;
  private static final int FIRST_LINK = 0x64000000;

  private Rings() {}

  static Topology of(int routers, Duration delay) {
    var nodes = new ArrayList<NodeConfig>();
    var links = new ArrayList<LinkConfig>();
    for (int i = 0; i < routers; i++) {
      int left = Math.floorMod(i - 1, routers);
      var ports = List.of(port("left", FIRST_LINK + 4 * left + 2), port("right", FIRST_LINK + 4 * i + 1));
      nodes.add(new RouterConfig("r" + i, "p", FIRST_ROUTER + i, ports, List.of(), Optional.empty(),
          Optional.of(HELLOS), Optional.empty(), List.of(), Optional.empty(),
          List.of(), Optional.empty()));
      links.add(new LinkConfig("l" + i, false,
          List.of(new End("r" + i, 1, "right", ""), new End("r" + (i + 1) % routers, 0, "left", "")), delay, 0, 0,
          100));
    }
    return new Topology("ring", nodes, links, List.of());
  }

  private static InterfaceConfig port(String name, int address) {
    return new InterfaceConfig(name, address, 30, Medium.POINT_TO_POINT, Optional.empty(), true, Optional.empty(),
        List.of());
  }
}
