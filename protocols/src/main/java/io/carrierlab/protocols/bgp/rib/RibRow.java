package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4Prefix;

/**
 * One path, for {@code show}.
 *
 * @param distinguisher 64 bits; 0 for IPv4 unicast, that of the exporter for a path imported into a VRF
 * @param label 20 bits: of a VPN or imported path that to push, of another path of a VRF 0 or its own; else 0
 * @param peer address of the neighbour it came from; 0 when {@code source} is LOCAL or IMPORTED
 * @param best it is the best path of its destination
 * @param usable its next hop can be reached; of a VPN or imported path, by label-switched path
 * @param decisive why it is not the best: the step at which it fell; of the best, at which the last other one fell
 */
public record RibRow(long distinguisher, Ipv4Prefix prefix, int label, PathAttributes attributes,
    SpeakerAction.Source source, int peer, boolean best, boolean usable,
    DecisionStep decisive) {
  @Override
  public String toString() {
    return (best ? "*> " : usable ? "*  " : "   ") + RouteDistinguisher.format(distinguisher) + ":" + prefix
        + " label " + label + " " + attributes + " " + source;
  }
}
