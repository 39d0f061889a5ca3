package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.JsonNode;
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
 */
public record RunResult(Run run, List<Verdict> expectations, SortedMap<String, Long> counters,
    List<NodeResult> nodes, List<String> drill) {
  /** Without faults. */
  public RunResult(Run run, List<Verdict> expectations, SortedMap<String, Long> counters, List<NodeResult> nodes) {
    this(run, expectations, counters, nodes, List.of());
  }

  public RunResult {
    drill = List.copyOf(drill);
    expectations = List.copyOf(expectations);
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    nodes = List.copyOf(nodes);
  }

  /** Every expectation held. */
  public boolean passed() {
    return expectations.stream().allMatch(Verdict::passed);
  }

  /**
   * What was run.
   *
   * @param overrides of values of the scenario file, as they were given
   * @param traceHash over every delivered frame and its time: equal runs have equal hashes
   * @param virtualNanos how long the run lasted in its own time
   * @param versions of Carrierlab and what it runs on, by name
   * @param startedAt ISO 8601, where the caller wants it recorded: it makes equal runs differ
   */
  public record Run(String scenario, long seed, List<String> overrides, String traceHash, long virtualNanos, Cost cost,
      SortedMap<String, String> versions, Optional<String> startedAt) {
    public Run {
      overrides = List.copyOf(overrides);
      versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /** Nothing overridden, memory not measured. @param wallSeconds how long it took */
    public Run(String scenario, long seed, String traceHash, long virtualNanos, double wallSeconds, int threads,
        SortedMap<String, String> versions, Optional<String> startedAt) {
      this(scenario, seed, List.of(), traceHash, virtualNanos, new Cost(wallSeconds, threads, OptionalLong.empty()),
          versions, startedAt);
    }
  }

  /**
   * What a run took on the machine: the only part of a result that is not the same for the same run.
   *
   * @param wallSeconds how long it took; @param threads that did it
   * @param memoryOctets the most that the process had resident until then; empty: the system does not say
   */
  public record Cost(double wallSeconds, int threads, OptionalLong memoryOctets) {}

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
