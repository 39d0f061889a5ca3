package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.client.RequestMeter;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Adds up the requests of each population, per second in runs of up to an hour. */
final class ClientRequests {
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_SPANS = 3_600;

  private final TreeMap<String, RequestMeter> meters = new TreeMap<>();
  ClientRequests(Topology topology, Duration duration) {
    long endNanos = duration.toNanos();
    long span = SECOND * Math.max(1, (endNanos - 1) / (MOST_SPANS * SECOND) + 1);
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof ClientConfig client) {
        meters.computeIfAbsent(client.population().name(), any -> new RequestMeter(span, endNanos));
      }
    }
  }

  RequestMeter of(String population) {
    return meters.get(population);
  }

  /** Spans in which there was something to tell. @param end of the run */
  List<TimelineEvent.Requests> events(Duration end) {
    long endNanos = end.toNanos();
    var events = new ArrayList<TimelineEvent.Requests>();
    meters.forEach((population, meter) -> {
      for (int span = 0; span < meter.spans(); span++) {
        if (meter.sent(span) > 0 || meter.answered(span) > 0) {
          events.add(new TimelineEvent.Requests(Math.min(endNanos, (span + 1) * meter.spanNanos()),
              meter.spanNanos(), population, meter.sent(span), meter.answered(span), meter.unanswered(span)));
        }
      }
    });
    return events;
  }
}
