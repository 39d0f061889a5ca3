package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Expectation;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.ip.Probe;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The echo requests that expectations ask for: who, to whom, when; and what came of them. */
final class PingPlan {
  /** A ping that is lost to address resolution on its way is no lack of reachability: it is asked again. */
  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration STAGGER = Duration.ofMillis(1);
  private static final Duration SPREAD = Duration.ofMillis(500);

  /** @param number identifier and sequence, 16 bits each */
  private record Planned(String expectation, String from, String to, long askedNanos, int number) {}

  /** A followed packet. @param number of its probe */
  record Followed(String expectation, String from, String to, long sentNanos, int number) {}

  private final Network network;
  private final Map<String, HostConfig> hosts;
  private final List<Planned> planned = new ArrayList<>();
  private final List<Followed> followed = new ArrayList<>();
  private int next = 1 << 16;

  PingPlan(Network network, Map<String, HostConfig> hosts) {
    this.network = network;
    this.hosts = hosts;
  }

  void plan(List<Expectation> expectations) {
    for (Expectation expectation : expectations) {
      switch (expectation) {
        case Expectation.Reachability(String id, var from, var to, Duration at) -> pairs(id, from, to, at);
        case Expectation.NoReachability(String id, var from, var to, Duration at) -> pairs(id, from, to, at);
        case Expectation.Path(String id, String from, String to, var nodes, Duration at) -> follow(id, from, to, at);
        case Expectation.Isolation _, Expectation.Outage _, Expectation.Count _, Expectation.Connected _,
            Expectation.Failed _, Expectation.Answered _, Expectation.Accounting _, Expectation.ClientOutage _,
            Expectation.ReconnectRate _, Expectation.HsrpActive _, Expectation.HsrpTakeover _,
            Expectation.SingleActive _, Expectation.WrongWay _, Expectation.Lost _, Expectation.Duplicates _,
            Expectation.SentToDead _, Expectation.SasConsistent _, Expectation.NothingLeaks _ -> { }
      }
    }
  }

  /** Follows one ping: its notes have its number. */
  void follow(String id, String from, String to, Duration at) {
    HostConfig target = hosts.get(to);
    if (target == null || !hosts.containsKey(from)) {
      return;
    }
    int number = next++;
    followed.add(new Followed(id, from, to, at.toNanos(), number));
    network.tell(network.links().index(from), at, new Probe(target.address(), number));
  }

  private void pairs(String id, List<String> from, List<String> to, Duration at) {
    long pair = 0;
    for (String asking : from) {
      for (String asked : to) {
        if (!asking.equals(asked)) {
          long shift = STAGGER.toNanos() * pair++ % SPREAD.toNanos();
          for (int attempt = 0; attempt < TRIES; attempt++) {
            ask(id, asking, asked, at.plus(BETWEEN_TRIES.multipliedBy(attempt)).plusNanos(shift));
          }
        }
      }
    }
  }

  private void ask(String id, String from, String to, Duration at) {
    HostConfig target = hosts.get(to);
    if (target == null || !hosts.containsKey(from)) {
      return;
    }
    int number = next++;
    planned.add(new Planned(id, from, to, at.toNanos(), number));
    network.tell(network.links().index(from), at,
        new HostCommand.Ping(target.address(), number >>> 16, number & 0xffff));
  }

  /** A number that no ping of this run has. */
  int free() {
    return next++;
  }

  List<Followed> followed() {
    return followed;
  }

  /** What was asked until {@code endNanos}, with what came back. */
  List<Observations.Ping> outcomes(Map<String, HostWatch> watches, long endNanos) {
    return planned.stream().filter(ping -> ping.askedNanos() <= endNanos)
        .map(ping -> new Observations.Ping(ping.expectation(), ping.from(), ping.to(), ping.askedNanos(),
            watches.get(ping.from()).answer(ping.number() >>> 16, ping.number() & 0xffff)))
        .toList();
  }
}
