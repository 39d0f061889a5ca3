package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.network.Journal;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From what was reported and observed to the events of the timeline, by time. */
final class Timeline {
  private final Topology topology;
  private final Map<String, String> nodeOfAddress = new HashMap<>();

  Timeline(Topology topology) {
    this.topology = topology;
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        nodeOfAddress.put(Ipv4.format(router.routerId()), router.name());
      }
    }
  }

  List<TimelineEvent> events(List<Journal.Event> journal, Observations seen, List<Verdict> verdicts) {
    var events = new ArrayList<TimelineEvent>();
    for (Fault fault : seen.faults()) {
      if (fault.at().toNanos() <= seen.endNanos()) {
        events.add(new TimelineEvent.FaultHappened(fault.at().toNanos(), fault));
      }
    }
    var clients = new ClientEvents(topology);
    journal.stream().filter(event -> !clients.take(event)).forEach(event -> events.add(of(event)));
    events.addAll(clients.events(seen.endNanos()));
    counts(seen.counts(), events);
    seen.isolation().first().forEach(violation -> events.add(new TimelineEvent.Isolation(violation)));
    seen.flows().forEach(flow -> gaps(flow, events));
    verdicts.forEach(verdict -> events.add(new TimelineEvent.Judged(seen.endNanos(), verdict)));
    events.sort(Comparator.comparingLong(TimelineEvent::atNanos));
    return events;
  }

  private TimelineEvent of(Journal.Event event) {
    return switch (event.kind()) {
      case "ospf-neighbor" -> session(event, TimelineEvent.Protocol.OSPF, "FULL");
      case "ldp-session" -> session(event, TimelineEvent.Protocol.LDP, "OPERATIONAL");
      case "bgp-session" -> session(event, TimelineEvent.Protocol.BGP, "ESTABLISHED");
      case "hsrp" -> hsrp(event);
      default -> new TimelineEvent.Note(event.atNanos(), Optional.of(event.node()),
          event.kind() + " " + event.subject() + " " + event.text());
    };
  }

  private TimelineEvent session(Journal.Event event, TimelineEvent.Protocol protocol, String upState) {
    int colon = event.text().indexOf(": ");
    String state = colon < 0 ? event.text() : event.text().substring(0, colon);
    Optional<String> reason = colon < 0 ? Optional.empty() : Optional.of(event.text().substring(colon + 2));
    String peer = nodeOfAddress.getOrDefault(event.subject(), event.subject());
    return new TimelineEvent.Session(event.atNanos(), event.node(), protocol, peer, state, state.equals(upState),
        reason);
  }

  /** The subject is the interface and the group. */
  private static TimelineEvent hsrp(Journal.Event event) {
    int space = event.subject().lastIndexOf(' ');
    int colon = event.text().indexOf(": ");
    return new TimelineEvent.Hsrp(event.atNanos(), event.node(), event.subject().substring(0, space),
        Integer.parseInt(event.subject().substring(space + 1)),
        colon < 0 ? event.text() : event.text().substring(0, colon),
        colon < 0 ? Optional.empty() : Optional.of(event.text().substring(colon + 2)));
  }

  /** A count is an event when it differs from the sample before. */
  private static void counts(List<CountSample> samples, List<TimelineEvent> events) {
    var last = new HashMap<List<Object>, Long>();
    for (CountSample sample : samples) {
      Long before = last.put(List.of(sample.node(), sample.of(), sample.vrf()), sample.value());
      if (before == null || before != sample.value()) {
        events.add(new TimelineEvent.Count(sample.atNanos(), sample.node(), sample.of(), sample.vrf(),
            sample.value()));
      }
    }
  }

  private static void gaps(FlowRecord flow, List<TimelineEvent> events) {
    long longest = 3 * flow.traffic().every().toNanos();
    for (int i = 1; i < flow.arrivals().count(); i++) {
      long since = flow.arrivals().at(i - 1);
      long at = flow.arrivals().at(i);
      if (at - since > longest) {
        events.add(new TimelineEvent.FlowGap(at, flow.traffic().to(), flow.traffic().name(), since,
            flow.lostSentAt().between(since, at)));
      }
    }
  }
}
