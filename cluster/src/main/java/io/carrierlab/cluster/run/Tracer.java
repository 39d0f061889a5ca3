package io.carrierlab.cluster.run;

import io.carrierlab.node.client.ClientCommand;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Replays a run and follows one packet there and one back. */
public final class Tracer {
  /** What is under way after this long is not waited for: three unanswered ARP requests take as long as this twice. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The longest way that traceroute looks for. */
  private static final int MOST_HOPS = 30;

  /**
   * What came back for one probe of a traceroute.
   *
   * @param router who answered; 0: nobody within a second
   * @param arrived it was the destination
   */
  public record Answer(int ttl, long atNanos, int router, boolean arrived) {}

  private Tracer() {}

  /**
   * A packet's way, and that of its answer.
   *
   * @param address of the destination; empty: it has none at this time
   * @param back empty: no answer was sent
   * @param reached both came to whom they were for: with addresses that several VPNs use, another node may take it
   */
  public record Ways(Optional<Integer> address, Trace there, Optional<Trace> back, boolean reached) {}

  /** Follows one packet, sent at a moment of the run, and its answer. */
  public static Ways trace(Replayer replayer, Duration at, Consumer<Duration> reached, TraceEnd.Device from,
      TraceEnd to) throws Replayer.Refused {
    try (var runner = replayer.until(at, reached)) {
      Optional<Integer> address = address(runner, at, to);
      if (address.isEmpty()) {
        var end = new Trace.End(false, "", "it was never sent: " + to.name() + " has no "
            + "inner address at that time, as it has no session", at.toNanos(), Optional.empty());
        return new Ways(address, new Trace(at.toNanos(), List.of(), end), Optional.empty(), false);
      }
      int probe = runner.freeNumber();
      runner.network().tell(runner.network().links().index(from.config().name()), at,
          new Probe(address.get(), probe));
      List<PathNote> notes = List.of();
      for (Duration waited = Duration.ZERO; waited.compareTo(PATIENCE) <= 0 && !over(notes, probe);
          waited = waited.plus(LOOK)) {
        runner.runUntil(at.plus(waited));
        notes = runner.pathNotes();
      }
      List<PathNote> answer = Paths.of(probe, true, notes);
      Trace there = Trace.of(at.toNanos(), Paths.of(probe, false, notes));
      Optional<Trace> back = answer.isEmpty() ? Optional.empty()
          : Optional.of(Trace.of(answer.getFirst().atNanos(), answer));
      boolean complete = there.end().arrived() && (!(to instanceof TraceEnd.Device device)
          || there.end().where().equals(device.config().name()))
          && back.filter(each -> each.end().where().equals(from.config().name()) && each.end().arrived()).isPresent();
      return new Ways(address, there, back, complete);
    }
  }

  private static boolean over(List<PathNote> notes, int probe) {
    return notes.stream().anyMatch(note -> note.probe() == probe && (note.kind() == PathNote.Kind.LOST
        || note.kind() == PathNote.Kind.DELIVERED && note.answer()));
  }

  private static Optional<Integer> address(Runner runner, Duration at, TraceEnd to) throws Replayer.Refused {
    return switch (to) {
      case TraceEnd.Address(String name, int address) -> Optional.of(address);
      case TraceEnd.Device(String name, ClientConfig client) -> {
        var told = new ArrayList<Integer>();
        runner.network().tell(runner.network().links().index(client.name()), at, new ClientCommand.Where(0));
        runner.network().runUntil(at, report -> {
          if (report.what() instanceof NodeReport.InnerAddress(_, OptionalInt address)) {
            address.ifPresent(told::add);
          }
        });
        yield told.stream().findFirst();
      }
      case TraceEnd.Device(String name, NodeConfig config) -> Optional.of(TraceEnd.address(config,
          runner.network().topology()).orElseThrow(() -> new Replayer.Refused(name + " is a " + config.kind()
              + ", which has no address of its own that answers")));
    };
  }

  /** Replays a run and has a host trace the route to another, as it can itself: by TTL and what routers answer. */
  public static List<Answer> traceroute(Replayer replayer, Duration at, Consumer<Duration> reached, String from,
      TraceEnd to) throws Replayer.Refused {
    try (var runner = replayer.until(at, reached)) {
      int host = runner.network().links().index(from);
      int address = address(runner, at, to).orElseThrow(() -> new Replayer.Refused(to.name()
          + " has no address at that time, as it has no session"));
      runner.network().tell(host, at, new HostCommand.Traceroute(address, MOST_HOPS));
      runner.runUntil(at.plusSeconds(MOST_HOPS + 1));
      return List.copyOf(runner.watch(from).probes());
    }
  }
}
