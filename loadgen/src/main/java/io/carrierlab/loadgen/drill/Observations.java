package io.carrierlab.loadgen.drill;

import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.loadgen.lab.Journal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run collected, all that {@link Evaluation} goes by. Times are nanoseconds since the start of the run.
 *
 * @param endNanos when the run ended; what an expectation asks for later was not observed
 * @param faults that happened, in order of time
 * @param deliveries who got packets of whom, over the whole run
 * @param access at the times that expectations name, and at the end; empty without remote access
 * @param counts read from devices, in order of time: at the times that expectations name, and in between for plots
 */
public record Observations(long endNanos, List<Fault> faults, List<Ping> pings, List<FlowRecord> flows,
    List<Delivery> deliveries, IsolationRecord isolation, List<PathRecord> paths, List<CountSample> counts,
    List<NodeCounters> counters, List<AccessSample> access, DeviceRecord devices) {
  public Observations {
    access = List.copyOf(access);
    faults = List.copyOf(faults);
    pings = List.copyOf(pings);
    flows = List.copyOf(flows);
    deliveries = List.copyOf(deliveries);
    paths = List.copyOf(paths);
    counts = List.copyOf(counts);
    counters = List.copyOf(counters);
  }

  /**
   * What devices said.
   *
   * @param events of HSRP groups, crypto engines, routes and clients, by time
   * @param holdings at the times that expectations name, shortly before these, and of a gateway that is about to lose
   *     its power; by time
   * @param samples of what was dropped, at the times that expectations name
   * @param drops why packets were dropped, at the end
   * @param silences who was asked and did not answer, by time
   */
  public record DeviceRecord(List<Journal.Event> events, List<Holdings> holdings, List<DropSample> samples,
      List<StateTable> drops, List<Silence> silences) {
    /** Nothing. */
    public static final DeviceRecord NONE = new DeviceRecord(List.of(), List.of(), List.of(), List.of(), List.of());

    public DeviceRecord {
      events = List.copyOf(events);
      holdings = List.copyOf(holdings);
      samples = List.copyOf(samples);
      drops = List.copyOf(drops);
      silences = List.copyOf(silences);
    }
  }

  /** What both ends of tunnels, and RADIUS servers, hold at one time. @param sas of both ends */
  public record Holdings(long atNanos, List<SaView> sas, List<GatewayView> gateways, List<ClientView> clients,
      List<AccountingView> accounting) {
    public Holdings {
      sas = List.copyOf(sas);
      gateways = List.copyOf(gateways);
      clients = List.copyOf(clients);
      accounting = List.copyOf(accounting);
    }
  }

  /** What devices have dropped until then. */
  public record DropSample(long atNanos, List<StateTable> tables) {
    public DropSample {
      tables = List.copyOf(tables);
    }
  }

  /**
   * A node that was asked and did not answer, or not with all of its parts.
   *
   * @param atNanos what it was asked about
   * @param off it had no power; else it should have answered
   */
  public record Silence(long atNanos, String node, boolean off) {}

  /**
   * One echo request (RFC 792) between hosts. Several for a pair are tries: one that is answered is enough.
   *
   * @param expectation id of the expectation that asked for it
   */
  public record Ping(String expectation, String from, String to, long askedNanos, Answer answer) {}

  /** Remote access at one time: every client, and every session in the books of RADIUS servers. */
  public record AccessSample(long atNanos, List<ClientView> clients, List<AccountingView> accounting) {
    public AccessSample {
      clients = List.copyOf(clients);
      accounting = List.copyOf(accounting);
    }
  }

  /** What came back to the host that asked. */
  public sealed interface Answer {
    /**
     * An echo reply.
     *
     * @param by node that sent it by the fabric's origin tag, not by its source address: addresses overlap
     * @param ttl of the reply on arrival, 0 to 255
     */
    record Reply(long atNanos, String by, int ttl) implements Answer {}

    /** An ICMP error, such as {@code host unreachable}. */
    record Refused(long atNanos, String by, String error) implements Answer {}

    record Silence() implements Answer {}
  }

  /** Packets that {@code origin} made and that were delivered to the host {@code receiver}. */
  public record Delivery(String origin, String receiver, long packets) {}

  /**
   * The way of one packet.
   *
   * @param expectation id of the expectation that asked for it, or any text where nobody did
   * @param hops in order, the sending host first
   * @param dropped why it went no further; empty: it was delivered to {@code to}
   */
  public record PathRecord(String expectation, String from, String to, long sentNanos, List<Hop> hops,
      Optional<String> dropped) {
    public PathRecord {
      hops = List.copyOf(hops);
    }
  }

  /** @param lookups each decision of the node in words, in order */
  public record Hop(String node, long atNanos, List<String> lookups) {
    public Hop {
      lookups = List.copyOf(lookups);
    }
  }

  /** @param vrf empty: the global table, or the whole device where the count has no table */
  public record CountSample(long atNanos, String node, Expectation.Count.What of, Optional<String> vrf, long value) {}

  /** Counters of a node at the end, by name; names are documented with the devices. */
  public record NodeCounters(String node, SortedMap<String, Long> values) {
    public NodeCounters(String node, Map<String, Long> values) {
      this(node, new TreeMap<>(values));
    }

    public NodeCounters {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }
}
