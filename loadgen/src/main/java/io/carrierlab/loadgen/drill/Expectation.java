package io.carrierlab.loadgen.drill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A claim about a run that can fail. {@code id} is unique in the scenario. */
public sealed interface Expectation {
  String id();

  /** Every host of {@code among} gets echo replies from every other one, asked at {@code at}. */
  record Reachability(String id, List<String> among, Duration at) implements Expectation {}

  /** No host of {@code from} gets an answer from, or has a packet arrive at, a host of {@code to}. */
  record NoReachability(String id, List<String> from, List<String> to, Duration at) implements Expectation {}

  /** No packet reached a place outside its VPN's policy, at any time of the run. */
  record Isolation(String id) implements Expectation {}

  /** A packet sent at {@code at} passes exactly these nodes, ends included. */
  record Path(String id, String from, String to, List<String> nodes, Duration at) implements Expectation {}

  /** The silence of the flow after the fault at {@code after} lasts no longer than {@code within}. */
  record Outage(String id, String flow, Duration after, Duration within, Optional<Duration> atLeast)
      implements Expectation {}

  /**
   * A count read from a running device.
   *
   * @param node a node's name
   * @param vrf for routes: of this VRF; empty: the global table
   */
  record Count(String id, String node, What of, Optional<String> vrf, long atLeast, long atMost, Duration at)
      implements Expectation {
    public enum What { LABELS, ROUTES, BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS, VPNV4_ROUTES }
  }
}
