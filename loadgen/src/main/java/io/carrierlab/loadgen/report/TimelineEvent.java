package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.IsolationRecord.Violation;
import io.carrierlab.loadgen.drill.Verdict;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Something that happened in a run, worth a line in {@code timeline.jsonl}. Times are nanoseconds since the start of
 * the run.
 */
public sealed interface TimelineEvent {
  long atNanos();

  /** @param fault of the drill, at the time when it took effect */
  record FaultHappened(long atNanos, Fault fault) implements TimelineEvent {}

  /**
   * A neighbour or session changed state.
   *
   * @param peer name of the neighbouring node where it is known, otherwise its address
   * @param state as the protocol's RFC writes it: {@code Full}, {@code Operational}, {@code Established}
   * @param up it is now of use
   * @param reason why it went down; empty otherwise
   */
  record Session(long atNanos, String node, Protocol protocol, String peer, String state, boolean up,
      Optional<String> reason) implements TimelineEvent {}

  /**
   * An HSRP group of a router changed its state.
   *
   * @param link that the interface is on: groups of the same number on other links are other groups; empty: unknown
   * @param state as RFC 2281 writes it: {@code Active}, {@code Standby} ...
   */
  record Hsrp(long atNanos, String node, String interfaceName, String link, int group, String state,
      Optional<String> reason) implements TimelineEvent {}

  enum Protocol { OSPF, LDP, BGP }

  /**
   * The best route to a prefix changed.
   *
   * @param vrf empty: the global table
   * @param installed it has a route now; false: it lost its last one
   * @param via next hop or source in words
   */
  record Route(long atNanos, String node, Optional<String> vrf, String prefix, boolean installed, String via)
      implements TimelineEvent {}

  /** A count of a device; to be written when it changed, or at intervals. */
  record Count(long atNanos, String node, What of, Optional<String> vrf, long value) implements TimelineEvent {}

  /** A flow came back after a silence that was longer than its spacing; {@code atNanos} is the first arrival. */
  record FlowGap(long atNanos, String node, String flow, long sinceNanos, long lost) implements TimelineEvent {}

  record Isolation(Violation violation) implements TimelineEvent {
    @Override
    public long atNanos() {
      return violation.atNanos();
    }
  }

  /** An expectation was judged. */
  record Judged(long atNanos, Verdict verdict) implements TimelineEvent {}

  /** A node started, cold, or lost its power. */
  record Power(long atNanos, String node, boolean on) implements TimelineEvent {}

  /**
   * What the clients of a population did within a second, which ends at {@code atNanos}.
   *
   * @param node the aggregator that says so; empty: the clients themselves
   * @param of the population; of an aggregator, the VRF
   * @param connected sessions that came up; {@code left}: that ended in good order
   * @param failed attempts and sessions, by reason
   * @param now sessions that are up at the end of the second
   */
  record Clients(long atNanos, String node, String of, long connected, long left, SortedMap<String, Long> failed,
      long now) implements TimelineEvent {}

  /**
   * What the clients of a population asked of their company within a span of time that ends at {@code atNanos}.
   *
   * @param spanNanos its length, a second unless the run is long
   * @param of the population
   * @param sent requests
   * @param answered answers that came, whenever their requests were sent
   * @param lost of the requests sent, those that were never answered; the last of a run may just not be answered yet
   */
  record Requests(long atNanos, long spanNanos, String of, long sent, long answered, long lost)
      implements TimelineEvent {}

  /**
   * A VRF has got its first host route through a PE, or has lost its last one.
   *
   * @param node whose VRF it is
   * @param nextHop name of the PE where it is known, otherwise its address
   * @param any there is one now
   * @param text for people
   */
  record RoutesVia(long atNanos, String node, String vrf, String nextHop, boolean any, String text)
      implements TimelineEvent {}

  /** A part of a device says what it did. @param subject of what, such as a group's or an interface's name */
  record OfPart(long atNanos, String node, Part part, String subject, String text) implements TimelineEvent {}

  /** The crypto engine of an aggregator, server load balancing, a GRE tunnel. */
  enum Part { CRYPTO, SLB, GRE }

  /** Anything else that people want to know; {@code node} is empty when it is about the run. */
  record Note(long atNanos, Optional<String> node, String text) implements TimelineEvent {}
}
