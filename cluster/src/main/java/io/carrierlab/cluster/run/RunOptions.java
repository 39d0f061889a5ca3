package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario.Capture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a scenario is run.
 *
 * @param threads worker threads of virtual time
 * @param serialize encode every frame at every hop
 * @param virtual virtual time; else the wall clock
 * @param duration instead of the scenario's
 * @param captures besides the scenario's
 * @param keys the keys of IKE and IPsec sessions are written, for Wireshark
 * @param out where the results go
 */
public record RunOptions(long seed, int threads, boolean serialize, boolean virtual, Duration duration,
    List<Capture> captures, boolean keys, Optional<Path> out) {
  public RunOptions {
    captures = List.copyOf(captures);
  }
}
