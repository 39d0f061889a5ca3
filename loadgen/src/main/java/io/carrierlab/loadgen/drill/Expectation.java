package io.carrierlab.loadgen.drill;

import io.carrierlab.protocols.ike.IkeFailure;
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
    public enum What {
      LABELS, ROUTES, BGP_SESSIONS, LDP_SESSIONS, OSPF_NEIGHBORS, VPNV4_ROUTES, SAS, IKE_SAS, CLIENTS, RADIUS_SESSIONS
    }
  }

  /**
   * So many remote-access clients have a tunnel at {@code at}.
   *
   * @param population its name; empty: the clients of all populations
   */
  record Connected(String id, Optional<String> population, long atLeast, long atMost, Duration at)
      implements Expectation {}

  /**
   * So many clients have failed at least once until {@code at}, for this reason as the client itself sees it.
   *
   * @param population its name; empty: the clients of all populations
   */
  record Failed(String id, Optional<String> population, IkeFailure reason, long atLeast, long atMost, Duration at)
      implements Expectation {}

  /**
   * Each client has sent requests until {@code at}, and got an answer to every one.
   *
   * @param population its name; empty: the clients of all populations
   * @param internet requests to the Internet; else those to its company
   */
  record Answered(String id, Optional<String> population, boolean internet, Duration at) implements Expectation {}

  /**
   * Accounting tells the truth: every session that a client had is in the records of a RADIUS server, and the Stop
   * records until {@code at} of each user have the octets and packets that its client counted, sessions taken together.
   */
  record Accounting(String id, Duration at) implements Expectation {}
}
