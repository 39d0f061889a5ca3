package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of a run: what {@code result.json} holds.
 *
 * @param counters of the whole run, by name
 * @param nodes in the order of the topology
 * @param drill every fault by time, as an item of the list {@code drill} of a scenario file
 * @param unanswered nodes that had power, were asked for what they have, and did not answer, by name
 * @param warnings of the scenario, before the run
 */
public record RunResult(Run run, List<Verdict> expectations, SortedMap<String, Long> counters,
    List<NodeResult> nodes, List<String> drill, List<Unanswered> unanswered, List<String> warnings) {
  static final String INTERRUPTED = "interrupted";

  /** Without faults and warnings, and everybody answered. */
  public RunResult(Run run, List<Verdict> expectations, SortedMap<String, Long> counters, List<NodeResult> nodes) {
    this(run, expectations, counters, nodes, List.of(), List.of(), List.of());
  }

  public RunResult {
    drill = List.copyOf(drill);
    unanswered = List.copyOf(unanswered);
    warnings = List.copyOf(warnings);
    expectations = List.copyOf(expectations);
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    nodes = List.copyOf(nodes);
  }

  /** Every expectation held. */
  public boolean passed() {
    return !run.interrupted && expectations.stream().allMatch(Verdict::passed);
  }

  /** As in {@code result.json}. */
  public String verdict() {
    return run.interrupted ? INTERRUPTED : passed() ? "pass" : "fail";
  }

  /**
   * A node that did not answer, or not with all of its parts.
   *
   * @param questions without an answer, at different times
   * @param firstNanos the time of the first of them
   */
  public record Unanswered(String node, long questions, long firstNanos) {
    /** By node. */
    public static List<Unanswered> of(List<Observations.Silence> silences) {
      var all = new TreeMap<String, Unanswered>();
      silences.stream().filter(each -> !each.off()).forEach(each -> all.merge(each.node(),
          new Unanswered(each.node(), 1, each.atNanos()), (a, b) -> new Unanswered(a.node, a.questions + b.questions,
              Math.min(a.firstNanos, b.firstNanos))));
      return List.copyOf(all.values());
    }

    /** For people. */
    public String text() {
      return node + " (" + questions + (questions == 1 ? " question" : " questions, the first") + " at "
          + Seconds.of(firstNanos).toPlainString() + " s)";
    }
  }

  /**
   * What was run.
   *
   * @param overrides of values of the scenario file, as they were given
   * @param traceHash over every delivered frame and its time: equal runs have equal hashes
   * @param virtualNanos how long the run lasted in its own time
   * @param versions of Carrierlab and what it runs on, by name
   * @param startedAt ISO 8601, where the caller wants it recorded: it makes equal runs differ
   * @param interrupted before its time: what it would have shown nobody knows
   */
  public record Run(String scenario, long seed, List<String> overrides, String traceHash, long virtualNanos, Cost cost,
      SortedMap<String, String> versions, Optional<String> startedAt, boolean interrupted) {
    public Run {
      overrides = List.copyOf(overrides);
      versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /** One that came to its end. */
    public Run(String scenario, long seed, List<String> overrides, String traceHash, long virtualNanos, Cost cost,
        SortedMap<String, String> versions, Optional<String> startedAt) {
      this(scenario, seed, overrides, traceHash, virtualNanos, cost, versions, startedAt, false);
    }

    /** Nothing overridden, memory not measured. @param wallSeconds how long it took */
    public Run(String scenario, long seed, String traceHash, long virtualNanos, double wallSeconds, int threads,
        SortedMap<String, String> versions, Optional<String> startedAt) {
      this(scenario, seed, List.of(), traceHash, virtualNanos, new Cost(wallSeconds, threads,
          OptionalLong.empty(), OptionalLong.empty()),
          versions, startedAt);
    }
  }

  /**
   * What a run took on the machine: the only part of a result that is not the same for the same run.
   *
   * @param wallSeconds how long it took; @param threads that did it
   * @param memoryOctets the most that the process had resident until then; empty: the system does not say
   * @param behindNanos how late something has happened at most, by the wall clock; empty: in virtual time
   */
  public record Cost(double wallSeconds, int threads, OptionalLong memoryOctets, OptionalLong behindNanos) {}

  /**
   * One node.
   *
   * @param kind {@code p}, {@code pe}, {@code ce}, {@code rr} or {@code host}
   * @param counters at the end of the run, by name
   * @param views its tables at the end, by name, in the form of {@code carrierlab show NAME NODE --json}
   */
  public record NodeResult(String name, String kind, SortedMap<String, Long> counters,
      SortedMap<String, JsonNode> views) {
    public NodeResult {
      counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
      views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
    }

    public NodeResult(String name, String kind, Map<String, Long> counters) {
      this(name, kind, new TreeMap<>(counters), Collections.emptySortedMap());
    }
  }
}
