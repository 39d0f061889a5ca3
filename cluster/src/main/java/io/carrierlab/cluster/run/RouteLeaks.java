package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.IsolationRecord.RouteLeak;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds routes that a VRF has imported from a VPN which its own may not reach. The tables are those of the running
 * devices; the configuration only says whose a route distinguisher and a VRF are.
 */
final class RouteLeaks {
  private final Map<String, Set<String>> vpnsOfDistinguisher = new HashMap<>();
  private final Map<String, String> vpnOfVrf = new HashMap<>();
  private final Map<String, Set<String>> reaches = new HashMap<>();

  RouteLeaks(Topology topology) {
    for (VpnConfig vpn : topology.vpns()) {
      reaches.put(vpn.name(), vpn.reaches());
    }
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        for (VrfConfig vrf : router.vrfs()) {
          vpnOfVrf.put(router.name() + "/" + vrf.name(), vrf.vpn());
          vpnsOfDistinguisher.computeIfAbsent(RouteDistinguisher.format(vrf.rd()), any -> new TreeSet<>())
              .add(vrf.vpn());
        }
      }
    }
  }

  List<RouteLeak> in(List<StateTable> tables) {
    var leaks = new ArrayList<RouteLeak>();
    for (StateTable table : tables) {
      if (table.kind().equals("bgp-routes") && !table.vrf().isEmpty()) {
        String importer = vpnOfVrf.get(table.node() + "/" + table.vrf());
        int distinguisher = table.columns().indexOf("rd");
        int prefix = table.columns().indexOf("prefix");
        for (List<Object> row : table.rows()) {
          Set<String> exporters = vpnsOfDistinguisher.getOrDefault(row.get(distinguisher), Set.of());
          if (exporters.stream().noneMatch(each -> each.equals(importer) || reaches.get(importer).contains(each))) {
            exporters.stream().findFirst().ifPresent(exporter -> leaks.add(new RouteLeak(table.node(), table.vrf(),
                importer, row.get(prefix).toString(), exporter)));
          }
        }
      }
    }
    return leaks;
  }
}
