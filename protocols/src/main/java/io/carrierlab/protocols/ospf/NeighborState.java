package io.carrierlab.protocols.ospf;

/** The states of a neighbour, in the order of RFC 2328 §10.1. Attempt is left out: it is for NBMA networks only. */
public enum NeighborState {
  DOWN, INIT, TWO_WAY, EX_START, EXCHANGE, LOADING, FULL;

  public boolean atLeast(NeighborState other) {
    return compareTo(other) >= 0;
  }
}
