package io.carrierlab.protocols.bgp.rib;

/** The steps by which the best path is found, in their order: RFC 4271 §9.1.2.2, with RFC 4456 §9. */
public enum DecisionStep {
  /** There is no other usable path. */
  ONLY("only path"),
  /** The next hop cannot be reached, or no label-switched path leads to a VPN route's (RFC 4271 §9.1.2.1). */
  NEXT_HOP("next hop unreachable"),
  OWN("weight"),
  LOCAL_PREFERENCE("local preference"),
  AS_PATH_LENGTH("AS path length"),
  ORIGIN("origin"),
  MED("MED"),
  EXTERNAL("external over internal"),
  /** Interior cost to the next hop. */
  METRIC("IGP metric"),
  /** ORIGINATOR_ID or the peer's; of an imported path, ORIGINATOR_ID or its next hop. */
  IDENTIFIER("router ID"),
  CLUSTER_LIST("cluster list length"),
  PEER_ADDRESS("neighbor address"),
  /** Of paths imported into a VRF. */
  DISTINGUISHER("route distinguisher");

  private final String text;

  DecisionStep(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
