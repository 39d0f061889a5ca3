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
  /** By {@code NODE:INTERFACE}. */
  private final Map<String, String> links = new HashMap<>();

  Timeline(Topology topology) {
    this.topology = topology;
    topology.links().forEach(link -> link.ends().forEach(end ->
        links.put(end.node() + ":" + end.interfaceName(), link.name())));
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        nodeOfAddress.put(Ipv4.format(router.routerId()), router.name());
      }
    }
  }

  /** @param requests of clients, which nobody reports one by one */
  List<TimelineEvent> events(List<Journal.Event> journal, List<TimelineEvent.Requests> requests, Observations seen,
      List<Verdict> verdicts) {
    var events = new ArrayList<TimelineEvent>();
    for (Fault fault : seen.faults()) {
      if (fault.at().toNanos() <= seen.endNanos()) {
        events.add(new TimelineEvent.FaultHappened(fault.at().toNanos(), fault));
      }
    }
    var clients = new ClientEvents(topology);
    journal.stream().filter(event -> !clients.take(event)).forEach(event -> events.add(of(event)));
    events.addAll(clients.events(seen.endNanos()));
    events.addAll(requests);
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
      case "routes-via" -> routesVia(event);
      case "crypto" -> part(event, TimelineEvent.Part.CRYPTO);
      case "slb" -> part(event, TimelineEvent.Part.SLB);
      case "gre" -> part(event, TimelineEvent.Part.GRE);
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
  private TimelineEvent hsrp(Journal.Event event) {
    int space = event.subject().lastIndexOf(' ');
    int colon = event.text().indexOf(": ");
    String interfaceName = event.subject().substring(0, space);
    return new TimelineEvent.Hsrp(event.atNanos(), event.node(), interfaceName,
        links.getOrDefault(event.node() + ":" + interfaceName, ""),
        Integer.parseInt(event.subject().substring(space + 1)),
        colon < 0 ? event.text() : event.text().substring(0, colon),
        colon < 0 ? Optional.empty() : Optional.of(event.text().substring(colon + 2)));
  }

  /** The subject is the VRF and the next hop, a PE's loopback. */
  private TimelineEvent routesVia(Journal.Event event) {
    int space = event.subject().lastIndexOf(' ');
    String nextHop = event.subject().substring(space + 1);
    return new TimelineEvent.RoutesVia(event.atNanos(), event.node(), event.subject().substring(0, space),
        nodeOfAddress.getOrDefault(nextHop, nextHop), !event.text().startsWith("none"), event.text());
  }

  private static TimelineEvent part(Journal.Event event, TimelineEvent.Part part) {
    return new TimelineEvent.OfPart(event.atNanos(), event.node(), part, event.subject(), event.text());
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
