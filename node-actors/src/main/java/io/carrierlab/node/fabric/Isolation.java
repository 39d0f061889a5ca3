package io.carrierlab.node.fabric;

import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The policy that every delivery is held to: a packet stays within its VPN and those that its VPN may reach; a
 * customer's packet crosses the core under a label, the Internet under IPsec; the core's own packets never leave it.
 */
final class Isolation {
  /** A place's zone: 0 is the core, a VPN's index plus one its places. */
  static final int CORE = 0;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> zones = new HashMap<>();
  private final int[][] reaches;
  /** The zone of the Internet; -1 where there is none. */
  private final int internet;

  Isolation(Topology topology) {
    names.add("");
    zones.put("", CORE);
    for (VpnConfig vpn : topology.vpns()) {
      zones.put(vpn.name(), names.size());
      names.add(vpn.name());
    }
    internet = zones.getOrDefault(VpnConfig.INTERNET, -1);
    reaches = new int[names.size()][];
    reaches[CORE] = new int[0];
    for (VpnConfig vpn : topology.vpns()) {
      reaches[zone(vpn.name())] = new TreeSet<>(vpn.reaches()).stream().mapToInt(this::zone).toArray();
    }
  }

  int zone(String vpn) {
    Integer zone = zones.get(vpn);
    if (zone == null) {
      throw new IllegalArgumentException("no VPN is named \"" + vpn + "\"");
    }
    return zone;
  }

  String name(int zone) {
    return names.get(zone);
  }

  /** Which rule a delivery breaks, if any. */
  Optional<String> broken(Frame frame, int placeZone) {
    Origin origin = frame.getOrigin();
    int from = origin.getVpn();
    if (from == placeZone) {
      return Optional.empty();
    }
    if (placeZone == CORE) {
      return frame.getLabelsCount() > 0
          ? Optional.empty()
          : Optional.of("a packet of VPN " + names.get(from) + " is in the core without a label");
    }
    if (placeZone == internet && from != CORE && origin.getSealed()) {
      return Optional.empty();
    }
    if (from == CORE) {
      return Optional.of("a packet of the core is in VPN " + names.get(placeZone));
    }
    for (int reachable : reaches[from]) {
      if (reachable == placeZone) {
        return Optional.empty();
      }
    }
    return Optional.of("a packet of VPN " + names.get(from) + " is in VPN " + names.get(placeZone));
  }
}
