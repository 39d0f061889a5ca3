package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.node.host.HostCommand;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Replays a run and follows one packet there and one back. */
public final class Tracer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The longest way that traceroute looks for. */
  private static final int MOST_HOPS = 30;

  /**
   * What came back for one probe of a traceroute.
   *
   * @param router who answered; 0: nobody within a second
   * @param arrived it was the destination
   */
  public record Probe(int ttl, long atNanos, int router, boolean arrived) {}

  private Tracer() {}

  /** @return the way there, then the way back */
  public static List<PathRecord> trace(Replayer replayer, Duration at, Consumer<Duration> reached, String from,
      String to) throws Replayer.Refused {
    try (var runner = replayer.until(at, reached)) {
      var pings = new PingPlan(runner.network(), runner.hosts());
      pings.follow("there", from, to, at);
      pings.follow("back", to, from, at.plus(PATIENCE));
      Duration end = at.plus(PATIENCE.multipliedBy(2));
      runner.network().runUntil(end);
      return Paths.of(pings.followed(), runner.network().fabric().pathNotes(), end.toNanos());
    }
  }

  /** Replays a run and has a host trace the route to another, as it can itself: by TTL and what routers answer. */
  public static List<Probe> traceroute(Replayer replayer, Duration at, Consumer<Duration> reached, String from,
      String to) throws Replayer.Refused {
    try (var runner = replayer.until(at, reached)) {
      int host = runner.network().fabric().index(from);
      runner.network().tell(host, at, new HostCommand.Traceroute(runner.hosts().get(to).address(), MOST_HOPS));
      runner.network().runUntil(at.plusSeconds(MOST_HOPS + 1));
      return List.copyOf(runner.watch(from).probes());
    }
  }
}
