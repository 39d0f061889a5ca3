package io.carrierlab.cluster.run;

import io.carrierlab.cluster.attach.Attachments;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.IsolationRecord;
import io.carrierlab.loadgen.drill.Observations.Silence;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Traffic;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.drill.Words;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.loadgen.lab.PathNotes;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.Leaked;
import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortCounters;
import io.carrierlab.node.fabric.Violation;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs one scenario once: schedules what it asks for, lets time pass, collects, judges. */
public final class Runner implements AutoCloseable {
  private static final int SLICES = 200;
  private static final int KEEP_VIOLATIONS = 20;

  /** What a run is known by: all frames that were delivered until then. */
  public record Mark(long atNanos, long traceHash) {}

  /**
   * What there is when the run is over.
   *
   * @param requests of clients
   * @param tables of every device, at the end
   * @param marks along the run, in order of time; none in real time
   * @param behindNanos how late something has happened at most, by the wall clock; 0 in virtual time
   */
  public record Outcome(Observations seen, List<Verdict> verdicts, List<Journal.Event> journal,
      List<TimelineEvent.Requests> requests, List<StateTable> tables, long traceHash, List<Mark> marks,
      double wallSeconds, long behindNanos, boolean interrupted) {}

  private final Scenario scenario;
  private final RunOptions options;
  private final Topology topology;
  private final Map<String, HostConfig> hosts = new LinkedHashMap<>();
  private final Map<String, HostWatch> watches = new LinkedHashMap<>();
  /** The drill of this run's seed, by time. */
  private final List<Fault> faults;
  private final ClientRequests requests;
  private final Network network;
  private final Questions questions;
  private final Journal journal;
  private final KeyFiles keys = new KeyFiles();
  private final PathNotes notes;
  private final List<Violation> violations = new ArrayList<>();
  private final PingPlan pings;
  /** Sooner than asked for, if it is interrupted. */
  private Duration end;
  private final long begunNanos = System.nanoTime();

  /** With nothing outside. */
  public Runner(Scenario scenario, RunOptions options) {
    this(scenario, options, Attachments.silent());
  }

