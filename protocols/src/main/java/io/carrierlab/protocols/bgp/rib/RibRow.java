package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One path, for {@code show}.
 *
 * @param distinguisher 64 bits; 0 for IPv4 unicast, that of the exporter for a path imported into a VRF
 * @param label 20 bits: of a VPN or imported path that to push, of another path of a VRF 0 or its own; else 0
 * @param peer address of the neighbour it came from; 0 when {@code source} is LOCAL or IMPORTED
 * @param best it is the best path of its destination
 * @param usable its next hop can be reached; of a VPN or imported path, by label-switched path
 * @param decisive why it is not the best: the step at which it fell; of the best, at which the last other one fell
 * @param installed of the best path of IPv4 unicast: since when it is that, unchanged, in hundredths of a second since
 *     the start of the run, modulo 2^32
 */
public record RibRow(long distinguisher, Ipv4Prefix prefix, int label, PathAttributes attributes,
    SpeakerAction.Source source, int peer, boolean best, boolean usable,
    DecisionStep decisive, OptionalInt installed) {
  private static final long HUNDREDTH = 10_000_000;

  /** As 32 bits hold it for each of a million routes: it begins anew after 497 days. */
  static int hundredths(long nanos) {
    return (int) (nanos / HUNDREDTH);
  }

  /**
   * How long the route has been in the table as it is, to a hundredth of a second; right up to 497 days. A path that
   * is announced again unchanged stays as old as it was; one that was withdrawn, or differs in anything, is new.
   */
  public OptionalLong ageNanos(long nowNanos) {
    return installed.isEmpty() ? OptionalLong.empty()
        : OptionalLong.of(HUNDREDTH * Integer.toUnsignedLong(hundredths(nowNanos) - installed.getAsInt()));
  }

  @Override
  public String toString() {
    return (best ? "*> " : usable ? "*  " : "   ") + RouteDistinguisher.format(distinguisher) + ":" + prefix
        + " label " + label + " " + attributes + " " + source;
  }
}
