package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.report.DrillWords;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.NeighborState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From what was reported and observed to the events of the timeline, by time. */
final class Timeline {
  private static final String DOWN = "DOWN";

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
    return switch (event.what()) {
      case DeviceEvent.OspfNeighbor(int id, var state, var why) -> session(event, TimelineEvent.Protocol.OSPF,
          Ipv4.format(id), state.toString(), state == NeighborState.FULL, why);
      case DeviceEvent.LdpSession(int id, var why) -> session(event, TimelineEvent.Protocol.LDP, Ipv4.format(id),
          why.isEmpty() ? "OPERATIONAL" : DOWN, why.isEmpty(), why);
      case DeviceEvent.BgpSession(int peer, String vrf, var why) -> session(event, TimelineEvent.Protocol.BGP,
          Ipv4.format(peer) + (vrf.isEmpty() ? "" : " vrf " + vrf), why.isEmpty() ? "ESTABLISHED" : DOWN,
          why.isEmpty(), why);
      case DeviceEvent.HsrpChange(String on, int group, var state, String why) -> hsrp(event, on, group, state, why);
      case DeviceEvent.HsrpOtherVersion(String on, int group, var state, int neighbour, int version, int own) ->
          hsrp(event, on, group, state, Ipv4.format(neighbour) + " speaks version " + version
              + " of HSRP, this router version " + own);
      case DeviceEvent.HsrpPreemptRefused(String on, int group, var state, String why) ->
          hsrp(event, on, group, state, "preempt command refused, " + why);
      case DeviceEvent.HostRoutesVia via -> routesVia(event, via);
      case DeviceEvent.CryptoActive(String group, String why) -> part(event, TimelineEvent.Part.CRYPTO, group,
          "terminates tunnels from now on: group " + group + " is Active" + because(why));
      case DeviceEvent.CryptoInactive(String group, int sessions, boolean forgotten, String why) ->
          part(event, TimelineEvent.Part.CRYPTO, group, (forgotten ? "forgets " + sessions + " sessions:"
              : "does not clean up: " + sessions + " sessions stay,") + " group " + group + " left Active"
              + because(why));
      case DeviceEvent.SlbFailed failed -> part(event, TimelineEvent.Part.SLB, real(failed.farm(), failed.server()),
          "failed: " + DrillWords.count(failed.unanswered(), "ping", "pings") + " without an answer, purged "
              + failed.connections() + " connections and " + failed.sticky() + " sticky clients");
      case DeviceEvent.SlbBack(String farm, int server) -> part(event, TimelineEvent.Part.SLB, real(farm, server),
          "back: answers pings");
      case DeviceEvent.GreLine(String tunnel, var down) -> part(event, TimelineEvent.Part.GRE, tunnel,
          down.map(why -> "line protocol down: " + why).orElse("line protocol up"));
      case DeviceEvent.SiteTunnel(String peer, String vrf, boolean gre, var why) -> note(event, "ipsec-peer " + peer
          + why.map(reason -> " down: " + reason).orElse(gre ? " up for GRE" : vrf.isEmpty() ? " up"
              : " up in VRF " + vrf));
      case DeviceEvent.InterfaceLine(String name, boolean up) -> note(event, "interface " + name
          + (up ? " up" : " down"));
      case DeviceEvent.NatRestarted() -> note(event, "nat restarted: all mappings are gone");
      case DeviceEvent.ProcessorTaken(double share) -> note(event, "cpu of the control plane: "
          + Math.round(share * 100) + " % are taken by something else");
      case DeviceEvent.NotKept(long events) -> note(event, events
          + " more events were not kept; none of them is of a kind that expectations are judged by");
      case DeviceEvent.OfClient _, DeviceEvent.ClientSession _ ->
          throw new IllegalStateException("summed up by ClientEvents: " + event);
    };
  }

  private static String because(String why) {
    return why.isEmpty() ? "" : " (" + why + ")";
  }

  private static String real(String farm, int server) {
    return farm + " " + Ipv4.format(server);
  }

  private TimelineEvent session(Journal.Event event, TimelineEvent.Protocol protocol, String peer, String state,
      boolean up, Optional<String> why) {
    return new TimelineEvent.Session(event.atNanos(), event.node(), protocol, nodeOfAddress.getOrDefault(peer, peer),
        state, up, why);
  }

  private TimelineEvent hsrp(Journal.Event event, String interfaceName, int group, HsrpState state, String why) {
    return new TimelineEvent.Hsrp(event.atNanos(), event.node(), interfaceName,
        links.getOrDefault(event.node() + ":" + interfaceName, ""), group, state.toString(), Optional.of(why));
  }

  /** The next hop is a PE's loopback. */
  private TimelineEvent routesVia(Journal.Event event, DeviceEvent.HostRoutesVia via) {
    String nextHop = Ipv4.format(via.nextHop());
    return new TimelineEvent.RoutesVia(event.atNanos(), event.node(), via.vrf(),
        nodeOfAddress.getOrDefault(nextHop, nextHop), via.any(), via.any() ? "first of its host routes: " + via.hosts()
        : "none left of its host routes: " + via.hosts() + " at most");
  }

  private static TimelineEvent part(Journal.Event event, TimelineEvent.Part part, String subject, String text) {
    return new TimelineEvent.OfPart(event.atNanos(), event.node(), part, subject, text);
  }

  private static TimelineEvent note(Journal.Event event, String text) {
    return new TimelineEvent.Note(event.atNanos(), Optional.of(event.node()), text);
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