  /** @param outside real sockets; in real time only */
  public Runner(Scenario scenario, RunOptions options, Attachments outside) {
    this.scenario = scenario;
    this.options = options;
    this.end = options.duration();
    this.topology = scenario.topology();
    this.faults = scenario.script(options.seed());
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof HostConfig host) {
        hosts.put(host.name(), host);
        watches.put(host.name(), new HostWatch(index -> topology.nodes().get(index).name()));
      }
    }
    requests = new ClientRequests(topology, options.duration());
    network = new Network(topology,
        new Network.Options(options.seed(), options.threads(), options.serialize(), options.virtual(),
            options.keys()),
        new Devices(topology, watches::get, outside::of, requests::of));
    watches.forEach((name, watch) -> network.observe(new PortOf(network.links().index(name), 0), watch));
    questions = new Questions(network);
    journal = new Journal(node -> topology.nodes().get(node).name());
    notes = new PathNotes(node -> topology.nodes().get(node).name());
    pings = new PingPlan(network, hosts);
  }

  public Network network() {
    return network;
  }

  /** For a probe of whoever looks at this run. */
  int freeNumber() {
    return pings.free();
  }

  HostWatch watch(String host) {
    return watches.get(host);
  }

  /**
   * Runs to the end.
   *
   * @param reached told of the virtual time reached, now and then
   * @throws IOException if a capture cannot be written
   */
  public Outcome run(Consumer<Duration> reached) throws IOException {
    try {
      return runTo(reached);
    } catch (Error e) {
      network.abandon();
      throw e;
    }
  }

  private Outcome runTo(Consumer<Duration> reached) throws IOException {
    Samples samples = plan();
    var events = new ArrayList<Journal.Event>();
    var marks = new ArrayList<Mark>();
    boolean whole;
    try (var captures = new Captures(network, Captures.wanted(scenario, options), options.out())) {
      whole = advance(Duration.ZERO, options.duration(), until -> {
        events.addAll(journal.collect());
        if (options.virtual()) {
          marks.add(new Mark(until.toNanos(), network.traceHash()));
        }
        reached.accept(until);
      });
    }
    if (!whole) {
      end = network.paused();
      events.addAll(journal.collect());
    }
    Inspection last = inspect(end);
    List<Silence> silences = answers(samples, last);
    List<StateTable> tables = last.tables();
    if (options.out().isPresent() && options.keys()) {
      keys.write(options.out().get());
    }
    Observations seen = observations(samples, last, events, silences);
    List<Verdict> verdicts = Evaluation.evaluate(scenario.expectations(), seen, topology);
    return new Outcome(seen, whole ? verdicts : verdicts.stream().map(this::interrupted).toList(), events,
        requests.events(end), tables, network.traceHash(), marks, (System.nanoTime() - begunNanos) / 1e9,
        network.behind().toNanos(), !whole);
  }

  /** Nobody knows what the rest of the run would have shown. */
  private Verdict interrupted(Verdict until) {
    String why = "not evaluated: the run was interrupted at " + Words.seconds(end) + " of "
        + Words.seconds(options.duration());
    return new Verdict(until.id(), until.what(), Verdict.Outcome.NOT_EVALUATED,
        until.outcome() == Verdict.Outcome.NOT_EVALUATED ? why : why + "; until then: " + until.observed(),
        until.evidence());
  }

  /** Ends the run before its time, from any thread; what was found until then is its outcome. */
  public void interrupt() {
    network.stop();
  }

  /**
   * Runs until then and judges nothing: the network is as it is at that moment of the run.
   *
   * @param known the last mark before, if there is any
   * @return whether this is the run that has this mark
   */
  boolean advanceTo(Duration until, Optional<Mark> known, Consumer<Duration> reached) {
    plan();
    Duration mark = Duration.ofNanos(known.map(Mark::atNanos).orElse(0L));
    advance(Duration.ZERO, mark, reached);
    if (known.isPresent() && network.traceHash() != known.get().traceHash()) {
      return false;
    }
    advance(mark, until, reached);
    return true;
  }

  private record Samples(CountPlan counts, AccessPlan access) {}

  /** Puts all that the scenario asks for on the agenda, whatever part of it is run. */
  private Samples plan() {
    pings.plan(scenario.expectations());
    var drill = new DrillPlan(network);
    faults.forEach(drill::schedule);
    for (int flow = 0; flow < scenario.traffic().size(); flow++) {
      schedule(flow, scenario.traffic().get(flow));
    }
    return new Samples(new CountPlan(network, questions, scenario.expectations(), faults, options.duration()),
        new AccessPlan(network, questions, scenario.expectations(), faults, options.duration()));
  }

  /** @return whether the end was reached; else the run was interrupted */
  private boolean advance(Duration from, Duration to, Consumer<Duration> reached) {
    for (int slice = 1; slice <= SLICES && from.compareTo(to) < 0; slice++) {
      Duration until = from.plus(to.minus(from).multipliedBy(slice).dividedBy(SLICES));
      if (!runUntil(until)) {
        return false;
      }
      reached.accept(until);
    }
    return true;
  }

  private void schedule(int flow, Traffic traffic) {
    network.tell(network.links().index(traffic.from()), traffic.start(), new HostCommand.StartFlow(flow,
        hosts.get(traffic.to()).address(), traffic.every(), traffic.payloadOctets(), traffic.burst(),
        traffic.stop().minus(traffic.start()), HostCommand.Service.ECHO));
  }

  private void reported(Reported report) {
    questions.accept(report);
    journal.take(report);
    keys.take(report);
    notes.take(report);
    if (report.what() instanceof NodeReport.Broken(Violation violation)) {
      violations.add(violation);
    }
  }

  /** Goes on until then; what is reported goes where all goes. @return whether that time was reached */
  boolean runUntil(Duration until) {
    return network.runUntil(until, this::reported);
  }

  List<PathNote> pathNotes() {
    return notes.all();
  }

  /** All tables of all devices, at a time that has been reached. */
  public List<StateTable> tables(Duration at) {
    return inspect(at).tables();
  }

  private Inspection inspect(Duration at) {
    Inspection inspection = questions.ask(Depth.TABLES);
    questions.ofAll(at, inspection);
    while (!runUntil(at)) {
      // Interrupted at its end: it is all there.
    }
    return inspection;
  }

  /** @return those that were asked until the end and have not answered */
  private List<Silence> answers(Samples samples, Inspection last) {
    long end = this.end.toNanos();
    var asked = new ArrayList<Map.Entry<Long, Inspection>>();
    asked.addAll(samples.counts.asked(end).entrySet());
    asked.addAll(samples.access.asked(end).entrySet());
    asked.add(Map.entry(end, last));
    asked.sort(Map.Entry.comparingByKey());
    var silences = new TreeMap<Long, TreeMap<String, Boolean>>();
    for (Map.Entry<Long, Inspection> each : asked) {
      TreeMap<String, Boolean> at = silences.computeIfAbsent(each.getKey(), _ -> new TreeMap<>());
      each.getValue().off().stream().forEach(node -> at.putIfAbsent(topology.nodes().get(node).name(), true));
      each.getValue().unanswered().stream().forEach(node -> at.put(topology.nodes().get(node).name(), false));
    }
    return silences.entrySet().stream().flatMap(at -> at.getValue().entrySet().stream().map(node ->
        new Silence(at.getKey(), node.getKey(), node.getValue()))).toList();
  }

  private Observations observations(Samples samples, Inspection last, List<Journal.Event> journal,
      List<Silence> silences) {
    long end = this.end.toNanos();
    var flows = new ArrayList<FlowRecord>();
    for (int flow = 0; flow < scenario.traffic().size(); flow++) {
      Traffic traffic = scenario.traffic().get(flow);
      flows.add(FlowRecord.of(traffic, watches.get(traffic.from()).sent(flow),
          watches.get(traffic.to()).received(flow)));
    }
    var deliveries = new ArrayList<Observations.Delivery>();
    watches.forEach((receiver, watch) -> watch.deliveries().forEach((origin, packets) ->
        deliveries.add(new Observations.Delivery(topology.nodes().get(origin).name(), receiver, packets))));
    return new Observations(end, faults, pings.outcomes(watches, end), flows, deliveries, isolation(last),
        Paths.of(pings.followed(), notes.all(), end), samples.counts.samples(end), counters(last),
        samples.access.samples(end), new Observations.DeviceRecord(
            journal.stream().filter(event -> event.what() instanceof DeviceEvent.Judged).toList(),
            samples.access.holdings(end), samples.access.drops(end),
            last.tables().stream().filter(table -> table.kind().equals("counters")
                || table.kind().equals("ipsec-causes")).toList(), silences));
  }

  private IsolationRecord isolation(Inspection last) {
    var log = new IsolationRecord.Log(KEEP_VIOLATIONS);
    last.ports().values().forEach(node -> node.values().forEach(port -> log.checked(port.receivedFrames())));
    for (Violation each : violations) {
      log.add(new IsolationRecord.Violation(each.atNanos(), each.originVpn(), each.originNode(),
          each.originSequence(), each.link(), each.node(), each.interfaceName(), each.placeVpn(), each.rule()));
    }
    for (Leaked leaked : last.leaked()) {
      long added = violations.stream().filter(each -> each.originVpn().equals(leaked.originVpn())
          && each.placeVpn().equals(leaked.placeVpn())).count();
      log.addCounted(leaked.originVpn(), leaked.placeVpn(), leaked.frames() - added);
    }
    new RouteLeaks(topology).in(last.tables()).forEach(log::add);
    return log.record();
  }

  private List<Observations.NodeCounters> counters(Inspection last) {
    var all = new ArrayList<Observations.NodeCounters>();
    for (int node = 0; node < topology.nodes().size(); node++) {
      var sums = new TreeMap<String, Long>();
      for (PortCounters port : last.ports().get(node).values()) {
        sums.merge("framesSent", port.sentFrames(), Long::sum);
        sums.merge("octetsSent", port.sentOctets(), Long::sum);
        sums.merge("framesReceived", port.receivedFrames(), Long::sum);
        sums.merge("octetsReceived", port.receivedOctets(), Long::sum);
        sums.merge("droppedQueue", port.droppedQueue(), Long::sum);
        sums.merge("droppedLoss", port.droppedLoss(), Long::sum);
        sums.merge("droppedFault", port.droppedFault(), Long::sum);
        sums.merge("droppedNoOwner", port.droppedNoOwner(), Long::sum);
      }
      all.add(new Observations.NodeCounters(topology.nodes().get(node).name(), sums));
    }
    return all;
  }

  @Override
  public void close() {
    network.close();
  }
}
