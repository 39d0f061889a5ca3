package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Digest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.RandomDrill;
import io.carrierlab.loadgen.drill.Traffic;
import io.carrierlab.node.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A scenario, resolved: nothing in it needs a default or a look-up.
 *
 * @param seed all chance of a run comes from it
 * @param duration length of a run, virtual time
 * @param faults that are written down; {@code random}: what a seed adds to them
 * @param files that it was read from; none: it is not from files
 */
public record Scenario(String name, long seed, Duration duration, Topology topology, List<Capture> captures,
    List<Traffic> traffic, List<Fault> faults, Optional<RandomDrill> random, List<Expectation> expectations,
    List<Digest> files) {
  public Scenario {
    captures = List.copyOf(captures);
    traffic = List.copyOf(traffic);
    faults = List.copyOf(faults);
    expectations = List.copyOf(expectations);
    files = List.copyOf(files);
  }

  /** Without a random drill, and not from a file. */
  public Scenario(String name, long seed, Duration duration, Topology topology, List<Capture> captures,
      List<Traffic> traffic, List<Fault> faults, List<Expectation> expectations) {
    this(name, seed, duration, topology, captures, traffic, faults, Optional.empty(), expectations, List.of());
  }

  /** The same with these faults and no others. */
  public Scenario with(List<Fault> script) {
    return new Scenario(name, seed, duration, topology, captures, traffic, script, Optional.empty(), expectations,
        files);
  }

  /** Every fault of a run with this seed, by time. */
  public List<Fault> script(long seed) {
    var all = new ArrayList<>(faults);
    random.ifPresent(drill -> all.addAll(RandomDrill.script(drill.draw(seed))));
    all.sort(Comparator.comparing(Fault::at));
    return all;
  }

  /**
   * Frames of this interface's link go to a file.
   *
   * @param port its index in the node's configuration
   * @param from and {@code until}: times since the start of the run between which they do
   */
  public record Capture(String node, int port, String interfaceName, Duration from, Duration until) {
    public static final Duration BEGINNING = Duration.ZERO;
    public static final Duration END = Duration.ofNanos(Long.MAX_VALUE);

    /** Of the whole run. */
    public Capture(String node, int port, String interfaceName) {
      this(node, port, interfaceName, BEGINNING, END);
    }

    /** Whether two are of one interface, and so of one file. */
    public boolean sameInterface(Capture other) {
      return node.equals(other.node) && port == other.port;
    }
  }

  /** What comes of a file. Problems are sorted by position. */
  public sealed interface Loaded {
    List<Problem> warnings();

    record Valid(Scenario scenario, List<Problem> warnings) implements Loaded {}

    /** @param errors at least one */
    record Refused(List<Problem> errors, List<Problem> warnings) implements Loaded {}
  }

  /**
   * Reads a scenario file with what it includes. Everything that can go wrong with the input is a {@link Problem};
   * nothing
   * is thrown.
   *
   * @param overrides {@code PATH=VALUE}, applied in order after includes and before validation
   */
  public static Loaded load(Path file, List<String> overrides) {
    return new Loader().load(file, overrides);
  }

  /** {@code PATH=VALUE} of {@code --set} for results and messages: passwords and keys are masked. */
  public static String masked(String override) {
    return SecretValues.masked(override);
  }

  /** A length of time as scenario files write and bound it, {@code 500ms}; empty if the text is none. */
  public static Optional<Duration> length(String text) {
    return Loader.SCHEMA.time("interval", text);
  }

  /** A time since the start of a run as scenario files write and bound it; empty if the text is none. */
  public static Optional<Duration> moment(String text) {
    return Loader.SCHEMA.time("time", text);
  }

  /** The JSON Schema (draft 2020-12) of scenario files. */
  public static String schema() {
    return SchemaCheck.text();
  }
}
