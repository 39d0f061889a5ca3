package io.carrierlab.node.topology;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A VRF of a PE (RFC 4364 §3).
 *
 * @param vpn the VPN in whose name its packets travel: what the isolation check goes by
 * @param rd route distinguisher, 64 bits as on the wire (RFC 4364 §4.2)
 * @param imports route targets, extended community values of 64 bits
 * @param exports likewise; both in ascending order
 * @param labels one label for the whole VRF, or one for each prefix
 * @param bgp the speaker towards its CEs; empty: static routes only
 */
public record VrfConfig(String name, String vpn, long rd, Set<Long> imports, Set<Long> exports, LabelMode labels,
    List<StaticRoute> statics, Optional<BgpConfig> bgp) {
  public enum LabelMode { PER_VRF, PER_PREFIX }

  public VrfConfig {
    imports = Collections.unmodifiableSortedSet(new TreeSet<>(imports));
    exports = Collections.unmodifiableSortedSet(new TreeSet<>(exports));
    statics = List.copyOf(statics);
  }
}
