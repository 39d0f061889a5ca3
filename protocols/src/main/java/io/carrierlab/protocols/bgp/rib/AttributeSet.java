package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.PathAttributes;

/** Path attributes that paths share, with what the decision process asks for taken out of them. */
final class AttributeSet {
  static final long DEFAULT_LOCAL_PREF = 100;
  private static final int NO_EXPORT = 0xffffff01;
  private static final int NO_ADVERTISE = 0xffffff02;
  private static final int NO_EXPORT_SUBCONFED = 0xffffff03;
  private static final long NO_AS = -1;
  private static final long[] NO_TARGETS = {};

  final PathAttributes attributes;
  final int id;
  final NextHopTable.Entry nextHop;
  final long localPref;
  final int hops;
  /** Missing MED is 0, the best (RFC 4271 §9.1.2.2 c). */
  final long med;
  final long neighborAs;
  final int clusters;
  final long[] targets;
  final boolean noAdvertise;
  final boolean noExport;
  int uses;

  /** VRFs that import it, as of {@link #matchedAt}: kept here by {@link Imports}. */
  int[] vrfs;
  int matchedAt = -1;
  /** What becomes of it when reflected, with {@link #reflectedFrom} the originator: by {@link OutboundPolicy}. */
  PathAttributes reflected;
  int reflectedFrom;

  AttributeSet(PathAttributes attributes, int id, NextHopTable.Entry nextHop) {
    this.attributes = attributes;
    this.id = id;
    this.nextHop = nextHop;
    localPref = attributes.localPref().orElse(DEFAULT_LOCAL_PREF);
    hops = attributes.asPath().hops();
    med = attributes.med().orElse(0);
    neighborAs = attributes.asPath().first().orElse(NO_AS);
    clusters = attributes.clusterList().length;
    long[] found = attributes.routeTargets();
    targets = found.length == 0 ? NO_TARGETS : found;
    noAdvertise = attributes.hasCommunity(NO_ADVERTISE);
    noExport = noAdvertise || attributes.hasCommunity(NO_EXPORT) || attributes.hasCommunity(NO_EXPORT_SUBCONFED);
  }

  int origin() {
    return attributes.origin().ordinal();
  }
}
