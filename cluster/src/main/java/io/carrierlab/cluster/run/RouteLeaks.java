package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.IsolationRecord.RouteLeak;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds routes that a VRF has imported from a VPN which its own may not reach. The tables are those of the running
 * devices; the configuration only says whose a VRF is. A route's exporter is the VRF with its route distinguisher on
 * the router that is its next hop: two VPNs may have one distinguisher by mistake, two VRFs of one router cannot.
 */
final class RouteLeaks {
  private record Exporter(String nextHop, String distinguisher) {}

  private final Map<Exporter, String> vpnOfExporter = new HashMap<>();
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
          vpnOfExporter.put(new Exporter(Ipv4.format(router.routerId()), RouteDistinguisher.format(vrf.rd())),
              vrf.vpn());
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
        int nextHop = table.columns().indexOf("next-hop");
        int prefix = table.columns().indexOf("prefix");
        for (List<Object> row : table.rows()) {
          String exporter = vpnOfExporter.get(
              new Exporter(String.valueOf(row.get(nextHop)), String.valueOf(row.get(distinguisher))));
          if (exporter != null && !exporter.equals(importer) && !reaches.get(importer).contains(exporter)) {
            leaks.add(new RouteLeak(table.node(), table.vrf(), importer, row.get(prefix).toString(), exporter));
          }
        }
      }
    }
    return leaks;
  }
}
