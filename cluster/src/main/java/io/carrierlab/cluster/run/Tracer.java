package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Replays a run and follows one packet there and one back. */
public final class Tracer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Tracer() {}

  /**
   * @param options whose duration is when the packet is sent
   * @return the way there, then the way back
   */
  public static List<PathRecord> trace(Scenario scenario, RunOptions options, String from, String to)
      throws IOException {
    try (var runner = new Runner(scenario, options)) {
      runner.run(reached -> { });
      var pings = new PingPlan(runner.network(), runner.hosts());
      pings.follow("there", from, to, options.duration());
      pings.follow("back", to, from, options.duration().plus(PATIENCE));
      Duration end = options.duration().plus(PATIENCE.multipliedBy(2));
      runner.network().runUntil(end);
      return Paths.of(pings.followed(), runner.network().fabric().pathNotes(), end.toNanos());
    }
  }
}
