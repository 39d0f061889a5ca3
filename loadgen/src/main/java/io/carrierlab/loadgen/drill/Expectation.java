package io.carrierlab.loadgen.drill;

import io.carrierlab.protocols.ike.IkeFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A claim about a run that can fail. {@code id} is unique in the scenario. */
public sealed interface Expectation {
  String id();

  /** Every host of {@code from} gets echo replies from every other of {@code to}, asked at {@code at}. */
  record Reachability(String id, List<String> from, List<String> to, Duration at) implements Expectation {
    /** Of every host to every other. */
    public Reachability(String id, List<String> among, Duration at) {
      this(id, among, among, at);
    }
  }

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

  /**
   * How long clients are without answers because of the fault at {@code after}: of those that lost some, a half, nine
   * tenths and ninety-nine hundredths no longer than this, and all of them, so that each is back, no longer than
   * {@code last}. What is empty is not asked.
   *
   * @param population its name; empty: the clients of all populations
   * @param affected how many lose answers; empty: any number but none
   */
  record ClientOutage(String id, Optional<String> population, Duration after, Optional<Duration> p50,
      Optional<Duration> p90, Optional<Duration> p99, Optional<Duration> last, Optional<Affected> affected)
      implements Expectation {
    /** So many clients. */
    public record Affected(long atLeast, long atMost) {}
  }

  /**
   * Clients that had a tunnel at the fault at {@code after}, lost it, and have one again, in the busiest second until
   * the next fault.
   */
  record ReconnectRate(String id, Optional<String> population, Duration after, long atLeast, long atMost)
      implements Expectation {}

  /**
   * At {@code at} an HSRP group has one active router.
   *
   * @param group its name
   * @param node it is this one; empty: any
   */
  record HsrpActive(String id, String group, Optional<String> node, Duration at) implements Expectation {}

  /**
   * A router takes an HSRP group over from another: within this time after {@code after} it is the active one, and is
   * so still when the time is over.
   */
  record HsrpTakeover(String id, String group, String node, Duration after, Duration within) implements Expectation {}

  /**
   * An HSRP group never has two active routers for longer than this. A segment that the drill splits has one in each
   * half, as RFC 2281 wants it: the time from a black hole on it to its restoration does not count.
   */
  record SingleActive(String id, String group, Duration longest) implements Expectation {}

  /** Host routes of a VRF at {@code node} through the PE {@code via} are gone within this time of the fault. */
  record WrongWay(String id, String node, String vrf, String via, Duration after, Duration within)
      implements Expectation {}

  /** Whose packets are counted. */
  sealed interface Whose {
    /** Requests of clients to their company. @param population empty: of all populations */
    record Clients(Optional<String> population) implements Whose {}

    record Flow(String name) implements Whose {}
  }

  /**
   * Of the requests between {@code from} and {@code at}, or the packets of a flow in the whole run, at most so many had
   * no answer. Requests that are under way at {@code at} count, and those that were at {@code from} do not.
   */
  record Lost(String id, Whose of, long atMost, Duration from, Duration at) implements Expectation {}

  /** At most so many answers, or packets of a flow, came twice. */
  record Duplicates(String id, Whose of, long atMost, Duration at) implements Expectation {}

  /** At most so many frames were sent to a node while it was off. */
  record SentToDead(String id, String node, long atMost) implements Expectation {}

  /** Each pair of IPsec SAs that a gateway has at {@code at} its client has too, and the other way round. */
  record SasConsistent(String id, Duration at) implements Expectation {}

  /**
   * What gateways and RADIUS servers keep at {@code at} is what the clients that are connected account for: addresses
   * of pools, sessions, SPIs, accounting sessions; nothing is half open.
   */
  record NothingLeaks(String id, Duration at) implements Expectation {}
}
